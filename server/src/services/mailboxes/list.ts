import { listMailboxes as promise, type Mailbox } from "@posthorn/contracts/mailboxes";
import type { AccountState } from "../../core/account-state.ts";
import { findAccountState } from "../../storage/accounts.ts";
import type { Context } from "../context.ts";
import { openMailbox, unavailable } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

/**
 * From the server while the account is connected, or for the counters. Otherwise as last listed,
 * also when the server can't be reached: which mailboxes there are seldom changes.
 */
export const listMailboxes = verb(promise, async (ctx, { params, query }, { signal }) => {
  const { account } = params;
  const { counters = false } = query;
  const state = await findAccountState(ctx.storage, account);
  const stored = counters || state === undefined ? undefined : await storedMailboxes(ctx, account, state);
  if (stored) return { mailboxes: stored };
  const backend = await openMailbox(ctx, account);
  return { mailboxes: await backend.listMailboxes({ counters, signal }) };
});

/** Undefined where the server is to be asked, or what it said. */
async function storedMailboxes(ctx: Context, account: string, state: AccountState): Promise<Mailbox[] | undefined> {
  if (state === "connected" || state === "init" || state === "unset") return undefined;
  const backend = await ctx.mail.open(account);
  const mailboxes = await backend.storedMailboxes();
  if (mailboxes.length > 0) return mailboxes;
  // While it connects for the first time it can be asked already.
  if (state === "connecting" || state === "syncing") return undefined;
  throw unavailable(state, "NotYetConnected");
}
