import type { MessagePage } from "@posthorn/contracts/messages";
import type { SearchQuery } from "@posthorn/contracts/search-query";
import { PosthornError } from "../../core/errors.ts";
import type { MailBackend, PageRequest } from "../../core/mail-backend.ts";
import { mailboxesToSearch } from "../../core/mailboxes-to-search.ts";

/** Where a search of all mailboxes goes on. */
interface Place {
  page: number;
  /** Of all mailboxes, when the search began. */
  total: number;
  /** In the listing, and where it stood there, should it be gone. */
  mailbox: string;
  index: number;
  /** Into what was found there. */
  cursor?: string;
}

/**
 * Searches one mailbox after another, in the order of the listing, each newest first. A page touches no
 * more mailboxes than it needs, save the first one, which counts them all. Its cursors lead forward only.
 */
export async function searchEverywhere(
  backend: MailBackend,
  query: SearchQuery,
  { page, pageSize, cursor, signal }: PageRequest & { signal: AbortSignal },
): Promise<MessagePage> {
  if (page > 0 && cursor === undefined)
    throw new PosthornError("invalid", "Pages of a search of all mailboxes are reached by their cursors only", {
      code: "InvalidInput",
    });
  const place = cursor === undefined ? undefined : readPlace(cursor);
  const paths = mailboxesToSearch(await backend.listMailboxes({ counters: false, signal }));
  const search = (path: string, request: PageRequest) =>
    backend.searchMessages(path, query, { ...request, signal }).catch((error: unknown) => {
      // Gone since it was listed.
      if (error instanceof PosthornError && error.code === "FolderNotFound") return NOTHING;
      throw error;
    });

  const known = place ? paths.indexOf(place.mailbox) : 0;
  const first = known < 0 && place ? place.index : known;
  const messages: MessagePage["messages"] = [];
  const totals = new Map<string, number>();
  const count = async (path: string) => {
    const total = totals.get(path) ?? (await search(path, { page: 0, pageSize: 1 })).total;
    totals.set(path, total);
    return total;
  };
  let next: Pick<Place, "mailbox" | "index" | "cursor"> | undefined;
  for (const [index, path] of [...paths.entries()].slice(first)) {
    const free = pageSize - messages.length;
    if (free > 0) {
      const from = path === place?.mailbox && place.cursor !== undefined ? { cursor: place.cursor } : {};
      const found = await search(path, { page: 0, pageSize: free, ...from });
      totals.set(path, found.total);
      messages.push(...found.messages.map((message) => ({ ...message, path: message.path ?? path })));
      if (found.nextPageCursor === null) continue;
      next = { mailbox: path, index, cursor: found.nextPageCursor };
    } else if ((await count(path)) === 0) continue;
    else next = { mailbox: path, index };
    break;
  }

  let total = place?.total ?? 0;
  if (!place) for (const path of paths) total += await count(path);
  const number = place?.page ?? 0;
  return {
    total,
    page: number,
    pages: Math.max(1, Math.ceil(total / pageSize)),
    nextPageCursor: next ? writePlace({ ...next, page: number + 1, total }) : null,
    prevPageCursor: null,
    messages,
  };
}

const NOTHING: MessagePage = { total: 0, page: 0, pages: 1, nextPageCursor: null, prevPageCursor: null, messages: [] };

const PREFIX = "all_";

const writePlace = ({ page, total, mailbox, index, cursor }: Place) =>
  PREFIX + Buffer.from(JSON.stringify([page, total, mailbox, index, cursor])).toString("base64url");

function readPlace(cursor: string): Place {
  if (!cursor.startsWith(PREFIX))
    throw new PosthornError("invalid", "The cursor belongs to another kind of search", { code: "InvalidCursorType" });
  try {
    const read = JSON.parse(Buffer.from(cursor.slice(PREFIX.length), "base64url").toString()) as unknown[];
    const [page, total, mailbox, index, within] = read;
    if (isCount(page) && isCount(total) && typeof mailbox === "string" && isCount(index)) {
      if (within === null) return { page, total, mailbox, index };
      if (typeof within === "string") return { page, total, mailbox, index, cursor: within };
    }
  } catch {
    // Not one of ours, after all.
  }
  throw new PosthornError("invalid", "Invalid cursor", { code: "InvalidCursorValue" });
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
