import type { JobKind } from "../core/jobs.ts";
import type { Db } from "../storage/storage.ts";
import { LEASE_MS } from "./job.ts";

/** What one owner works on. */
interface HeldLanes {
  owner: string;
  kind: JobKind;
  lanes: readonly string[];
}

/**
 * Extends the leases of the lanes that one owner works on. Others of its own run out: nobody works on a lane whose claim
 * was committed while the connection broke.
 */
export async function renewLeases(db: Db, { owner, kind, lanes }: HeldLanes, now: number): Promise<void> {
  if (lanes.length === 0) return;
  await db.sql
    .updateTable("lanes")
    .set({ leasedUntil: now + LEASE_MS })
    .where("leasedBy", "=", owner)
    .where("kind", "=", kind)
    .where("lane", "in", [...lanes])
    .where("leasedUntil", ">", now)
    .execute();
}

/** Frees the lanes that one owner holds, who is known to be dead. */
export async function freeLeasesOf(db: Db, owner: string): Promise<void> {
  await db.sql.updateTable("lanes").set({ leasedBy: null, leasedUntil: 0 }).where("leasedBy", "=", owner).execute();
}

/**
 * Frees every lane, for the start of the only process that works on this database: whoever held
 * one before is dead.
 */
export async function freeAllLeases(db: Db): Promise<void> {
  await db.sql.updateTable("lanes").set({ leasedBy: null, leasedUntil: 0 }).where("leasedUntil", ">", 0).execute();
}
