import type { Db } from "./storage.ts";

/**
 * Appends lines to the log of each account, in their order, and leaves the newest `keep` of it. Lines of accounts
 * that are gone are dropped. For use in a transaction.
 */
export async function appendAccountLog(
  tx: Db,
  lines: ReadonlyMap<string, readonly string[]>,
  keep: number,
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
    const last = (await lastLineOf(tx, id)) ?? 0;
    const added = (lines.get(id) ?? []).map((line, index) => ({ account: id, number: last + 1 + index, line }));
    if (added.length > 0) await tx.sql.insertInto("accountLog").values(added).execute();
    await deleteLinesUpTo(tx, id, last + added.length - keep);
  }
}

/** Leaves the newest `keep` lines of an account. */
export async function trimAccountLog(db: Db, account: string, keep: number): Promise<void> {
  const last = await lastLineOf(db, account);
  if (last !== undefined) await deleteLinesUpTo(db, account, last - keep);
}

/** The lines of an account, oldest first, read in portions of `atOnce`. */
export async function* readAccountLog(db: Db, account: string, atOnce = 500): AsyncGenerator<string[]> {
  for (let after = 0; ;) {
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

export async function deleteAccountLog(db: Db, account: string): Promise<void> {
  await db.sql.deleteFrom("accountLog").where("account", "=", account).execute();
}

/** The accounts that want their log kept. */
export async function listLoggedAccounts(db: Db): Promise<string[]> {
  const rows = await db.sql.selectFrom("accounts").select("id").where("logs", "=", 1).execute();
  return rows.map(({ id }) => id);
}

async function lastLineOf(db: Db, account: string): Promise<number | undefined> {
  const row = await db.sql
    .selectFrom("accountLog")
    .select("number")
    .where("account", "=", account)
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.number;
}

async function deleteLinesUpTo(db: Db, account: string, number: number): Promise<void> {
  if (number < 1) return;
  await db.sql.deleteFrom("accountLog").where("account", "=", account).where("number", "<=", number).execute();
}
