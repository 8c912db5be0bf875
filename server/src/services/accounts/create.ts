import { createAccount as promise } from "@posthorn/contracts/accounts";
import { next } from "../../core/account-state.ts";
import { randomAccountId } from "../../core/ids.ts";
import {
  canWatch,
  findAccount,
  insertAccount,
  updateAccountSettings,
  updateAccountStatus,
} from "../../storage/accounts.ts";
import { verb } from "../verb.ts";
import { refuseProxyOfNarrowed } from "./refuse-proxy.ts";
import { settingsOfCreation } from "./settings-of-input.ts";

/** Stores the account; whether its credentials work shows in its state and its events. */
export const createAccount = verb(promise, async (ctx, { body }, call) => {
  refuseProxyOfNarrowed(call.admission, body.proxy);
  const id = body.account ?? randomAccountId();
  const now = ctx.now();
  const isNew = await ctx.storage.transaction(async (tx) => {
    const existing = await findAccount(tx, id);
    const settings = {
      // Fixed here: an index that was begun one way is not kept the other.
      imapIndexer: ctx.settings.get("imapIndexer") ?? "full",
      ...settingsOfCreation(body, existing?.settings, new Date(now)),
    };
    if (existing === undefined) {
      const state = canWatch(settings) ? "init" : "unset";
      await insertAccount(tx, { id, settings, state, createdAt: now });
      await ctx.events.publish(tx, [{ name: "accountAdded", account: id, data: { account: id } }], now);
    } else {
      await updateAccountSettings(tx, id, settings, now);
      const state = next[existing.state][canWatch(settings) ? "dial" : "disable"];
      await updateAccountStatus(tx, id, { state, authFailingSince: null });
    }
    tx.hint(`account:${id}`);
    return existing === undefined;
  });
  await ctx.storage.durable();
  return { account: id, state: isNew ? ("new" as const) : ("existing" as const) };
});
