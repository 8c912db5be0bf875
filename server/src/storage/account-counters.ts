import { portionsOf } from "./portions.ts";
import type { Db } from "./storage.ts";

/** Adds to the lifetime totals of accounts, by event. */
export async function addAccountCounts(
  db: Db,
  counts: ReadonlyMap<string, ReadonlyMap<string, number>>,
): Promise<void> {
  const rows = [...counts].flatMap(([account, events]) =>
    [...events].map(([event, count]) => ({ account, event, count })),
  );
  for (const portion of portionsOf(rows))
    await db.sql
      .insertInto("accountCounters")
      .values(portion)
      .onConflict((c) =>
        c
          .columns(["account", "event"])
          .doUpdateSet((e) => ({ count: e("accountCounters.count", "+", e.ref("excluded.count")) })),
      )
      .execute();
}

/** Lifetime totals by account and event. */
export async function accountCounts(db: Db, accounts: readonly string[]): Promise<Map<string, Record<string, number>>> {
  const totals = new Map<string, Record<string, number>>();
  if (accounts.length === 0) return totals;
  const rows = await db.sql.selectFrom("accountCounters").selectAll().where("account", "in", accounts).execute();
  for (const { account, event, count } of rows) {
    const known = totals.get(account) ?? {};
    known[event] = count;
    totals.set(account, known);
  }
  return totals;
}

export async function deleteAccountCounts(db: Db, account: string): Promise<void> {
  await db.sql.deleteFrom("accountCounters").where("account", "=", account).execute();
}
