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

export async function deleteOldCounts(db: Db, now: number): Promise<void> {
  await db.sql
    .deleteFrom("counters")
    .where("minute", "<", Math.floor((now - COUNTERS_KEPT_MS) / MINUTE_MS))
    .where("minute", ">", 0)
    .execute();
}
