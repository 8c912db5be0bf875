import {
  getDelivery as getPromise,
  listDeliveries as listPromise,
  retryDeliveries as retryAllPromise,
  retryDelivery as retryPromise,
  type WebhookDelivery,
} from "@posthorn/contracts/webhook-log";
import { PosthornError } from "../../core/errors.ts";
import { DEFAULT_ENDPOINT, deliveryLane, deliveryShare } from "../../core/webhook-endpoint.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import { laneDueAt } from "../../queue/due.ts";
import {
  type Delivery,
  type DeliveryFilter,
  findDelivery,
  listAttempts,
  listDeliveries as findDeliveries,
  nextDeliveries,
  reopenDeliveries,
} from "../../storage/deliveries.ts";
import type { Db } from "../../storage/storage.ts";
import { forgetGoneAddresses } from "../../storage/webhook-health.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";
import { seesFunctions } from "./endpoint-of-input.ts";

const RETRIED_AT_ONCE = 500;
const MOST_RETRIED = 10_000;

export const deliveryNotFound = () =>
  new PosthornError("not_found", "Requested delivery was not found", { code: "NotFound" });

export const listDeliveries = verb(listPromise, async (ctx, { query }) => {
  const { cursor, pageSize = 20, state, ...choice } = query;
  const found = await findDeliveries(ctx.storage, filterOf({ ...choice, ...(state && { states: [state] }) }), {
    before: cursor,
    limit: pageSize + 1,
  });
  const shown = found.slice(0, pageSize);
  return {
    deliveries: shown.map(deliveryView),
    nextCursor: found.length > pageSize ? (shown.at(-1)?.id ?? null) : null,
  };
});

export const getDelivery = verb(getPromise, async (ctx, { params }, { admission }) => {
  const delivery = await findDelivery(ctx.storage, params.delivery);
  if (delivery === undefined) throw deliveryNotFound();
  const attempts = await listAttempts(ctx.storage, delivery.id);
  const dueAt = delivery.state === "pending" ? await dueAtOf(ctx, delivery) : null;
  return {
    ...deliveryView(delivery),
    attempts: attempts.map(({ attempt, startedAt, durationMs, statusCode, error, responseStart }) => ({
      attempt,
      started: iso(startedAt),
      duration: durationMs,
      statusCode,
      error,
      response: responseStart,
    })),
    nextAttempt: dueAt === null ? null : iso(dueAt),
    // Functions may put into it what they see as `env`.
    mappedBody: seesFunctions(admission) ? delivery.body : null,
  };
});

/** When its lane goes on; a delivery that stepped aside has a lane of its own. */
async function dueAtOf(ctx: Context, { id, endpoint, account }: Delivery): Promise<number | null> {
  const lane = deliveryLane(endpoint, account);
  return (
    (await laneDueAt(ctx.storage, "webhook-delivery", `${lane} ${id}`)) ??
    (await laneDueAt(ctx.storage, "webhook-delivery", lane))
  );
}

export const retryDelivery = verb(retryPromise, async (ctx, { params }) => {
  await ctx.storage.transaction(async (tx) => {
    const delivery = await findDelivery(tx, params.delivery);
    if (delivery === undefined) throw deliveryNotFound();
    if ((await deliverAgain(ctx, tx, [delivery])) === 0)
      throw new PosthornError("conflict", "The delivery is under way already", { code: "NotFinished" });
  });
  await ctx.storage.durable();
  return { id: params.delivery, retried: true };
});

export const retryDeliveries = verb(retryAllPromise, async (ctx, { body }, { signal }) => {
  const { state = "failed", ...choice } = body;
  const filter = filterOf({ ...choice, states: [state] });
  let retried = 0;
  let after = "";
  while (retried < MOST_RETRIED && !signal.aborted) {
    const portion = await ctx.storage.transaction(async (tx) => {
      const deliveries = await nextDeliveries(tx, filter, { after, limit: RETRIED_AT_ONCE });
      return { count: await deliverAgain(ctx, tx, deliveries), last: deliveries.at(-1)?.id };
    });
    retried += portion.count;
    if (portion.last === undefined) {
      await ctx.storage.durable();
      return { retried, hasMore: false };
    }
    after = portion.last;
  }
  await ctx.storage.durable();
  const [left] = await nextDeliveries(ctx.storage, filter, { after, limit: 1 });
  return { retried, hasMore: left !== undefined };
});

/**
 * Puts finished deliveries at the ends of their lanes, with the same event and fresh attempts, also for an address of the
 * default endpoint that said it is gone. Resolves with how many there were; those that wait already stay as they are.
 */
export async function deliverAgain(ctx: Context, tx: Db, deliveries: readonly Delivery[]): Promise<number> {
  const reopened = await reopenDeliveries(
    tx,
    deliveries.map(({ id }) => id),
  );
  if (deliveries.some(({ endpoint }) => endpoint === DEFAULT_ENDPOINT)) await forgetGoneAddresses(tx, DEFAULT_ENDPOINT);
  await enqueueJobs(
    tx,
    deliveries
      .filter(({ id }) => reopened.has(id))
      .map(({ id, endpoint, account, url }) => ({
        kind: "webhook-delivery",
        lane: deliveryLane(endpoint, account),
        share: deliveryShare(ctx.endpoints.of(endpoint), url),
        payload: { delivery: id },
      })),
    ctx.now(),
  );
  return reopened.size;
}

const iso = (at: number) => new Date(at).toISOString();
const time = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));

const filterOf = ({
  since,
  until,
  ...rest
}: Omit<DeliveryFilter, "since" | "until"> & {
  since?: string | undefined;
  until?: string | undefined;
}): DeliveryFilter => ({
  ...rest,
  since: time(since),
  until: time(until),
});

const deliveryView = (delivery: Delivery): WebhookDelivery => ({
  id: delivery.id,
  eventId: delivery.eventId,
  event: delivery.event,
  account: delivery.account,
  endpoint: delivery.endpoint,
  state: delivery.state,
  attemptsMade: delivery.attemptsMade,
  url: delivery.url,
  error: delivery.error,
  replay: delivery.replay,
  created: iso(delivery.createdAt),
  finished: delivery.finishedAt === null ? null : iso(delivery.finishedAt),
});
