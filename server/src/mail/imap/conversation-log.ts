import { randomBytesPooled } from "../../core/random-bytes.ts";
import type { ConnectionLog } from "../connection-log.ts";
import { HIDDEN } from "../../core/hide-secrets.ts";

/** What the library says of itself: who spoke (`c` or `s`) and what, or what it noticed. */
interface LibraryEntry {
  src?: string;
  msg?: string;
  comment?: string;
  err?: { message?: string };
  host?: string;
  port?: number;
  /** What went over the connection, in base64; only where everything is to be told. */
  data?: string;
}

/** A logger for imapflow that writes the conversation down, without what logs in: that the library hides also from a raw log. */
export function conversationLog(log: ConnectionLog) {
  const connection = randomBytesPooled(4).toString("hex");
  /** From AUTHENTICATE to its tagged answer every line of ours may be a secret. */
  let isAuthenticating = false;

  function fromClient(line: string, comment = ""): string {
    // The log may have been switched on in the middle of it.
    if (isAuthenticating || comment.includes("AUTH=")) return HIDDEN;
    const [, start, command] = LOGIN_COMMAND.exec(line) ?? [];
    isAuthenticating = command?.toUpperCase().startsWith("AUTH") === true;
    return start === undefined ? line : `${start} ${HIDDEN}`;
  }

  function note({ src, msg = "", comment, err, host, port, data }: LibraryEntry): void {
    if (!log.isOn()) return;
    if (data !== undefined)
      return log.note(connection, src === "c" ? "client" : "server", Buffer.from(data, "base64").toString());
    // It was told as it went over the connection.
    if (log.isRaw && src !== undefined) return;
    if (src === "c") return log.note(connection, "client", fromClient(msg, comment));
    if (src === "s") {
      if (isAuthenticating && TAGGED_RESPONSE.test(msg)) isAuthenticating = false;
      return log.note(connection, "server", msg);
    }
    const where = host === undefined ? "" : `to ${host}:${port}`;
    const text = [msg, where].filter((part) => part !== "").join(" ");
    log.note(connection, null, [text, err?.message ?? ""].filter((part) => part !== "").join(": "));
  }

  return {
    isLevelEnabled: () => log.isOn(),
    // FETCH responses, and what the library does about its locks.
    trace: (entry: LibraryEntry) => (entry.src === undefined ? undefined : note(entry)),
    debug: note,
    info: note,
    warn: note,
    error: note,
    fatal: note,
  };
}

/** RFC 9051 sections 6.2.2 and 6.2.3; which mechanism is used is no secret. */
const LOGIN_COMMAND = /^(\S+ (LOGIN|AUTHENTICATE(?: [\w-]+)?))\b/i;
const TAGGED_RESPONSE = /^[^*+\s]\S* (?:OK|NO|BAD)\b/i;
