import type { JobKind } from "../core/jobs.ts";
import type { Db } from "../storage/storage.ts";
import { settleLane } from "./lanes.ts";

export interface HeldLane {
  kind: JobKind;
  lane: string;
  owner: string;
}

/**
 * Gives a claimed lane back: due when its first job is, or gone when it has none left. Does nothing
 * when somebody else holds it by now.
 */
export async function releaseLane(db: Db, { kind, lane, owner }: HeldLane): Promise<void> {
  // Two statements on purpose: with the row locked, the second sees every job whose enqueuer came
  // before us, and those who come after wait for our commit. In one statement PostgreSQL could
  // overlook a job that was enqueued meanwhile.
  const { numUpdatedRows } = await db.sql
    .updateTable("lanes")
    .set({ leasedUntil: 0, leasedBy: null })
    .where("kind", "=", kind)
    .where("lane", "=", lane)
    .where("leasedBy", "=", owner)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  await settleLane(db, kind, lane);
}
