import { sql } from "kysely";
import type { Db } from "./storage.ts";

const MINUTE_MS = 60_000;
/** Counts are kept for eight days, a day more than `/v1/stats` can ask for. */
export const COUNTERS_KEPT_MS = 8 * 24 * 60 * MINUTE_MS;

/** Adds counts to their minute. */
export async function addCounts(db: Db, counts: ReadonlyMap<string, number>, now: number): Promise<void> {
  const minute = Math.floor(now / MINUTE_MS);
  for (const [name, count] of counts)
    await db.sql
      .insertInto("counters")
      .values({ minute, name, count })
      .onConflict((c) => c.columns(["minute", "name"]).doUpdateSet((e) => ({ count: e("counters.count", "+", count) })))
      .execute();
}

/** Sums over the last `seconds`. */
export async function sumCounts(db: Db, seconds: number, now: number): Promise<Record<string, number>> {
  const rows = await db.sql
    .selectFrom("counters")
    .select((e) => ["name", e.fn.sum<number>("count").as("count")])
    .where("minute", ">", Math.floor((now - seconds * 1000) / MINUTE_MS))
    .groupBy("name")
    .execute();
  return Object.fromEntries(rows.map((row) => [row.name, Number(row.count)]));
}

/**
 * Sums over each step of `stepMinutes` from the minute `since` on, which begins a step. By the minute in
 * which the step began; steps without counts are left out.
 */
export async function sumCountsBySteps(
  db: Db,
  { since, stepMinutes }: { since: number; stepMinutes: number },
): Promise<Map<number, Record<string, number>>> {
  // Both engines divide whole numbers without a rest, as long as the divisor is written out.
  const step = sql<number>`"minute" / ${sql.lit(stepMinutes)}`;
  const rows = await db.sql
    .selectFrom("counters")
    .select((e) => [step.as("step"), "name", e.fn.sum<number>("count").as("count")])
    .where("minute", ">=", since)
    .groupBy([step, "name"])
    .execute();
  const steps = new Map<number, Record<string, number>>();
  for (const row of rows) {
    const minute = Number(row.step) * stepMinutes;
    const counts = steps.get(minute) ?? {};
    counts[row.name] = Number(row.count);
    steps.set(minute, counts);
  }
  return steps;
}

export async function deleteOldCounts(db: Db, now: number): Promise<void> {
  await db.sql
    .deleteFrom("counters")
    .where("minute", "<", Math.floor((now - COUNTERS_KEPT_MS) / MINUTE_MS))
    .where("minute", ">", 0)
    .execute();
}
