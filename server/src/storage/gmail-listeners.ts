import { listAccountsOfOAuth2User } from "./accounts.ts";
import { listOAuth2Apps } from "./oauth2-apps.ts";
import type { Db } from "./storage.ts";

/** The ids of the applications whose accounts are told of by the application `listener`. */
export const listAppsToldBy = async (db: Db, listener: string): Promise<string[]> =>
  (await listOAuth2Apps(db)).filter(({ pubSubApp }) => pubSubApp === listener).map(({ id }) => id);

/** The ids of the accounts with this address, in lower case, that are told of by the application `listener`. */
export async function listAccountsToldBy(db: Db, listener: string, address: string): Promise<string[]> {
  const apps = await listAppsToldBy(db, listener);
  return apps.length === 0 ? [] : listAccountsOfOAuth2User(db, apps, address);
}
