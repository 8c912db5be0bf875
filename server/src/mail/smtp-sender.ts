import type { CallOptions, MailAccount, OutgoingMessage, SendReceipt } from "../core/mail-backend.ts";

export type SendOverSmtp = (
  account: MailAccount,
  message: OutgoingMessage,
  options: CallOptions,
) => Promise<SendReceipt>;

/** How accounts without a way of their own hand messages over. */
export interface SmtpSender {
  send: SendOverSmtp;
}
