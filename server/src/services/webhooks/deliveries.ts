import {
  dropDelivery as dropPromise,
  getDelivery as getPromise,
  listDeliveries as listPromise,
  promoteDelivery as promotePromise,
  retryDeliveries as retryAllPromise,
  retryDelivery as retryPromise,
  type WebhookDelivery,
} from "@posthorn/contracts/webhook-log";
import { PosthornError } from "../../core/errors.ts";
import { DEFAULT_ENDPOINT, deliveryLane, deliveryShare } from "../../core/webhook-endpoint.ts";
import { dropJob } from "../../queue/drop.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import { laneDueAt } from "../../queue/due.ts";
import { rescheduleLane } from "../../queue/reschedule.ts";
import {
  deleteDelivery,
  type Delivery,
  type DeliveryFilter,
  dropDeliveries,
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

/** When its lane goes on. */
async function dueAtOf(ctx: Context, delivery: Delivery): Promise<number | null> {
  for (const lane of lanesOf(delivery)) {
    const dueAt = await laneDueAt(ctx.storage, "webhook-delivery", lane);
    if (dueAt !== null) return dueAt;
  }
  return null;
}

/** A delivery that stepped aside has a lane of its own. */
const lanesOf = ({ id, endpoint, account }: Delivery) => {
  const lane = deliveryLane(endpoint, account);
  return [`${lane} ${id}`, lane];
};

export const promoteDelivery = verb(promotePromise, async (ctx, { params }) => {
  const now = ctx.now();
  await ctx.storage.transaction(async (tx) => {
    const delivery = await findDelivery(tx, params.delivery);
    if (delivery === undefined) throw deliveryNotFound();
    for (const lane of delivery.state === "pending" ? lanesOf(delivery) : []) {
      const dueAt = await laneDueAt(tx, "webhook-delivery", lane);
      if (dueAt !== null && dueAt > now && (await rescheduleLane(tx, "webhook-delivery", lane, now))) return;
    }
    throw new PosthornError("conflict", "Requested delivery is not put off", { code: "NotDelayed" });
  });
  await ctx.storage.durable();
  return { id: params.delivery, promoted: true };
});

export const dropDelivery = verb(dropPromise, async (ctx, { params }) => {
  const now = ctx.now();
  const dropped = await ctx.storage.transaction(async (tx) => {
    const delivery = await findDelivery(tx, params.delivery);
    if (delivery === undefined) throw deliveryNotFound();
    if (delivery.state !== "pending") {
      await deleteDelivery(tx, delivery.id);
      return null;
    }
    for (const lane of lanesOf(delivery))
      if (await dropJob(tx, { kind: "webhook-delivery", lane, payload: { delivery: delivery.id }, now })) {
        await dropDeliveries(tx, [delivery.id], "droppedByHand", now);
        return delivery;
      }
    throw new PosthornError("conflict", "The delivery is under way already", { code: "NotFinished" });
  });
  if (dropped !== null) {
    ctx.meter.processed("notify", "completed");
    ctx.meter.webhookDropped(dropped.event, "droppedByHand");
  }
  await ctx.storage.durable();
  return { id: params.delivery, dropped: dropped !== null, deleted: dropped === null };
});

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

export const retryDeliveries = verb(retryAllPromise, (ctx, { body }, { signal }) => {
  const { state = "failed", ...choice } = body;
  return retryAll(ctx, filterOf({ ...choice, states: [state] }), signal);
});

/** Makes finished deliveries again, oldest first, at most 10,000 of them. */
export async function retryAll(ctx: Context, filter: DeliveryFilter, signal: AbortSignal) {
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
}

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
