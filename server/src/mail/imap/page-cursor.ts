import { PosthornError } from "../../core/errors.ts";

/**
 * Where a page of a listing or of what a search found begins. Besides its number a cursor names the
 * message it borders on, by UID and by the sequence number it had: pages below it stay the same while
 * new mail arrives.
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
  /** Among the messages that a search found they have no numbers. */
  seq?: number;
}

const PREFIX = "imap_";

export function writeCursor({ page, before, after }: PageCursor): string {
  const write = ({ uid, seq }: Border) => (seq === undefined ? [uid] : [uid, seq]);
  const border = before ? { b: write(before) } : after ? { a: write(after) } : {};
  return PREFIX + Buffer.from(JSON.stringify({ page, ...border })).toString("base64url");
}

/** The cursors that lead on from a page with these messages at its ends. */
export function neighbours(
  { newest, oldest, hasOlder }: { newest: Border | undefined; oldest: Border | undefined; hasOlder: boolean },
  page: number,
  pages: number,
) {
  const prevPage = Math.min(page, pages) - 1;
  const previous = (): PageCursor => (newest && prevPage > 0 ? { page: prevPage, after: newest } : { page: prevPage });
  return {
    nextPageCursor: hasOlder && oldest ? writeCursor({ page: page + 1, before: oldest }) : null,
    prevPageCursor: page > 0 ? writeCursor(previous()) : null,
  };
}

/** Where in a list of UIDs, newest first, a page begins, and where the next one does. */
export function placeOf(
  { page, before, after }: PageCursor,
  uids: readonly number[],
  pageSize: number,
): [number, number] {
  const firstUpTo = (limit: number) => {
    const at = uids.findIndex((uid) => uid <= limit);
    return at < 0 ? uids.length : at;
  };
  if (after) {
    const end = firstUpTo(after.uid);
    return [Math.max(0, end - pageSize), end];
  }
  const first = before ? firstUpTo(before.uid - 1) : page * pageSize;
  return [first, Math.min(uids.length, first + pageSize)];
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
  if (!Array.isArray(value) || value.length > 2 || !value.every(isCount) || value.includes(0))
    throw invalid("InvalidCursorValue", "Invalid cursor");
  const [uid, seq] = value;
  if (uid === undefined) throw invalid("InvalidCursorValue", "Invalid cursor");
  return seq === undefined ? { uid } : { uid, seq };
}

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;

const invalid = (code: string, message: string) => new PosthornError("invalid", message, { code });
