import type { VerifyResult } from "@posthorn/contracts/accounts";
import type { Mailbox } from "@posthorn/contracts/mailboxes";
import type { CallOptions, MailAccount } from "./mail-backend.ts";

/** What came of trying an account's servers. A part that was not tried is absent. */
export interface VerifyOutcome {
  imap?: VerifyResult;
  smtp?: VerifyResult;
  mailboxes?: Mailbox[];
}

/** Tries the servers of an account that is not stored. Never throws for what a server does. */
export type VerifyMail = (
  account: MailAccount,
  options: CallOptions & { mailboxes: boolean },
) => Promise<VerifyOutcome>;
