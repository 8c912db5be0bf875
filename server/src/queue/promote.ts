import { type JobKind, jobsTopic } from "../core/jobs.ts";
import type { Db } from "../storage/storage.ts";

/** Lets all jobs of a kind that are due later run at `now`. Resolves with how many there were. */
export async function promoteJobs(db: Db, kind: JobKind, now: number): Promise<number> {
  await db.sql
    .updateTable("lanes")
    .set({ dueAt: now })
    .where("kind", "=", kind)
    .where("dueAt", ">", now)
    .where("leasedUntil", "<", now)
    .execute();
  const { numUpdatedRows } = await db.sql
    .updateTable("jobs")
    .set({ runAt: now })
    .where("kind", "=", kind)
    .where("runAt", ">", now)
    .executeTakeFirst();
  db.hint(jobsTopic(kind));
  return Number(numUpdatedRows);
}
