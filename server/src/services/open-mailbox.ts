import { type AccountState, codeOfState, isOperational } from "../core/account-state.ts";
import { PosthornError } from "../core/errors.ts";
import type { MailBackend } from "../core/mail-backend.ts";
import { findAccountState } from "../storage/accounts.ts";
import { accountNotFound } from "./accounts/not-found.ts";
import type { Context } from "./context.ts";

const MESSAGES: Record<string, string> = {
  NotYetConnected: "Requested account is not yet connected",
  AuthenticationFails: "Requested account can not be authenticated",
  ConnectionError: "Can not connect requested account",
  NotSyncing: "Requested account is not configured for syncing",
  NoAvailable: "Requested account is not available",
};

/** The account's backend, if its mailbox can be used now; else `not_found` or `unavailable` with the state. */
export async function openMailbox(ctx: Context, account: string): Promise<MailBackend> {
  const state = await findAccountState(ctx.storage, account);
  if (state === undefined) throw accountNotFound();
  if (!isOperational(state)) throw unavailable(state);
  return ctx.mail.open(account);
}

/** Why the mailbox of an account in this state can't be used. */
export function unavailable(state: AccountState, code = codeOfState(state)): PosthornError {
  return new PosthornError("unavailable", MESSAGES[code] ?? code, { code, temporary: true, extra: { state } });
}
