import type { BlockSource } from "@posthorn/contracts/blocklists";
import { portionsOf } from "./portions.ts";
import type { Db } from "./storage.ts";

/** An address that gets no mail of a list; it stands there once. */
export interface BlockRecord {
  /** In lower case, as host names are compared. */
  list: string;
  recipient: string;
  account: string;
  source: BlockSource;
  reason: string;
  messageId: string | null;
  remoteAddress: string | null;
  userAgent: string | null;
  createdAt: number;
}

/** The form in which addresses are compared. */
export const asRecipient = (address: string): string => address.trim().toLowerCase();

interface Range {
  limit: number;
  offset: number;
}

/** A list is there as long as there is an address on it. By id. */
export async function listBlocklists(
  db: Db,
  { limit, offset }: Range,
): Promise<{ total: number; lists: { list: string; count: number }[] }> {
  const { total } = await db.sql
    .selectFrom("blockedAddresses")
    .select((e) => e.fn.count<number>("list").distinct().as("total"))
    .executeTakeFirstOrThrow();
  const rows = await db.sql
    .selectFrom("blockedAddresses")
    .select((e) => ["list", e.fn.countAll<number>().as("count")])
    .groupBy("list")
    .orderBy("list")
    .limit(limit)
    .offset(offset)
    .execute();
  return { total: Number(total), lists: rows.map(({ list, count }) => ({ list, count: Number(count) })) };
}

/** By address. */
export async function listBlocked(
  db: Db,
  list: string,
  { limit, offset }: Range,
): Promise<{ total: number; addresses: BlockRecord[] }> {
  const { total } = await db.sql
    .selectFrom("blockedAddresses")
    .select((e) => e.fn.countAll<number>().as("total"))
    .where("list", "=", list)
    .executeTakeFirstOrThrow();
  const rows = await db.sql
    .selectFrom("blockedAddresses")
    .selectAll()
    .where("list", "=", list)
    .orderBy("recipient")
    .limit(limit)
    .offset(offset)
    .execute();
  return { total: Number(total), addresses: rows as BlockRecord[] };
}

/** The entry of an address, undefined where it is not on the list. */
export async function findBlockedAddress(db: Db, list: string, recipient: string): Promise<BlockRecord | undefined> {
  const row = await db.sql
    .selectFrom("blockedAddresses")
    .selectAll()
    .where("list", "=", list)
    .where("recipient", "=", recipient)
    .executeTakeFirst();
  return row as BlockRecord | undefined;
}

/** The entries of a list by address, read in portions of `atOnce`; what changes meanwhile may be told either way. */
export async function* readBlocklist(db: Db, list: string, atOnce = 500): AsyncGenerator<BlockRecord[]> {
  for (let after = ""; ;) {
    const rows = await db.sql
      .selectFrom("blockedAddresses")
      .selectAll()
      .where("list", "=", list)
      .where("recipient", ">", after)
      .orderBy("recipient")
      .limit(atOnce)
      .execute();
    if (rows.length > 0) yield rows as BlockRecord[];
    if (rows.length < atOnce) return;
    after = rows.at(-1)?.recipient ?? after;
  }
}

/** Which list an address is on, and why. */
export type Blocked = Pick<BlockRecord, "list" | "reason">;

/** Of these recipients those that are on one of the lists; for one on several, the first of these tells. */
export async function findBlocked(
  db: Db,
  lists: readonly string[],
  recipients: readonly string[],
): Promise<Map<string, Blocked>> {
  const found = new Map<string, Blocked>();
  if (lists.length === 0) return found;
  for (const portion of portionsOf(recipients)) {
    const rows = await db.sql
      .selectFrom("blockedAddresses")
      .select(["list", "recipient", "reason"])
      .where("list", "in", [...lists])
      .where("recipient", "in", [...portion])
      .execute();
    for (const { recipient, list, reason } of rows) {
      const known = found.get(recipient);
      if (known === undefined || lists.indexOf(list) < lists.indexOf(known.list))
        found.set(recipient, { list, reason });
    }
  }
  return found;
}

/** Puts an address on a list, or writes anew why it is there. Returns whether it was not. */
export async function putBlocked(db: Db, record: BlockRecord): Promise<boolean> {
  if (await addBlocked(db, record)) return true;
  const { list, recipient, ...rest } = record;
  await db.sql
    .updateTable("blockedAddresses")
    .set(rest)
    .where("list", "=", list)
    .where("recipient", "=", recipient)
    .execute();
  return false;
}

/**
 * Puts different addresses on a list, or writes anew why they are there. Returns those that were not. Two that put the same
 * addresses there at once don't wait for each other in a circle, as all go by address. For use in a transaction.
 */
export async function putManyBlocked(
  tx: Db,
  { list, ...rest }: Omit<BlockRecord, "recipient">,
  recipients: readonly string[],
): Promise<string[]> {
  const added: string[] = [];
  for (const portion of portionsOf(recipients.toSorted())) {
    const rows = await tx.sql
      .insertInto("blockedAddresses")
      .values(portion.map((recipient) => ({ list, recipient, ...rest })))
      .onConflict((c) => c.doNothing())
      .returning("recipient")
      .execute();
    const isNew = new Set(rows.map(({ recipient }) => recipient));
    added.push(...isNew);
    if (isNew.size === portion.length) continue;
    await tx.sql
      .updateTable("blockedAddresses")
      .set(rest)
      .where("list", "=", list)
      .where(
        "recipient",
        "in",
        portion.filter((recipient) => !isNew.has(recipient)),
      )
      .execute();
  }
  return added;
}

/** Puts an address on a list unless it is there. Returns whether it was not. */
export async function addBlocked(db: Db, record: BlockRecord): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db.sql
    .insertInto("blockedAddresses")
    .values(record)
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Returns whether it was there. */
export async function deleteBlocked(db: Db, list: string, recipient: string): Promise<boolean> {
  const { numDeletedRows } = await db.sql
    .deleteFrom("blockedAddresses")
    .where("list", "=", list)
    .where("recipient", "=", recipient)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function hasBlocklist(db: Db, list: string): Promise<boolean> {
  const row = await db.sql
    .selectFrom("blockedAddresses")
    .select("list")
    .where("list", "=", list)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
