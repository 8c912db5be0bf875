import { format } from "node:util";
import type { ConnectionLog } from "../connection-log.ts";
import { HIDDEN } from "../../core/hide-secrets.ts";

/** What the library says of itself: who spoke (`tnx`), and on which connection (`sid`). */
interface LibraryEntry {
  component?: string;
  tnx?: string;
  sid?: string;
}

/** A logger for the connections of a nodemailer pool that writes the conversation down, without what logs in. */
export function conversationLog(log: ConnectionLog) {
  /** From AUTH to its final answer every line of ours may be a secret (RFC 4954). */
  const authenticating = new Set<string>();

  function fromClient(connection: string, line: string): string {
    if (authenticating.has(connection)) return HIDDEN;
    const [start] = /^AUTH(?: [\w-]+)?/i.exec(line) ?? [];
    if (start === undefined) return line;
    authenticating.add(connection);
    return `${start} ${HIDDEN}`;
  }

  function fromServer(connection: string, line: string): string {
    // 334 asks for more.
    if (!line.startsWith("334")) authenticating.delete(connection);
    return line;
  }

  function note({ component, tnx, sid }: LibraryEntry, ...message: unknown[]): void {
    if (component !== "smtp-connection" || sid === undefined) return;
    const said = format(...message);
    // Even while the log is off: it may be switched on in the middle of a login.
    const text = tnx === "client" ? fromClient(sid, said) : tnx === "server" ? fromServer(sid, said) : said;
    if (tnx === "network") authenticating.delete(sid);
    if (log.isOn()) log.note(sid, tnx === "client" || tnx === "server" ? tnx : null, text);
  }

  return { trace: note, debug: note, info: note, warn: note, error: note, fatal: note };
}
