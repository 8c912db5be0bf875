import type { Db } from "../storage/storage.ts";

/** Removes jobs that are done. Completing a job that is gone already does nothing. */
export async function completeJobs(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await db.sql.deleteFrom("jobs").where("id", "in", ids).execute();
}
