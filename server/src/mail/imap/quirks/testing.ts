import type { FakeImap } from "@posthorn/fakes/imap";
import { startProxy } from "@posthorn/fakes/proxies";
import { silentLog } from "../../../core/log.ts";
import type { ImapSettings, MailAccount, MailBackend, WatchOptions } from "../../../core/mail-backend.ts";
import { MemoryNotes } from "../../conformance-notes.ts";
import { Watcher } from "../../conformance-watcher.ts";
import { type MailTools, openBackend } from "../../open.ts";
import { imapAccount } from "../testing.ts";

/** An account on a fake server. */
export interface Session {
  backend: MailBackend;
  notes: MemoryNotes;
  watch(options?: Partial<WatchOptions>): Watcher;
  listInbox(): ReturnType<MailBackend["listMessages"]>;
  close(): Promise<void>;
}

export interface SessionOptions {
  /** The name under which the server is known, reached through a proxy that knows better. */
  host?: string;
  account?: Partial<MailAccount>;
  imap?: Partial<ImapSettings>;
  timeouts?: MailTools["timeouts"];
  maxRequestConnections?: number;
}

export async function openSession(server: FakeImap, options: SessionOptions = {}): Promise<Session> {
  const { host, account: more, imap: settings, timeouts, maxRequestConnections } = options;
  const plain = imapAccount({ host: server.host, port: server.port, user: "someone", password: "secret" });
  const route = () => ({ host: server.host, port: server.port });
  const proxy = host === undefined ? undefined : await startProxy({ speaks: "http", route });
  const account: MailAccount = {
    ...plain,
    ...more,
    imap: { ...(plain.imap as ImapSettings), ...(host === undefined ? {} : { host }), ...settings },
    proxy: proxy && `http://${proxy.host}:${proxy.port}`,
  };
  const notes = new MemoryNotes();
  const backend = openBackend(account, notes, {
    log: silentLog,
    smtp: { send: () => Promise.reject(new Error("not in this test")) },
    ...(timeouts && { timeouts }),
    ...(maxRequestConnections === undefined ? {} : { maxRequestConnections }),
  });
  return {
    backend,
    notes,
    watch: (watchOptions) => new Watcher(backend, notes, watchOptions),
    listInbox: () => backend.listMessages("INBOX", { page: 0, pageSize: 20 }),
    async close() {
      await backend.close();
      await proxy?.close();
    },
  };
}

/** A message with this subject. */
export const mail = (subject: string, more = "") =>
  `From: Ann <ann@example.test>\r\nTo: bob@example.test\r\nSubject: ${subject}\r\nDate: ${new Date().toUTCString()}\r\nMessage-ID: <${subject}@example.test>\r\n${more}\r\nHello\r\n`;
