import { type JobKind, jobsTopic } from "../core/jobs.ts";
import { beginsWith } from "../storage/like.ts";
import type { Db } from "../storage/storage.ts";

/**
 * Lets the jobs of a lane run from `runAt` on. False when the lane has none, or, with `freeAt`, when somebody works on it
 * at that time; who lost it before can't go on with it then.
 */
export async function rescheduleLane(
  db: Db,
  kind: JobKind,
  lane: string,
  runAt: number,
  { freeAt }: { freeAt?: number } = {},
): Promise<boolean> {
  const { numUpdatedRows } = await db.sql
    .updateTable("lanes")
    .set({ dueAt: runAt, ...(freeAt !== undefined && { leasedUntil: 0, leasedBy: null }) })
    .where("kind", "=", kind)
    .where("lane", "=", lane)
    .$if(freeAt !== undefined, (q) => q.where("leasedUntil", "<", freeAt ?? 0))
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await db.sql.updateTable("jobs").set({ runAt }).where("kind", "=", kind).where("lane", "=", lane).execute();
  db.hint(jobsTopic(kind));
  return true;
}

/** Lets all lanes of a kind whose names begin so go on at `runAt`, save those that somebody works on. */
export async function rescheduleLanes(db: Db, kind: JobKind, prefix: string, runAt: number): Promise<void> {
  await db.sql
    .updateTable("lanes")
    .set({ dueAt: runAt })
    .where("kind", "=", kind)
    .where(beginsWith("lane", prefix))
    .where("leasedUntil", "<", runAt)
    .execute();
  await db.sql
    .updateTable("jobs")
    .set({ runAt })
    .where("kind", "=", kind)
    .where(beginsWith("lane", prefix))
    .where("runAt", ">", runAt)
    .execute();
  db.hint(jobsTopic(kind));
}
