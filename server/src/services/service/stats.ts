import { QUEUES } from "@posthorn/contracts/settings";
import { getStats as promise, type QueueStats } from "@posthorn/contracts/stats";
import { isQueuePaused } from "../../queue/pause.ts";
import { countAccountsByState } from "../../storage/accounts.ts";
import { sumCounts } from "../../storage/counters.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";
import { queueCounts } from "./queue-counts.ts";
import { measureStore } from "./store-health.ts";
import { storeWarnings } from "./store-warnings.ts";

export const getStats = verb(promise, async (ctx, { query }) => {
  const states = await countAccountsByState(ctx.storage);
  await ctx.tally.flush(ctx.now());
  const [notify, submit, documents] = await Promise.all(QUEUES.map((queue) => queueStats(ctx, queue)));
  return {
    version: ctx.about.version,
    license: "MIT",
    accounts: Object.values(states).reduce((sum, count) => sum + count, 0),
    node: process.versions.node,
    arch: process.arch,
    redis: await ctx.storage.version(),
    redisCluster: false,
    redisWarnings: await storeWarnings(ctx),
    redisPing: await measureStore(ctx.storage),
    imapflow: ctx.about.imapflow,
    bullmq: ctx.about.queue,
    ...(ctx.about.commit !== null && { build: { commit: ctx.about.commit } }),
    queues: { notify: notify as QueueStats, submit: submit as QueueStats, documents: documents as QueueStats },
    connections: {
      init: 0,
      connected: 0,
      connecting: 0,
      syncing: 0,
      authenticationError: 0,
      connectError: 0,
      unset: 0,
      disconnected: 0,
      paused: 0,
      unassigned: 0,
      ...states,
    },
    counters: await sumCounts(ctx.storage, query.seconds ?? 3600, ctx.now()),
  };
});

async function queueStats(ctx: Context, queue: (typeof QUEUES)[number]): Promise<QueueStats> {
  const { active, delayed, waiting } = await queueCounts(ctx.storage, queue, ctx.now());
  return {
    active,
    delayed,
    waiting,
    paused: 0,
    isPaused: await isQueuePaused(ctx.storage, queue),
    total: active + delayed + waiting,
  };
}
