import {
  deleteFailedDelivery as deletePromise,
  type FailedDelivery,
  listFailedDeliveries as listPromise,
  retryFailedDelivery as retryPromise,
} from "@posthorn/contracts/webhooks";
import { PosthornError } from "../../core/errors.ts";
import { DEFAULT_ENDPOINT } from "../../core/webhook-endpoint.ts";
import {
  type Delivery,
  deleteDelivery,
  findDelivery,
  listFailedDeliveries as findFailed,
} from "../../storage/deliveries.ts";
import type { Db } from "../../storage/storage.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";
import { deliverAgain, deliveryNotFound } from "./deliveries.ts";

export const listFailedDeliveries = verb(listPromise, async (ctx, { query }) => {
  const paging = pageOf(query);
  const { total, deliveries } = await findFailed(ctx.storage, { account: query.account, ...paging.range });
  return { ...paging.of(total), scanLimited: false, deliveries: deliveries.map(failedView) };
});

/** Same target and payload, fresh attempts, at the end of its lane. */
export const retryFailedDelivery = verb(retryPromise, async (ctx, { params }) => {
  await ctx.storage.transaction(async (tx) => {
    await deliverAgain(ctx, tx, [await findFailedDelivery(tx, params.delivery)]);
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
  if (delivery === undefined) throw deliveryNotFound();
  if (delivery.state !== "failed")
    throw new PosthornError("conflict", "Requested delivery has not failed", { code: "NotFailed" });
  return delivery;
}

function failedView(delivery: Delivery): FailedDelivery {
  return {
    id: delivery.id,
    event: delivery.event,
    account: delivery.account,
    ...(delivery.endpoint !== DEFAULT_ENDPOINT && delivery.target === null && { route: delivery.endpoint }),
    url: delivery.url ?? "",
    created: new Date(delivery.createdAt).toISOString(),
    failed: new Date(delivery.finishedAt ?? delivery.createdAt).toISOString(),
    attemptsMade: delivery.attemptsMade,
    error: delivery.error ?? { message: "Unknown" },
  };
}
