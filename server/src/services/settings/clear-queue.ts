import { type ClearedState, clearQueue as promise, type QueueName } from "@posthorn/contracts/settings";
import { dropJobs } from "../../queue/drop.ts";
import { deleteDeliveriesBefore, type DeliveryState, dropDeliveries } from "../../storage/deliveries.ts";
import { deleteFinishedSubmissions } from "../../storage/submissions.ts";
import type { Context } from "../context.ts";
import { cancelEntry } from "../outbox/delete.ts";
import { eachEntry } from "../outbox/each-entry.ts";
import { verb } from "../verb.ts";

interface Cleared {
  cleared: number;
  hasMore: boolean;
}

type Clear = (ctx: Context, signal: AbortSignal) => Promise<Cleared>;

const AT_ONCE = 500;
const MOST = 10_000;

/** Goes on by portions of 500 until one is not full, 10,000 are gone or the signal says so. */
async function inPortions(ctx: Context, signal: AbortSignal, clear: () => Promise<number>): Promise<Cleared> {
  let cleared = 0;
  let hasMore = true;
  while (hasMore && cleared < MOST && !signal.aborted) {
    const count = await clear();
    cleared += count;
    hasMore = count >= AT_ONCE;
  }
  await ctx.storage.durable();
  return { cleared, hasMore };
}

/** Webhooks that wait are dropped and stay in their log as such. Events that still have to be sorted are none yet. */
const dropWebhooks =
  (isDelayed: boolean): Clear =>
  async (ctx, signal) => {
    const now = ctx.now();
    let cleared = 0;
    let after = "";
    while (cleared < MOST && !signal.aborted) {
      const { events, last } = await ctx.storage.transaction(async (tx) => {
        const jobs = await dropJobs(tx, { kind: "webhook-delivery", isDelayed, now, after, limit: AT_ONCE });
        const ids = jobs.dropped.map(({ delivery }) => delivery);
        return { events: await dropDeliveries(tx, ids, "queueCleared", now), last: jobs.last };
      });
      for (const event of events) {
        ctx.meter.processed("notify", "completed");
        ctx.meter.webhookDropped(event, "queueCleared");
      }
      cleared += events.length;
      if (last === undefined) {
        await ctx.storage.durable();
        return { cleared, hasMore: false };
      }
      after = last;
    }
    await ctx.storage.durable();
    return { cleared, hasMore: true };
  };

const forgetDeliveries =
  (...states: DeliveryState[]): Clear =>
  (ctx, signal) =>
    inPortions(ctx, signal, () =>
      ctx.storage.transaction((tx) => deleteDeliveriesBefore(tx, states, ctx.now() + 1, AT_ONCE)),
    );

const cancelMail =
  (state: "waiting" | "delayed" | "failed"): Clear =>
  async (ctx, signal) => {
    const { done, hasMore } = await eachEntry(ctx, state, signal, (tx, queueId, now) =>
      cancelEntry(ctx, tx, { queueId }, now),
    );
    return { cleared: done, hasMore };
  };

const forgetSentMail: Clear = (ctx, signal) =>
  inPortions(ctx, signal, () =>
    ctx.storage.transaction((tx) =>
      deleteFinishedSubmissions(tx, { state: "sent", at: ctx.now() + 1, keep: 0, limit: AT_ONCE }),
    ),
  );

const nothing: Clear = async () => ({ cleared: 0, hasMore: false });

const CLEAR: Record<QueueName, Record<ClearedState, Clear>> = {
  notify: {
    waiting: dropWebhooks(false),
    delayed: dropWebhooks(true),
    failed: forgetDeliveries("failed"),
    completed: forgetDeliveries("delivered", "dropped"),
  },
  submit: {
    waiting: cancelMail("waiting"),
    delayed: cancelMail("delayed"),
    failed: cancelMail("failed"),
    completed: forgetSentMail,
  },
  documents: { waiting: nothing, delayed: nothing, failed: nothing, completed: nothing },
};

/** What is being worked on goes on; copies of mail that was sent are still stored. */
export const clearQueue = verb(promise, async (ctx, { params, query }, { signal }) => ({
  queue: params.queue,
  ...(await CLEAR[params.queue][query.state](ctx, signal)),
}));
