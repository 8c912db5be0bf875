import { mailServersOf, usesApi } from "../../core/oauth2-app.ts";
import { filesOwnSentCopy } from "../../core/sent-copy.ts";
import { type AccountSettings, canWatch } from "../../storage/accounts.ts";
import { findOAuth2App } from "../../storage/oauth2-apps.ts";
import type { Db } from "../../storage/storage.ts";
import type { Submission } from "../../storage/submissions.ts";

/** Message beats account beats what the provider does by itself; never without a mailbox, nor twice where an API sends. */
export async function wantsCopy(db: Db, submission: Submission, settings: AccountSettings): Promise<boolean> {
  if (!canWatch(settings)) return false;
  const filing = await filingOf(db, submission, settings);
  if (filing === "always") return false;
  if (typeof submission.options.copy === "boolean") return submission.options.copy;
  return filing === "never" && (settings.copy ?? true);
}

/** Whether the account's provider stores what is sent; it sees nothing of what goes through a gateway. */
export const isFiledByProvider = async (db: Db, submission: Submission, settings: AccountSettings) =>
  (await filingOf(db, submission, settings)) !== "never";

async function filingOf(
  db: Db,
  { options }: Submission,
  { imap, oauth2 }: AccountSettings,
): Promise<"always" | "by itself" | "never"> {
  if (options.gateway !== undefined) return "never";
  const app = oauth2?.provider === undefined ? undefined : await findOAuth2App(db, oauth2.provider);
  if (app && usesApi(app)) return "always";
  // Who sends for a shared mailbox finds the copy in their own.
  if (oauth2?.auth?.delegatedUser !== undefined) return "never";
  const host = app ? mailServersOf(app).imap.host : (imap?.host ?? "");
  return filesOwnSentCopy(host) ? "by itself" : "never";
}
