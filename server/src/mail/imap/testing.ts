import type { MailAccount } from "../../core/mail-backend.ts";

/** A plain account for tests. */
export function imapAccount(server: { host: string; port: number; user: string; password: string }): MailAccount {
  return {
    id: "test",
    email: "user@example.test",
    path: null,
    subconnections: [],
    proxy: undefined,
    smtpEhloName: undefined,
    imapIndexer: "full",
    smtp: null,
    ignoreMailCertErrors: false,
    imap: {
      host: server.host,
      port: server.port,
      secure: false,
      requireTLS: false,
      auth: { user: server.user, pass: server.password },
      tls: {},
      resyncDelay: 900,
      disableIMAP4rev2: false,
      sentMailPath: null,
      draftsMailPath: null,
      junkMailPath: null,
      trashMailPath: null,
      archiveMailPath: null,
    },
  };
}
