import { ImapFlow } from "imapflow";
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

/** Another client of the same user, connected. */
export async function connectOutsider(
  { host, port, password }: { host: string; port: number; password: string },
  user: string,
): Promise<ImapFlow> {
  const client = new ImapFlow({ host, port, secure: false, auth: { user, pass: password }, logger: false });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** Does something as another client of the same user. */
export async function asOutsider(
  server: Parameters<typeof connectOutsider>[0],
  user: string,
  work: (client: ImapFlow) => Promise<unknown>,
): Promise<void> {
  const client = await connectOutsider(server, user);
  await work(client);
  await client.logout();
}
