import type { FieldFault } from "@posthorn/contracts/errors";
import { PosthornError } from "../../core/errors.ts";
import { type AccountSettings, findAccountOfOAuth2User } from "../../storage/accounts.ts";
import { findOAuth2App } from "../../storage/oauth2-apps.ts";
import type { SettingsStore } from "../../storage/settings.ts";
import type { Db } from "../../storage/storage.ts";

/**
 * Refuses what an account can't log in by: an OAuth2 application that is unknown (`invalid`), a login that another
 * account of the same application has (AccountAlreadyExists, with its id), and an authentication server that is not set.
 */
export async function checkGrant(
  tx: Db,
  installation: Pick<SettingsStore, "get">,
  id: string,
  settings: AccountSettings,
): Promise<void> {
  const { oauth2 } = settings;
  if (!installation.get("authServer"))
    for (const name of ["imap", "smtp", "oauth2"] as const) {
      const block = settings[name];
      const hasLogin =
        block !== undefined && ("accessToken" in block || "refreshToken" in block || block.auth !== undefined);
      if (block?.useAuthServer === true && !hasLogin)
        throw refused(`${name}.useAuthServer`, "No authentication server is configured");
    }
  if (oauth2?.provider === undefined) return;
  if ((await findOAuth2App(tx, oauth2.provider)) === undefined)
    throw refused("oauth2.provider", `OAuth2 application ${JSON.stringify(oauth2.provider)} was not found`);
  const { user, delegatedUser } = oauth2.auth ?? {};
  // A person may sign in for many shared mailboxes.
  if (user === undefined || delegatedUser !== undefined) return;
  const other = await findAccountOfOAuth2User(tx, oauth2.provider, user, id);
  if (other !== undefined)
    throw new PosthornError("invalid", "Another account logs in as this user by the same OAuth2 application", {
      code: "AccountAlreadyExists",
      extra: { existingAccount: other },
    });
}

function refused(path: string, message: string): PosthornError {
  const fields: FieldFault[] = [{ message, key: path.split(".").at(-1) ?? path, path: `body.${path}` }];
  return new PosthornError("invalid", "Invalid input", { fields });
}
