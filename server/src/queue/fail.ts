import type { Db } from "../storage/storage.ts";

/** Counts a failed attempt and puts the job off until `runAt`. It keeps its place in the lane. */
export async function failJob(db: Db, id: string, runAt: number): Promise<void> {
  await db.sql
    .updateTable("jobs")
    .set((e) => ({ attempts: e("attempts", "+", 1), runAt }))
    .where("id", "=", id)
    .execute();
}
