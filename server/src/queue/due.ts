import type { JobKind } from "../core/jobs.ts";
import type { Db } from "../storage/storage.ts";

/** When the first job of a lane becomes due (epoch ms), or null when the lane is empty. */
export async function laneDueAt(db: Db, kind: JobKind, lane: string): Promise<number | null> {
  const row = await db.sql
    .selectFrom("lanes")
    .select("dueAt")
    .where("kind", "=", kind)
    .where("lane", "=", lane)
    .executeTakeFirst();
  return row?.dueAt ?? null;
}
