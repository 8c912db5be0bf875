import { PosthornError } from "../../core/errors.ts";

/**
 * Where a page begins. Besides its number a cursor names the message it borders on, so that pages stay the same while new
 * mail arrives; a page of Outlook's own search is found by the token that Graph gave.
 */
export interface PageCursor {
  page: number;
  /** The page holds what is older than this message. */
  before?: Border;
  /** The page holds what is just newer than this message. */
  after?: Border;
  skipToken?: string;
}

export interface Border {
  /** `receivedDateTime`, to the second. */
  time: string;
  id: string;
  /** Messages in all, when the first page was made. */
  total: number;
}

const PREFIX = "ms_";

export const writeCursor = ({ page, before, after, skipToken }: PageCursor): string =>
  PREFIX +
  Buffer.from(
    JSON.stringify({
      page,
      ...(before && { b: [before.time, before.id, before.total] }),
      ...(after && { a: [after.time, after.id, after.total] }),
      ...(skipToken !== undefined && { skipToken }),
    }),
  ).toString("base64url");

export function readCursor(cursor: string): PageCursor {
  if (cursor.indexOf("_") <= 0) throw invalid("InvalidCursorValue", "Invalid cursor");
  if (!cursor.startsWith(PREFIX)) throw invalid("InvalidCursorType", "The cursor belongs to another kind of account");
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor.slice(PREFIX.length), "base64url").toString());
  } catch {
    throw invalid("InvalidCursorValue", "Invalid cursor");
  }
  const { page, b, a, skipToken } = (value ?? {}) as Record<string, unknown>;
  if (!isCount(page) || (skipToken !== undefined && !isToken(skipToken)))
    throw invalid("InvalidCursorValue", "Invalid cursor");
  return {
    page,
    ...(b !== undefined && { before: border(b) }),
    ...(a !== undefined && { after: border(a) }),
    ...(skipToken !== undefined && { skipToken }),
  };
}

function border(value: unknown): Border {
  const [time, id, total] = Array.isArray(value) ? (value as unknown[]) : [];
  // The time goes into a filter.
  if (typeof time !== "string" || !/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(time) || typeof id !== "string" || !isCount(total))
    throw invalid("InvalidCursorValue", "Invalid cursor");
  return { time, id, total };
}

const isToken = (value: unknown): value is string => typeof value === "string" && value.length <= 10_000;

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;

const invalid = (code: string, message: string) => new PosthornError("invalid", message, { code });
