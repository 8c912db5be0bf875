import { sql } from "kysely";
import type { Db } from "./storage.ts";

/*
 * A row is what was counted under a name within a minute. Those older than eight days are rolled up to hours: one row for
 * a name and an hour, at the minute with which the hour began. Whoever sums up need not know which of both a row is.
 *
 * There are some 40 names when everything happens that can: that is at most 460,000 rows of minutes, and 22,000 of hours.
 */

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A day more than the week that is told in steps shorter than half a day. */
const MINUTES_KEPT_MS = 8 * DAY_MS;
/** A day more than anybody can ask for. */
const HOURS_KEPT_MS = 31 * DAY_MS;

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

/**
 * Rolls up the first hour that is all older than eight days and has rows of minutes, in the transaction of `db`. False
 * when there is none, so that it is asked until then. The sums are made of what this transaction took away: whoever does
 * the same at the same time finds nothing, and what comes late for an hour is added to it.
 */
export async function rollUpCounts(db: Db, now: number): Promise<boolean> {
  const firstKept = Math.floor((now - MINUTES_KEPT_MS) / MINUTE_MS);
  const first = await db.sql
    .selectFrom("counters")
    .select("minute")
    .where("minute", "<", firstKept - (firstKept % HOUR_MINUTES))
    .where(sql`"minute" % ${sql.lit(HOUR_MINUTES)}`, "<>", 0)
    .orderBy("minute")
    .limit(1)
    .executeTakeFirst();
  if (first === undefined) return false;
  const hour = first.minute - (first.minute % HOUR_MINUTES);
  const minutes = await db.sql
    .deleteFrom("counters")
    .where("minute", ">", hour)
    .where("minute", "<", hour + HOUR_MINUTES)
    .returning(["name", "count"])
    .execute();
  const sums = new Map<string, number>();
  for (const { name, count } of minutes) sums.set(name, (sums.get(name) ?? 0) + count);
  await addCounts(db, sums, hour * MINUTE_MS);
  return true;
}

/** Forgets what was counted more than 31 days ago. */
export async function deleteOldCounts(db: Db, now: number): Promise<void> {
  await db.sql
    .deleteFrom("counters")
    .where("minute", "<", Math.floor((now - HOURS_KEPT_MS) / MINUTE_MS))
    // Of no minute: rows that others lock, or write to see whether they can.
    .where("minute", ">", 0)
    .execute();
}
