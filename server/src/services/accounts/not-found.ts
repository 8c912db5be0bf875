import { PosthornError } from "../../core/errors.ts";
import { type AccountRecord, findAccount } from "../../storage/accounts.ts";
import type { Db } from "../../storage/storage.ts";

export const accountNotFound = () =>
  new PosthornError("not_found", "Account record was not found for requested ID", { code: "AccountNotFound" });

/** The account; throws AccountNotFound. */
export async function requireAccount(db: Db, id: string): Promise<AccountRecord> {
  const account = await findAccount(db, id);
  if (account === undefined) throw accountNotFound();
  return account;
}
