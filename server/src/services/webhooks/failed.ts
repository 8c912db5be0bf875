import {
  deleteFailedDelivery as deletePromise,
  type FailedDelivery,
  listFailedDeliveries as listPromise,
  retryFailedDelivery as retryPromise,
} from "@posthorn/contracts/webhooks";
import { PosthornError } from "../../core/errors.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import {
  type Delivery,
  deleteDelivery,
  findDelivery,
  listFailedDeliveries as findFailed,
  reopenDelivery,
} from "../../storage/deliveries.ts";
import type { Db } from "../../storage/storage.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";

export const listFailedDeliveries = verb(listPromise, async (ctx, { query }) => {
  const paging = pageOf(query);
  const { total, deliveries } = await findFailed(ctx.storage, { account: query.account, ...paging.range });
  return { ...paging.of(total), scanLimited: false, deliveries: deliveries.map(failedView) };
});

/** Same target and payload, fresh attempts, at the end of its lane. */
export const retryFailedDelivery = verb(retryPromise, async (ctx, { params }) => {
  await ctx.storage.transaction(async (tx) => {
    const delivery = await findFailedDelivery(tx, params.delivery);
    await reopenDelivery(tx, delivery.id);
    await enqueueJobs(
      tx,
      [
        {
          kind: "webhook-delivery",
          lane: `${delivery.endpoint} ${delivery.account ?? ""}`,
          share: hostOf(delivery.url),
          payload: { delivery: delivery.id },
        },
      ],
      ctx.now(),
    );
  });
  await ctx.storage.durable();
  return { id: params.delivery, retried: true };
});

export const deleteFailedDelivery = verb(deletePromise, async (ctx, { params }) => {
  await ctx.storage.transaction(async (tx) => {
    const delivery = await findFailedDelivery(tx, params.delivery);
    await deleteDelivery(tx, delivery.id);
  });
  return { id: params.delivery, deleted: true };
});

async function findFailedDelivery(db: Db, id: string): Promise<Delivery> {
  const delivery = await findDelivery(db, id);
  if (delivery === undefined)
    throw new PosthornError("not_found", "Requested delivery was not found", { code: "NotFound" });
  if (delivery.state !== "failed")
    throw new PosthornError("conflict", "Requested delivery has not failed", { code: "NotFailed" });
  return delivery;
}

const hostOf = (url: string | null) => (url !== null && URL.canParse(url) ? new URL(url).host : "");

function failedView(delivery: Delivery): FailedDelivery {
  return {
    id: delivery.id,
    event: delivery.event,
    account: delivery.account,
    url: delivery.url ?? "",
    created: new Date(delivery.createdAt).toISOString(),
    failed: new Date(delivery.finishedAt ?? delivery.createdAt).toISOString(),
    attemptsMade: delivery.attemptsMade,
    error: delivery.error ?? { message: "Unknown" },
  };
}
