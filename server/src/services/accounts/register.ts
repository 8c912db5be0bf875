import type { CreateAccount } from "@posthorn/contracts/accounts";
import { next } from "../../core/account-state.ts";
import { randomAccountId } from "../../core/ids.ts";
import {
  type AccountSettings,
  canWatch,
  insertAccount,
  lockAccount,
  type OAuth2Block,
  updateAccountSettings,
  updateAccountStatus,
} from "../../storage/accounts.ts";
import { liftHold } from "../../storage/sending-holds.ts";
import { askAgain } from "../../storage/sending-paces.ts";
import type { Db } from "../../storage/storage.ts";
import type { Context } from "../context.ts";
import { checkGrant } from "./check-grant.ts";
import { settingsOfCreation } from "./settings-of-input.ts";

export interface Registered {
  account: string;
  state: "new" | "existing";
}

export interface RegistrationExtras {
  /** What a provider told of the account's grant. */
  grant?: Partial<OAuth2Block>;
  /** Runs in the transaction that makes the account; what it throws undoes that. */
  alongside?: (tx: Db, before: AccountSettings | undefined) => Promise<void>;
}

/** Stores an account, or stores it anew. It is durable when this resolves. */
export async function registerAccount(
  ctx: Context,
  body: CreateAccount,
  extras: RegistrationExtras = {},
): Promise<Registered> {
  const id = body.account ?? randomAccountId();
  // Once more when somebody else registered the same id at the same moment: then it exists.
  const state = (await register(ctx, id, body, extras)) ?? (await register(ctx, id, body, extras)) ?? "existing";
  await ctx.storage.durable();
  return { account: id, state };
}

/** Null when the id was taken meanwhile. */
async function register(
  ctx: Context,
  id: string,
  body: CreateAccount,
  { grant, alongside }: RegistrationExtras,
): Promise<"new" | "existing" | null> {
  const now = ctx.now();
  return ctx.storage.transaction(async (tx) => {
    const existing = await lockAccount(tx, id);
    const settings: AccountSettings = {
      // Fixed here: an index that was begun one way is not kept the other.
      imapIndexer: ctx.settings.get("imapIndexer") ?? "full",
      ...settingsOfCreation(body, existing?.settings, new Date(now)),
    };
    if (grant) settings.oauth2 = { ...settings.oauth2, ...grant };
    await checkGrant(tx, ctx.settings, id, settings);
    await alongside?.(tx, existing?.settings);
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
    await updateAccountStatus(tx, id, {
      state,
      authFailingSince: null,
      ...(!canWatch(settings) && { failingSince: null }),
    });
    await liftHold(tx, `account ${id}`, now);
    await askAgain(tx, `account ${id}`, now);
    return "existing";
  });
}
