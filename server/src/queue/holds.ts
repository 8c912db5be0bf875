import type { Db } from "../storage/storage.ts";
import type { HeldLane } from "./release.ts";

/** Whether a claimed lane is still its owner's, and stays so until the transaction ends. */
export async function holdsLane(tx: Db, { kind, lane, owner }: HeldLane): Promise<boolean> {
  const row = await tx.sql
    .selectFrom("lanes")
    .select("leasedBy")
    .where("kind", "=", kind)
    .where("lane", "=", lane)
    .$if(tx.engine.canSkipLocked, (held) => held.forUpdate())
    .executeTakeFirst();
  return row?.leasedBy === owner;
}
