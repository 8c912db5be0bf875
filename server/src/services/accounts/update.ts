import { isDeepStrictEqual } from "node:util";
import { updateAccount as promise } from "@posthorn/contracts/accounts";
import { isFailed, next } from "../../core/account-state.ts";
import { isLoginStopped } from "../../core/login-stop.ts";
import {
  type AccountSettings,
  canWatch,
  lockAccount,
  updateAccountSettings,
  updateAccountStatus,
} from "../../storage/accounts.ts";
import { liftHold } from "../../storage/sending-holds.ts";
import { askAgain } from "../../storage/sending-paces.ts";
import { verb } from "../verb.ts";
import { checkGrant } from "./check-grant.ts";
import { accountNotFound } from "./not-found.ts";
import { refuseProxyOfNarrowed } from "./refuse-proxy.ts";
import { settingsOfUpdate } from "./settings-of-input.ts";

export const updateAccount = verb(promise, async (ctx, { params, body }, call) => {
  refuseProxyOfNarrowed(call.admission, body.proxy);
  const id = params.account;
  await ctx.storage.transaction(async (tx) => {
    const account = await lockAccount(tx, id);
    if (account === undefined) throw accountNotFound();
    const settings = settingsOfUpdate(body, account.settings, new Date(ctx.now()));
    if (isLoginStopped(account) && body.imap && body.imap.auth && body.imap.disabled === undefined)
      delete settings.imap?.disabled;
    await checkGrant(tx, ctx.settings, id, settings);
    const hasNewGrant = !isDeepStrictEqual(grantOf(settings), grantOf(account.settings));
    const needsReconnect =
      !isDeepStrictEqual(connectionOf(settings), connectionOf(account.settings)) ||
      // What works goes on by the old token until it runs out.
      (hasNewGrant && isFailed(account.state));
    await updateAccountSettings(tx, id, settings, ctx.now(), { isNewRevision: needsReconnect });
    if (settings.logs !== account.settings.logs || hasNewGrant) tx.hint(`account:${id}`);
    if (!isDeepStrictEqual(settings.sending, account.settings.sending)) await askAgain(tx, `account ${id}`, ctx.now());
    if (!needsReconnect) return;
    const state = next[account.state][canWatch(settings) ? "dial" : "disable"];
    // A stop after failed logins is over once somebody changes how to log in.
    await updateAccountStatus(tx, id, {
      state,
      authFailingSince: null,
      ...(!canWatch(settings) && { failingSince: null }),
    });
    await liftHold(tx, `account ${id}`, ctx.now());
    tx.hint(`account:${id}`);
    tx.hint(`state:${id}`);
  });
  await ctx.storage.durable();
  return { account: id };
});

const grantOf = ({ oauth2 }: AccountSettings) => [oauth2?.accessToken, oauth2?.refreshToken];

/** The settings that shape a connection; others count from the next event or message on. */
const connectionOf = ({
  imap,
  smtp,
  oauth2,
  path,
  subconnections,
  proxy,
  smtpEhloName,
  notifyFrom,
}: AccountSettings) => ({
  imap,
  smtp,
  oauth2: oauth2 && {
    provider: oauth2.provider,
    auth: oauth2.auth,
    useAuthServer: oauth2.useAuthServer === true,
    isStopped: oauth2.isStopped === true,
  },
  path,
  subconnections,
  proxy,
  smtpEhloName,
  notifyFrom,
});
