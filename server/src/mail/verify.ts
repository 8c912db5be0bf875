import type { VerifyResult } from "@posthorn/contracts/accounts";
import type { Mailbox } from "@posthorn/contracts/mailboxes";
import type { Log } from "../core/log.ts";
import { type BackendNotes, type CallOptions, ConnectFailure, type MailAccount } from "../core/mail-backend.ts";
import type { VerifyMail } from "../core/mail-verifier.ts";
import { PosthornError } from "../core/errors.ts";
import { openBackend } from "./open.ts";
import { verifySmtp } from "./smtp/verify.ts";

/** Tries an account's servers side by side; nothing is kept. */
export function createMailVerifier({ log }: { log: Log }): VerifyMail {
  return async (account, { mailboxes, ...options }) => {
    const [imap, smtp] = await Promise.all([
      account.imap && verifyImap(account, log, options),
      account.smtp &&
        verifySmtp(
          {
            smtp: account.smtp,
            name: account.smtpEhloName,
            proxy: account.proxy,
            localAddress: undefined,
            ignoreCertErrors: account.ignoreMailCertErrors,
          },
          options,
        ),
    ]);
    return {
      ...(imap && { imap: imap.result }),
      ...(smtp && { smtp }),
      ...(mailboxes && imap?.mailboxes && { mailboxes: imap.mailboxes }),
    };
  };
}

async function verifyImap(
  account: MailAccount,
  log: Log,
  options: CallOptions,
): Promise<{ result: VerifyResult; mailboxes?: Mailbox[] }> {
  const backend = openBackend(account, forgetfulNotes(), {
    log,
    smtp: { send: () => Promise.reject(new Error("Nothing is sent while verifying")) },
  });
  try {
    return { result: { success: true }, mailboxes: await backend.listMailboxes({ ...options, counters: false }) };
  } catch (error) {
    const failure = error instanceof PosthornError && error.cause instanceof ConnectFailure ? error.cause : error;
    return { result: failedResult(failure) };
  } finally {
    await backend.close();
  }
}

function failedResult(error: unknown): VerifyResult {
  const { message } = error as Error;
  if (!(error instanceof ConnectFailure)) return { success: false, error: message };
  return {
    success: false,
    error: message,
    ...(error.serverResponseCode !== undefined && { code: error.serverResponseCode }),
    ...(error.response !== undefined && { responseText: error.response }),
  };
}

/** Keeps a backend's notes as long as it lives. */
function forgetfulNotes(): BackendNotes {
  const kept = new Map<string, Uint8Array>();
  return {
    read: async (prefix) => new Map([...kept].filter(([key]) => key.startsWith(prefix))),
    async write(notes) {
      for (const { key, value } of notes) {
        if (value === null) kept.delete(key);
        else kept.set(key, value);
      }
    },
  };
}
