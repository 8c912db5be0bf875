import type { Db } from "../storage/storage.ts";
import type { Job } from "./job.ts";
import { type HeldLane, releaseLane } from "./release.ts";

/** Gives a claimed lane back until `runAt`. Its first job counts no attempt. */
export async function putOffLane(
  db: Db,
  lane: HeldLane & { jobs: readonly [Job, ...Job[]] },
  runAt: number,
): Promise<void> {
  await db.sql.updateTable("jobs").set({ runAt }).where("id", "=", lane.jobs[0].id).execute();
  await releaseLane(db, lane);
}
