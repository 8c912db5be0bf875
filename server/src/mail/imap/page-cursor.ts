import { PosthornError } from "../../core/errors.ts";

/**
 * Where a page of a listing begins. Besides its number a cursor names the message it borders on,
 * by UID and by the sequence number it had: pages below it stay the same while new mail arrives.
 */
export interface PageCursor {
  page: number;
  /** The page holds what is older than this message. */
  before?: Border;
  /** The page holds what is just newer than this message. */
  after?: Border;
}

export interface Border {
  uid: number;
  seq: number;
}

const PREFIX = "imap_";

export function writeCursor({ page, before, after }: PageCursor): string {
  const border = before ? { b: [before.uid, before.seq] } : after ? { a: [after.uid, after.seq] } : {};
  return PREFIX + Buffer.from(JSON.stringify({ page, ...border })).toString("base64url");
}

export function readCursor(cursor: string): PageCursor {
  const cut = cursor.indexOf("_");
  if (cut <= 0) throw invalid("InvalidCursorValue", "Invalid cursor");
  if (!cursor.startsWith(PREFIX)) throw invalid("InvalidCursorType", "The cursor belongs to another kind of account");
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor.slice(PREFIX.length), "base64url").toString());
  } catch {
    throw invalid("InvalidCursorValue", "Invalid cursor");
  }
  const { page, b, a } = (value ?? {}) as { page?: unknown; a?: unknown; b?: unknown };
  if (!isCount(page)) throw invalid("InvalidCursorValue", "Invalid cursor");
  return {
    page,
    ...(b === undefined ? {} : { before: border(b) }),
    ...(a === undefined ? {} : { after: border(a) }),
  };
}

function border(value: unknown): Border {
  if (!Array.isArray(value) || !isCount(value[0]) || !isCount(value[1]) || value[0] === 0 || value[1] === 0)
    throw invalid("InvalidCursorValue", "Invalid cursor");
  return { uid: value[0], seq: value[1] };
}

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;

const invalid = (code: string, message: string) => new PosthornError("invalid", message, { code });
