import type { Db } from "./storage.ts";

/** Adds one per event to the lifetime totals of its account. */
export async function addAccountCounts(db: Db, events: readonly { account: string; name: string }[]): Promise<void> {
  const counts = new Map<string, { account: string; event: string; count: number }>();
  for (const { account, name } of events) {
    const key = `${name} ${account}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { account, event: name, count: 1 });
    else known.count++;
  }
  await db.sql
    .insertInto("accountCounters")
    .values([...counts.values()])
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
