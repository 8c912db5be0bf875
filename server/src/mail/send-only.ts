import { PosthornError } from "../core/errors.ts";
import { ConnectFailure, type MailAccount, type MailBackend } from "../core/mail-backend.ts";
import type { SmtpSender } from "./smtp-sender.ts";

/** An account that can send and has no mailbox. */
export function createSendOnlyBackend(account: MailAccount, smtp: SmtpSender): MailBackend {
  const refuse = () =>
    Promise.reject(new PosthornError("unavailable", "The account has no mailbox to read", { code: "IMAPUnavailable" }));
  return {
    listMailboxes: refuse,
    storedMailboxes: refuse,
    createMailbox: refuse,
    modifyMailbox: refuse,
    deleteMailbox: refuse,
    getQuota: async () => false,
    listMessages: refuse,
    getMessage: refuse,
    getText: refuse,
    getAttachment: refuse,
    getSource: refuse,
    tagOf: refuse,
    confirm: refuse,
    updateMessage: refuse,
    moveMessage: refuse,
    deleteMessage: refuse,
    searchMessages: refuse,
    listThreads: refuse,
    getThread: refuse,
    updateMessages: refuse,
    moveMessages: refuse,
    deleteMessages: refuse,
    append: refuse,
    send: (message, options) => smtp.send(account, message, options),
    watch: () => ({
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.reject(new ConnectFailure("connection", "The account has no mailbox to watch")),
      }),
    }),
    sync: refuse,
    connections: 0,
    lastSeen: null,
    lookEveryMs: null,
    async close() {},
  };
}
