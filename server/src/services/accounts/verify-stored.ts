import { verifyStoredAccount as promise } from "@posthorn/contracts/accounts";
import { askForLogins } from "../logins/load-mail-account.ts";
import { mailDefaults } from "../mail-defaults.ts";
import { verb } from "../verb.ts";
import { mailAccountOf } from "./mail-account.ts";
import { requireAccount } from "./not-found.ts";
import { refuseProxyOfNarrowed } from "./refuse-proxy.ts";
import { settingsOfUpdate } from "./settings-of-input.ts";

/**
 * Tries the servers that an account would have after a change; what they say is the answer, and nothing is stored. An
 * account of an OAuth2 application has no servers of its own: there is nothing to try.
 */
export const verifyStoredAccount = verb(promise, async (ctx, { params, body }, { admission, signal }) => {
  refuseProxyOfNarrowed(admission, body.proxy);
  const { mailboxes, ...change } = body;
  const { id, settings: before } = await requireAccount(ctx.storage, params.account);
  const settings = settingsOfUpdate(change, before, new Date(ctx.now()));
  if (settings.oauth2?.provider !== undefined) return {};
  const account = mailAccountOf({ id, settings }, () => mailDefaults(ctx.settings, ctx.limits.mailTls));
  askForLogins(ctx, account, settings);
  return ctx.verifyMail(account, { signal, mailboxes: mailboxes ?? false });
});
