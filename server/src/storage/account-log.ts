import type { Db, Storage } from "./storage.ts";

/** Lines that are deleted at once, so that nobody waits long for it. */
const DELETED_AT_ONCE = 2000;

/** What is kept of the log of each account: so many lines, and so many bytes of them. */
export interface KeptLog {
  lines: number;
  bytes: number;
}

/**
 * Appends lines to the log of each account, in their order, and leaves the newest of it, as much as `keep` says; when
 * that has become much less, it takes a few calls. Lines of accounts that are gone are dropped. For use in a transaction.
 */
export async function appendAccountLog(
  tx: Db,
  lines: ReadonlyMap<string, readonly string[]>,
  keep: KeptLog,
): Promise<void> {
  const present = await tx.sql
    .selectFrom("accounts")
    .select("id")
    .where("id", "in", [...lines.keys()])
    // In one order for all, and one writer at a time: the next line has the next number.
    .orderBy("id")
    .$if(tx.engine.canSkipLocked, (accounts) => accounts.forNoKeyUpdate())
    .execute();
  for (const { id } of present) {
    let { number, total } = await lastLineOf(tx, id);
    const added = (lines.get(id) ?? []).map((line) => {
      const row = { account: id, number: ++number, bytes: total, line };
      total += Buffer.byteLength(line);
      return row;
    });
    if (added.length > 0) await tx.sql.insertInto("accountLog").values(added).execute();
    const beyond = Math.min(await lastBefore(tx, id, total - keep.bytes), number - 1);
    const tooOld = Math.max(number - keep.lines, beyond);
    await deleteOldest(tx, id, tooOld);
  }
}

/** The newest `keep` lines of an account, oldest first, read in portions of `atOnce`. */
export async function* readAccountLog(
  db: Db,
  account: string,
  { keep, atOnce = 500 }: { keep: number; atOnce?: number },
): AsyncGenerator<string[]> {
  for (let after = Math.max(0, (await lastLineOf(db, account)).number - keep); ;) {
    const rows = await db.sql
      .selectFrom("accountLog")
      .select(["number", "line"])
      .where("account", "=", account)
      .where("number", ">", after)
      .orderBy("number")
      .limit(atOnce)
      .execute();
    if (rows.length > 0) yield rows.map(({ line }) => line);
    if (rows.length < atOnce) return;
    after = rows.at(-1)?.number ?? after;
  }
}

/** Deletes the log of an account, however long it is, in portions. Tells how many lines went. */
export async function deleteAccountLog(storage: Storage, account: string): Promise<number> {
  for (let deleted = 0; ;) {
    const portion = await storage.statement((db) => deleteOldest(db, account, Infinity));
    if (portion === 0) return deleted;
    deleted += portion;
  }
}

/** The accounts that want their log kept. */
export async function listLoggedAccounts(db: Db): Promise<string[]> {
  const rows = await db.sql.selectFrom("accounts").select("id").where("logs", "=", 1).execute();
  return rows.map(({ id }) => id);
}

/** The number of the last of the oldest lines that begins before so many bytes; 0 where there is none. */
async function lastBefore(db: Db, account: string, bytes: number): Promise<number> {
  if (bytes <= 0) return 0;
  const ofAccount = db.sql.selectFrom("accountLog").where("account", "=", account);
  const oldest = await ofAccount.select(["number", "bytes"]).orderBy("number").limit(1).executeTakeFirst();
  if (oldest === undefined || oldest.bytes >= bytes) return 0;
  const { last } = await ofAccount
    .where("number", "<", oldest.number + DELETED_AT_ONCE)
    .where("bytes", "<", bytes)
    .select((e) => e.fn.max<number | null>("number").as("last"))
    .executeTakeFirstOrThrow();
  return Number(last ?? 0);
}

/** The number of an account's newest line and the bytes up to its end, 0 when there is none. */
async function lastLineOf(db: Db, account: string): Promise<{ number: number; total: number }> {
  const row = await db.sql
    .selectFrom("accountLog")
    .select(["number", "bytes", "line"])
    .where("account", "=", account)
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  return row ? { number: row.number, total: row.bytes + Buffer.byteLength(row.line) } : { number: 0, total: 0 };
}

/** Deletes the oldest of an account's lines, none that is newer than the one with this number. Tells how many went. */
async function deleteOldest(db: Db, account: string, upTo: number): Promise<number> {
  if (upTo < 1) return 0;
  const ofAccount = db.sql.selectFrom("accountLog").where("account", "=", account);
  const { first } = await ofAccount.select((e) => e.fn.min("number").as("first")).executeTakeFirstOrThrow();
  if (first === null) return 0;
  const { numDeletedRows } = await db.sql
    .deleteFrom("accountLog")
    .where("account", "=", account)
    .where("number", "<=", Math.min(upTo, Number(first) + DELETED_AT_ONCE - 1))
    .executeTakeFirst();
  return Number(numDeletedRows);
}
