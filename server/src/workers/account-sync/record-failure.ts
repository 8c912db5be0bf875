import { isDeepStrictEqual } from "node:util";
import type { AccountError } from "@posthorn/contracts/accounts";
import { next } from "../../core/account-state.ts";
import type { ConnectFailure } from "../../core/mail-backend.ts";
import type { EventLog } from "../../events/event-log.ts";
import {
  type AccountSettings,
  type AccountStatusChange,
  findAccount,
  updateAccountSettings,
  updateAccountStatus,
} from "../../storage/accounts.ts";
import type { Storage } from "../../storage/storage.ts";

const STOPPED = "The credentials were refused for too long. They are not tried again until they are updated.";

/**
 * Notes why an account could not connect and tells it, once for the same failure in a row. Logins
 * refused for longer than `maxAuthFailureMs` disable IMAP, so that the server is left in peace.
 */
export async function recordFailure(
  storage: Storage,
  events: EventLog,
  id: string,
  failure: ConnectFailure,
  options: { now: number; retryAfterMs: number; maxAuthFailureMs: number },
): Promise<void> {
  const { now } = options;
  const isRefused = failure.reason === "authentication";
  const lastError: AccountError = {
    response: failure.response ?? failure.message,
    ...(failure.response !== undefined && failure.response !== failure.message && { description: failure.message }),
    ...(failure.serverResponseCode !== undefined && { serverResponseCode: failure.serverResponseCode }),
    ...(failure.tokenRequest !== undefined && { tokenRequest: failure.tokenRequest }),
  };
  await storage.transaction(async (tx) => {
    const account = await findAccount(tx, id);
    if (account === undefined) return;
    const status: AccountStatusChange = {
      state: next[account.state][isRefused ? "refused" : "unreachable"],
      lastError,
      authFailingSince: isRefused ? (account.authFailingSince ?? now) : null,
      failingSince: account.failingSince ?? now,
      nextRetryAt: now + options.retryAfterMs,
    };
    const stopped = isRefused ? stoppedSettings(account.settings) : undefined;
    if (stopped !== undefined && now - (account.authFailingSince ?? now) > options.maxAuthFailureMs) {
      await updateAccountSettings(tx, id, stopped, now);
      status.lastError = { ...lastError, description: STOPPED };
      status.nextRetryAt = null;
      tx.hint(`account:${id}`);
    }
    await updateAccountStatus(tx, id, status);
    tx.hint(`state:${id}`);
    if (isSameFailure(account.lastError, lastError)) return;
    await events.publish(
      tx,
      [
        {
          name: isRefused ? "authenticationError" : "connectError",
          account: id,
          data: {
            response: lastError.response,
            serverResponseCode: lastError.serverResponseCode,
            ...(lastError.tokenRequest && { tokenRequest: lastError.tokenRequest }),
          },
        },
      ],
      now,
    );
  });
}

/** The settings without that which is refused. */
function stoppedSettings({ imap, oauth2, ...settings }: AccountSettings): AccountSettings | undefined {
  if (oauth2?.provider !== undefined)
    return { ...settings, ...(imap && { imap }), oauth2: { ...oauth2, isStopped: true } };
  return imap && { ...settings, ...(oauth2 && { oauth2 }), imap: { ...imap, disabled: true } };
}

const isSameFailure = (before: AccountError | null, after: AccountError) =>
  before !== null &&
  ((before.serverResponseCode !== undefined && before.serverResponseCode === after.serverResponseCode) ||
    isDeepStrictEqual(before, after));
