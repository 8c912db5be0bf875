import { decode, encode } from "@msgpack/msgpack";
import { PosthornError } from "../../core/errors.ts";
import type { PageRequest } from "../../core/mail-backend.ts";

/**
 * Gmail has no page numbers: a page is reached by the token that the page before it told. A cursor is the list of the
 * tokens from the second page on up to its own, so that it leads back as well; the first page has none.
 */
export type PageTokens = readonly string[];

const PREFIX = "gmail_";
/** A cursor grows with each page. */
const MAX_PAGES = 10_000;

export const writeCursor = (tokens: PageTokens): string => PREFIX + Buffer.from(encode(tokens)).toString("base64url");

export function readPlace({ page, cursor }: Pick<PageRequest, "page" | "cursor">): PageTokens {
  if (cursor !== undefined) return readCursor(cursor);
  if (page > 0) throw invalid("InvalidInput", "Gmail has no page numbers, its pages are reached by cursors");
  return [];
}

function readCursor(cursor: string): PageTokens {
  if (cursor.indexOf("_") <= 0) throw invalid("InvalidCursorValue", "Invalid cursor");
  if (!cursor.startsWith(PREFIX)) throw invalid("InvalidCursorType", "The cursor belongs to another kind of account");
  try {
    const tokens = decode(Buffer.from(cursor.slice(PREFIX.length), "base64url"));
    if (Array.isArray(tokens) && tokens.length < MAX_PAGES && tokens.every((token) => typeof token === "string"))
      return tokens;
  } catch {
    // Not one of ours, after all.
  }
  throw invalid("InvalidCursorValue", "Invalid cursor");
}

/** What a page tells of itself. `total` is what Gmail thinks there is. */
export function paging(
  place: PageTokens,
  next: string | undefined,
  { total, pageSize }: { total: number; pageSize: number },
) {
  return {
    total,
    page: place.length,
    pages: Math.max(1, Math.ceil(total / pageSize)),
    nextPageCursor: next === undefined ? null : writeCursor([...place, next]),
    prevPageCursor: place.length === 0 ? null : writeCursor(place.slice(0, -1)),
  };
}

const invalid = (code: string, message: string) => new PosthornError("invalid", message, { code });
