import { type CreateAccount, createAccount as promise } from "@posthorn/contracts/accounts";
import { next } from "../../core/account-state.ts";
import { randomAccountId } from "../../core/ids.ts";
import {
  canWatch,
  insertAccount,
  lockAccount,
  updateAccountSettings,
  updateAccountStatus,
} from "../../storage/accounts.ts";
import { liftHold } from "../../storage/sending-holds.ts";
import { askAgain } from "../../storage/sending-paces.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";
import { refuseProxyOfNarrowed } from "./refuse-proxy.ts";
import { settingsOfCreation } from "./settings-of-input.ts";

/** Stores the account; whether its credentials work shows in its state and its events. */
export const createAccount = verb(promise, async (ctx, { body }, call) => {
  refuseProxyOfNarrowed(call.admission, body.proxy);
  const id = body.account ?? randomAccountId();
  // Once more when somebody else registered the same id at the same moment: then it exists.
  const state = (await register(ctx, id, body)) ?? (await register(ctx, id, body)) ?? "existing";
  await ctx.storage.durable();
  return { account: id, state };
});

/** Null when the id was taken meanwhile. */
async function register(ctx: Context, id: string, body: CreateAccount): Promise<"new" | "existing" | null> {
  const now = ctx.now();
  return ctx.storage.transaction(async (tx) => {
    const existing = await lockAccount(tx, id);
    const settings = {
      // Fixed here: an index that was begun one way is not kept the other.
      imapIndexer: ctx.settings.get("imapIndexer") ?? "full",
      ...settingsOfCreation(body, existing?.settings, new Date(now)),
    };
    tx.hint(`account:${id}`);
    tx.hint(`state:${id}`);
    if (existing === undefined) {
      const state = canWatch(settings) ? "init" : "unset";
      if (!(await insertAccount(tx, { id, settings, state, createdAt: now }))) return null;
      await ctx.events.publish(tx, [{ name: "accountAdded", account: id, data: { account: id } }], now);
      return "new";
    }
    await updateAccountSettings(tx, id, settings, now);
    const state = next[existing.state][canWatch(settings) ? "dial" : "disable"];
    await updateAccountStatus(tx, id, { state, authFailingSince: null });
    await liftHold(tx, `account ${id}`, now);
    await askAgain(tx, `account ${id}`, now);
    return "existing";
  });
}
