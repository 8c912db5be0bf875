import { type JobKind, jobsTopic } from "../core/jobs.ts";
import type { Db } from "../storage/storage.ts";

/** Lets the jobs of a lane run from `runAt` on. False when the lane has none. */
export async function rescheduleLane(db: Db, kind: JobKind, lane: string, runAt: number): Promise<boolean> {
  const { numUpdatedRows } = await db.sql
    .updateTable("lanes")
    .set({ dueAt: runAt })
    .where("kind", "=", kind)
    .where("lane", "=", lane)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await db.sql.updateTable("jobs").set({ runAt }).where("kind", "=", kind).where("lane", "=", lane).execute();
  db.hint(jobsTopic(kind));
  return true;
}
