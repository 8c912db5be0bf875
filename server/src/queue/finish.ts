import type { Db } from "../storage/storage.ts";
import type { HeldLane } from "./release.ts";

/**
 * Removes a claimed lane with all its jobs, for kinds whose lanes get one job and never a second.
 * Cheaper than completing and releasing. Does nothing when somebody else holds the lane by now.
 */
export async function finishLane(db: Db, { kind, lane, owner }: HeldLane): Promise<void> {
  const { numDeletedRows } = await db.sql
    .deleteFrom("lanes")
    .where("kind", "=", kind)
    .where("lane", "=", lane)
    .where("leasedBy", "=", owner)
    .executeTakeFirst();
  if (numDeletedRows === 0n) return;
  await db.sql.deleteFrom("jobs").where("kind", "=", kind).where("lane", "=", lane).execute();
}
