import type { JobKind } from "../core/jobs.ts";
import type { Db } from "../storage/storage.ts";
import { lockLane } from "./lanes.ts";

/** Drops a lane with all its jobs, unless somebody works on it right now. Returns whether it is gone. */
export async function removeLane(db: Db, kind: JobKind, lane: string, now: number): Promise<boolean> {
  const held = await lockLane(db, kind, lane);
  if (held !== undefined && held.leasedUntil >= now) return false;
  await db.sql.deleteFrom("jobs").where("kind", "=", kind).where("lane", "=", lane).execute();
  await db.sql.deleteFrom("lanes").where("kind", "=", kind).where("lane", "=", lane).execute();
  return true;
}
