import { ConnectFailure } from "../../core/mail-backend.ts";
import { type AccountRecord, findAccount } from "../../storage/accounts.ts";
import type { Db } from "../../storage/storage.ts";

/** How many accounts may stand between an account and the one whose grant it lives on. */
const MOST_HOPS = 20;

/**
 * The account whose grant this one lives on: itself, or at the end of the accounts that it is delegated by. Rejects with
 * a ConnectFailure that says what is wrong with the way there.
 */
export async function ownerOfGrant(db: Db, id: string): Promise<AccountRecord> {
  const seen = new Set<string>();
  let next: string | undefined = id;
  while (next !== undefined) {
    if (seen.has(next)) throw broken(`The accounts that ${id} is delegated by lead in a circle`);
    if (seen.size > MOST_HOPS) throw broken(`More than ${MOST_HOPS} accounts stand between ${id} and its grant`);
    seen.add(next);
    const account: AccountRecord | undefined = await findAccount(db, next);
    if (account === undefined) throw broken(`The account ${next}, which this one is delegated by, does not exist`);
    const { oauth2 } = account.settings;
    if (oauth2 === undefined) throw broken(`The account ${next}, which this one is delegated by, has no OAuth2 grant`);
    if (oauth2.auth?.delegatedAccount === undefined) return account;
    next = oauth2.auth.delegatedAccount;
  }
  throw broken(`The account ${id} does not exist`);
}

const broken = (message: string) =>
  new ConnectFailure("authentication", message, { serverResponseCode: "DelegationError" });
