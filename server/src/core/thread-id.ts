import { createHash } from "node:crypto";

/**
 * A thread where the mail server knows none, by what leads back to its messages without anything being stored: the
 * Message-ID of the first message, without brackets; the beginning and the sum of one that is too long for an id; or
 * a message without any Message-ID, which is a thread of its own.
 */
export type LocalThread =
  | { root: string; start?: never; sha256?: never; message?: never }
  | { start: string; sha256: string; root?: never; message?: never }
  | { message: string; root?: never; start?: never; sha256?: never };

// No id of a mail server has a dot (RFC 8474 section 4; Gmail's are numbers, Graph's are base64).
const PREFIX = "local.";
const WHOLE = `${PREFIX}id.`;
const START = `${PREFIX}start.`;
const MESSAGE = `${PREFIX}message.`;

/** Of a Message-ID that becomes an id as it is. An id has 256 characters at most. */
const MAX_ROOT_BYTES = 180;
/** Of the beginning of a longer one, in characters. */
const START_LENGTH = 30;

const base64url = (text: string) => Buffer.from(text).toString("base64url");

/** The sum of a Message-ID, in 43 characters. */
export const sumOf = (messageId: string) => createHash("sha256").update(messageId).digest("base64url");

/** The id of the thread that begins with this Message-ID (without brackets). */
export function localThreadId(root: string): string {
  if (Buffer.byteLength(root) <= MAX_ROOT_BYTES) return WHOLE + base64url(root);
  return `${START}${base64url(startOf(root))}.${sumOf(root)}`;
}

/** The id of the thread of a message that has no Message-ID and answers none. */
export const threadIdOfMessage = (message: string): string => MESSAGE + message;

/** The beginning of a long Message-ID, which every header that names it has in it. */
export const startOf = (messageId: string) =>
  messageId
    .slice(0, START_LENGTH)
    .toWellFormed()
    .replace(/\ufffd$/, "");

/** What a local thread id says; null for one that is none of ours, or was made up. */
export function readLocalThreadId(id: string): LocalThread | null {
  if (id.startsWith(WHOLE)) {
    const root = textOf(id.slice(WHOLE.length));
    return root !== undefined && localThreadId(root) === id ? { root } : null;
  }
  if (id.startsWith(START)) {
    const [start = "", sha256 = ""] = id.slice(START.length).split(".");
    const text = textOf(start);
    return text !== undefined && `${START}${base64url(text)}.${sha256}` === id ? { start: text, sha256 } : null;
  }
  return id.startsWith(MESSAGE) ? { message: id.slice(MESSAGE.length) } : null;
}

/** Whether an id is one of ours, whatever it says. */
export const isLocalThreadId = (id: string) => id.startsWith(PREFIX);

/** What can be a Message-ID: it goes into commands. */
function textOf(encoded: string): string | undefined {
  const text = Buffer.from(encoded, "base64url").toString();
  return /^[^<>\s\p{Cc}\ufffd]+$/u.test(text) ? text : undefined;
}
