import type { VerifyResult } from "@posthorn/contracts/accounts";
import type { Mailbox } from "@posthorn/contracts/mailboxes";
import {
  type BackendNotes,
  type CallOptions,
  ConnectFailure,
  type MailAccount,
  type SmtpSettings,
} from "../core/mail-backend.ts";
import type { VerifyMail } from "../core/mail-verifier.ts";
import { PosthornError } from "../core/errors.ts";
import type { EgressPolicy } from "../net/egress.ts";
import type { LocalAddresses } from "./local-addresses.ts";
import { withCurrentLogin } from "./current-login.ts";
import { type MailTools, openBackend } from "./open.ts";
import { routeOf } from "./smtp/route.ts";
import { verifySmtp } from "./smtp/verify.ts";

export type MailVerifierTools = Pick<MailTools, "log" | "clientInfo" | "disableCompression"> & {
  localAddresses: LocalAddresses;
  egressPolicy: EgressPolicy;
};

/** Tries an account's servers side by side; nothing is kept. */
export function createMailVerifier(tools: MailVerifierTools): VerifyMail {
  return async (account, { mailboxes, ...options }) => {
    const [imap, smtp] = await Promise.all([
      account.imap && verifyImap(account, tools, options),
      account.smtp && verifySmtpOf(account, account.smtp, tools, options),
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
  tools: MailVerifierTools,
  options: CallOptions,
): Promise<{ result: VerifyResult; mailboxes?: Mailbox[] }> {
  const backend = openBackend(account, forgetfulNotes(), {
    ...tools,
    smtp: { send: () => Promise.reject(new Error("Nothing is sent while verifying")) },
  });
  try {
    return { result: { success: true }, mailboxes: await backend.listMailboxes({ ...options, counters: false }) };
  } catch (error) {
    const failure = error instanceof PosthornError && error.cause instanceof ConnectFailure ? error.cause : error;
    return { result: options.signal?.aborted === true ? lateResult(account.imap?.host ?? "") : failedResult(failure) };
  } finally {
    await backend.close();
  }
}

async function verifySmtpOf(
  account: MailAccount,
  asked: SmtpSettings,
  { localAddresses, egressPolicy }: MailVerifierTools,
  options: CallOptions,
): Promise<VerifyResult> {
  try {
    const smtp = await withCurrentLogin(asked, options);
    return await verifySmtp(await routeOf(account, smtp, localAddresses), { ...options, egressPolicy });
  } catch (error) {
    return failedResult(error);
  }
}

const lateResult = (host: string): VerifyResult => ({
  success: false,
  error: `${host} did not answer in time`,
  code: "ETIMEDOUT",
});

function failedResult(error: unknown): VerifyResult {
  const { message } = error as Error;
  if (!(error instanceof ConnectFailure)) return { success: false, error: message };
  const { serverResponseCode } = error;
  // The library has a code for each thing that it waits for.
  const code = serverResponseCode?.endsWith("TIMEOUT") === true ? "ETIMEDOUT" : serverResponseCode;
  return {
    success: false,
    error: message,
    ...(code !== undefined && { code }),
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
