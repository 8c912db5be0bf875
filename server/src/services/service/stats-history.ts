import { getStatsHistory as promise } from "@posthorn/contracts/stats";
import { sumCountsBySteps } from "../../storage/counters.ts";
import { verb } from "../verb.ts";

const MINUTE_MS = 60_000;
const HOUR = 3600;
const DAY = 24 * HOUR;
/** Steps by how far back it goes, in seconds. */
const stepOf = (seconds: number) => (seconds <= HOUR ? 60 : seconds <= DAY ? 1800 : 3 * HOUR);

/** Steps begin at multiples of their length, so that the same step is the same for everyone who asks. */
export const getStatsHistory = verb(promise, async (ctx, { query }) => {
  const seconds = query.seconds ?? DAY;
  const step = stepOf(seconds);
  await ctx.tally.flush(ctx.now());
  const stepMinutes = step / 60;
  const newest = Math.floor(ctx.now() / (step * 1000)) * stepMinutes;
  const length = Math.ceil(seconds / step);
  const since = newest - (length - 1) * stepMinutes;
  const counted = await sumCountsBySteps(ctx.storage, { since, stepMinutes });
  return {
    step,
    buckets: Array.from({ length }, (_, index) => {
      const minute = since + index * stepMinutes;
      return { at: new Date(minute * MINUTE_MS).toISOString(), counters: counted.get(minute) ?? {} };
    }),
  };
});
