import type { AccountError } from "@posthorn/contracts/accounts";
import type { Db } from "./storage.ts";

export interface FailingAccount {
  id: string;
  /** Epoch milliseconds. */
  since: number;
  lastError: AccountError | null;
}

/**
 * The accounts that can't be connected to, and could not at `since` (epoch milliseconds) either: how many, since when the
 * first of them, and at most `limit` of them, those that fail for longest first.
 */
export async function findFailingAccounts(
  db: Db,
  { since, account, limit }: { since: number; account: string | undefined; limit: number },
): Promise<{ total: number; accounts: FailingAccount[] }> {
  const failing = db.sql
    .selectFrom("accounts")
    .where("failingSince", "is not", null)
    .where("failingSince", "<=", since)
    .$if(account !== undefined, (q) => q.where("id", "=", account ?? ""));
  const { total } = await failing.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  if (Number(total) === 0) return { total: 0, accounts: [] };
  const rows = await failing
    .select(["id", "failingSince", "lastError"])
    .orderBy("failingSince")
    .orderBy("id")
    .limit(limit)
    .execute();
  return {
    total: Number(total),
    accounts: rows.map(({ id, failingSince, lastError }) => ({
      id,
      since: failingSince ?? 0,
      lastError: lastError === null ? null : (JSON.parse(lastError) as AccountError),
    })),
  };
}

/** The accounts of OAuth2 applications whose logins are refused, since when each, those for longest first. */
export async function findRefusedGrants(db: Db): Promise<{ id: string; since: number }[]> {
  const rows = await db.sql
    .selectFrom("accounts")
    .select(["id", "authFailingSince"])
    .where("oauth2App", "is not", null)
    .where("authFailingSince", "is not", null)
    .orderBy("authFailingSince")
    .orderBy("id")
    .execute();
  return rows.map(({ id, authFailingSince }) => ({ id, since: authFailingSince ?? 0 }));
}
