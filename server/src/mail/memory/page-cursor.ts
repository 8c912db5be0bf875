import { PosthornError } from "../../core/errors.ts";

/** A page of the list as it was when the first page was made. */
export interface PageCursor {
  page: number;
  /** How many messages stand before it. */
  offset: number;
  /** The newest UID that belonged to the list. */
  newest: number;
}

const PREFIX = "memory_";

export const writeCursor = ({ page, offset, newest }: PageCursor) =>
  PREFIX + Buffer.from(JSON.stringify([page, offset, newest])).toString("base64url");

export function readCursor(cursor: string): PageCursor {
  if (!cursor.includes("_")) throw invalid("InvalidCursorValue", "Invalid cursor");
  if (!cursor.startsWith(PREFIX)) {
    throw invalid("InvalidCursorType", "The cursor belongs to another kind of account");
  }
  try {
    const read = JSON.parse(Buffer.from(cursor.slice(PREFIX.length), "base64url").toString()) as unknown[];
    const [page, offset, newest] = read;
    if (isCount(page) && isCount(offset) && isCount(newest)) return { page, offset, newest };
  } catch {
    // Not one of ours, after all.
  }
  throw invalid("InvalidCursorValue", "Invalid cursor");
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;

const invalid = (code: string, message: string) => new PosthornError("invalid", message, { code });
