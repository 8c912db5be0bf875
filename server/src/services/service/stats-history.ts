import { getStatsHistory as promise } from "@posthorn/contracts/stats";
import { sumCountsBySteps } from "../../storage/counters.ts";
import { countEventsBySteps } from "../../storage/event-counts.ts";
import { requireAccount } from "../accounts/not-found.ts";
import { verb } from "../verb.ts";

const MINUTE_MS = 60_000;
const HOUR = 3600;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** Seconds of a step, by how far back it goes. No step is shorter than what its counts are kept by, and hours fit into all. */
function stepOf(seconds: number): number {
  if (seconds <= HOUR) return 60;
  if (seconds <= DAY) return 1800;
  return seconds <= WEEK ? 3 * HOUR : 12 * HOUR;
}

/** Steps begin at multiples of their length, so that the same step is the same for everyone who asks. */
export const getStatsHistory = verb(promise, async (ctx, { query }) => {
  const seconds = query.seconds ?? DAY;
  const step = stepOf(seconds);
  const stepMs = step * 1000;
  const length = Math.ceil(seconds / step);
  const since = (Math.floor(ctx.now() / stepMs) - (length - 1)) * stepMs;
  const answer = (countersAt: (at: number) => Record<string, number> | undefined) => ({
    step,
    buckets: Array.from({ length }, (_, index) => {
      const at = since + index * stepMs;
      return { at: new Date(at).toISOString(), counters: countersAt(at) ?? {} };
    }),
  });
  if (query.account !== undefined) {
    await requireAccount(ctx.storage, query.account);
    const wanted = { account: query.account, since, stepMs };
    const { steps, knownSince } = await countEventsBySteps(ctx.storage, wanted, ctx.now());
    return {
      ...answer((at) => asCounters(steps.get(at))),
      knownSince: knownSince === null ? null : new Date(knownSince).toISOString(),
    };
  }
  await ctx.tally.flush(ctx.now());
  const counted = await sumCountsBySteps(ctx.storage, { since: since / MINUTE_MS, stepMinutes: step / 60 });
  return answer((at) => counted.get(at / MINUTE_MS));
});

/** By the names that counts of events have. */
const asCounters = (events: Record<string, number> = {}) =>
  Object.fromEntries(Object.entries(events).map(([name, count]) => [`events:${name}`, count]));
