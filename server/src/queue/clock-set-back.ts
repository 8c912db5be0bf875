import type { Db } from "../storage/storage.ts";
import { LEASE_MS } from "./job.ts";

/**
 * What was due when the clock showed `before`, and is not any more since it was set back to `now`, is due again. What waits for
 * a later hour waits for that hour.
 */
export async function followClockSetBack(db: Db, before: number, now: number): Promise<void> {
  await db.sql.updateTable("jobs").set({ runAt: now }).where("runAt", ">", now).where("runAt", "<=", before).execute();
  await db.sql.updateTable("lanes").set({ dueAt: now }).where("dueAt", ">", now).where("dueAt", "<=", before).execute();
  // Of owners that are no more; the others renew theirs.
  await db.sql
    .updateTable("lanes")
    .set({ leasedUntil: now + LEASE_MS })
    .where("leasedUntil", ">", now + LEASE_MS)
    .execute();
}
