import { getQueue as getPromise, updateQueue as updatePromise } from "@posthorn/contracts/settings";
import { isQueuePaused, pauseQueue } from "../../queue/pause.ts";
import { verb } from "../verb.ts";
import { failedCount, queueCounts } from "../service/queue-counts.ts";

export const getQueue = verb(getPromise, async (ctx, { params }) => {
  const { active, delayed, waiting, oldestAt } = await queueCounts(ctx.storage, params.queue, ctx.now());
  const failed = await failedCount(ctx.storage, params.queue, ctx.now());
  return {
    queue: params.queue,
    jobs: { active, delayed, waiting, paused: 0, failed },
    paused: await isQueuePaused(ctx.storage, params.queue),
    oldest: oldestAt === null ? null : new Date(oldestAt).toISOString(),
  };
});

export const updateQueue = verb(updatePromise, async (ctx, { params, body }) => {
  if (body.paused !== undefined) {
    const { paused } = body;
    await ctx.storage.transaction((tx) => pauseQueue(tx, params.queue, paused, ctx.now()));
  }
  return { queue: params.queue, paused: await isQueuePaused(ctx.storage, params.queue) };
});
