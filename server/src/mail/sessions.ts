import { PosthornError } from "../core/errors.ts";
import type { BackendNotes, MailAccount, MailBackend, MailSessions } from "../core/mail-backend.ts";
import { HostLimits } from "./imap/host-limits.ts";
import { KnownMessages } from "./imap/known-messages.ts";
import { type MailTools, openBackend } from "./open.ts";

export interface MailSessionsParts extends MailTools {
  /** Secrets included, tokens fresh; null for an unknown account. */
  loadAccount(id: string): Promise<MailAccount | null>;
  notesOf(id: string): BackendNotes;
}

export function createMailSessions(parts: MailSessionsParts): MailSessions {
  const { loadAccount, notesOf, ...given } = parts;
  const tools: MailTools = { knownMessages: new KnownMessages(), hostLimits: new HostLimits(), ...given };
  const open = new Map<string, Promise<MailBackend>>();
  const opened = new Map<string, MailBackend>();
  let closed = false;

  const start = async (id: string) => {
    const account = await loadAccount(id);
    if (!account) throw new PosthornError("not_found", "Account not found");
    return openBackend(account, notesOf(id), tools);
  };

  const drop = async (session: Promise<MailBackend>) => {
    // One that never opened has nothing to close.
    const backend = await session.catch(() => undefined);
    await backend?.close();
  };

  return {
    open(id) {
      if (closed) return Promise.reject(new PosthornError("unavailable", "Shutting down", { temporary: true }));
      const known = open.get(id);
      if (known) return known;
      const session = start(id);
      open.set(id, session);
      session.then(
        (backend) => {
          if (open.get(id) === session) opened.set(id, backend);
        },
        () => {
          if (open.get(id) === session) open.delete(id);
        },
      );
      return session;
    },
    connectionsOf: (id) => opened.get(id)?.connections ?? 0,
    subconnectionsOf: (id) => opened.get(id)?.subconnections ?? [],
    lastSeenOf: (id) => opened.get(id)?.lastSeen ?? null,
    lookEveryMsOf: (id) => opened.get(id)?.lookEveryMs ?? null,
    async reset(id) {
      const session = open.get(id);
      open.delete(id);
      opened.delete(id);
      if (session) await drop(session);
    },
    async closeAll() {
      closed = true;
      const sessions = [...open.values()];
      open.clear();
      opened.clear();
      await Promise.all(sessions.map(drop));
    },
  };
}
