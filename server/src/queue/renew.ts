import type { Db } from "../storage/storage.ts";
import { LEASE_MS } from "./job.ts";

/** Extends every lease of one owner. */
export async function renewLeases(db: Db, owner: string, now: number): Promise<void> {
  await db.sql
    .updateTable("lanes")
    .set({ leasedUntil: now + LEASE_MS })
    .where("leasedBy", "=", owner)
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
