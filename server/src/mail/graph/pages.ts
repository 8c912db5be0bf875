import type { GraphApi, GraphOptions } from "./api.ts";
import { GraphError } from "./errors.ts";
import type { KnownFolder } from "./folders.ts";
import type { Border, PageCursor } from "./page-cursor.ts";
import { writeCursor } from "./page-cursor.ts";
import { type GraphList, type GraphMessage, LIST_QUERY } from "./resources.ts";
import type { Filter } from "./search-query.ts";

/** A page of messages, newest first. */
export interface FoundPage {
  messages: GraphMessage[];
  total: number;
  page: number;
  pages: number;
  nextPageCursor: string | null;
  prevPageCursor: string | null;
}

/** Messages that are asked for at once; more make Exchange slow. */
const MOST_AT_ONCE = 250;
/** What is put in order here where Graph can't. */
const MOST_UNORDERED = 1000;
/** Messages of one second among which the border of a page may stand. */
const AT_BORDER = 10;
/** Every message was received after it. What is put in order by a property has to be filtered by it first. */
const BEGINNING = "receivedDateTime gt 1970-01-01T00:00:00.000Z";

export const messagesPath = (folder: KnownFolder | undefined) =>
  folder ? `/mailFolders/${encodeURIComponent(folder.id)}/messages` : "/messages";

/** The messages of a folder, or of all, that fit; the newest first, a page of them. */
export async function findPage(
  api: GraphApi,
  folder: KnownFolder | undefined,
  filter: Filter,
  cursor: PageCursor,
  pageSize: number,
  options: GraphOptions,
): Promise<FoundPage> {
  if (filter.hasLabels) {
    try {
      return await findOrdered(api, folder, filter, cursor, pageSize, options);
    } catch (error) {
      if (!(error instanceof GraphError) || error.code !== "InefficientFilter") throw error;
      return pageOf(await findUnordered(api, folder, filter, options), cursor, pageSize);
    }
  }
  return findOrdered(api, folder, filter, cursor, pageSize, options);
}

async function findOrdered(
  api: GraphApi,
  folder: KnownFolder | undefined,
  { clauses, hasLabels }: Filter,
  { page, before, after }: PageCursor,
  pageSize: number,
  options: GraphOptions,
): Promise<FoundPage> {
  const border = before ?? after;
  const bound = before ? `receivedDateTime le ${before.time}` : after ? `receivedDateTime ge ${after.time}` : BEGINNING;
  const query = {
    ...LIST_QUERY,
    $filter: [bound, ...clauses].join(" and "),
    $orderby: `receivedDateTime ${after ? "asc" : "desc"}`,
    ...(!border && { $count: "true", ...(page > 0 && { $skip: String(page * pageSize) }) }),
  };
  const headers = headersOf(hasLabels);
  const found: GraphMessage[] = [];
  let total = border?.total ?? 0;
  let start = border ? -1 : 0;
  let hasMore = false;
  let request = {
    path: messagesPath(folder),
    query: { ...query, $top: String(topOf(pageSize, border)) } as Query,
    headers,
  };
  for (;;) {
    const list: GraphList<GraphMessage> = await api.request({ method: "GET", ...request }, options);
    found.push(...list.value);
    total = border ? total : (list["@odata.count"] ?? found.length);
    const link = list["@odata.nextLink"];
    if (border && start < 0) start = found.findIndex(({ id }) => id === border.id) + 1 || startWithout(found, border);
    hasMore = link !== undefined;
    const isEnough = start >= 0 && found.length >= start + pageSize;
    if (link === undefined || isEnough) break;
    request = { path: link, query: {}, headers };
  }
  // A border that is gone is no loss: what stands beside it may be told twice, and nothing is left out.
  const first = start < 0 ? 0 : start;
  const shown = found.slice(first, first + pageSize);
  const isEnd = after ? false : !hasMore && found.length <= first + pageSize;
  return withCursors(after ? shown.reverse() : shown, { page, total, pageSize, isEnd });
}

type Query = Record<string, string>;

const topOf = (pageSize: number, border: Border | undefined) =>
  Math.min(MOST_AT_ONCE, border ? pageSize + AT_BORDER : pageSize);

/** Where to begin where the border is gone: known once there are messages of another second. */
const startWithout = (found: readonly GraphMessage[], { time }: Border): number =>
  found.some(({ receivedDateTime }) => receivedDateTime !== time) ? 0 : -1;

const headersOf = (hasLabels: boolean): Record<string, string> => (hasLabels ? { consistencylevel: "eventual" } : {});

async function findUnordered(
  api: GraphApi,
  folder: KnownFolder | undefined,
  { clauses }: Filter,
  options: GraphOptions,
): Promise<GraphMessage[]> {
  const found: GraphMessage[] = [];
  const headers = headersOf(true);
  const query: Query = { ...LIST_QUERY, $filter: clauses.join(" and "), $top: String(MOST_AT_ONCE) };
  let request = { path: messagesPath(folder), query, headers };
  while (found.length < MOST_UNORDERED) {
    const list: GraphList<GraphMessage> = await api.request({ method: "GET", ...request }, options);
    found.push(...list.value);
    const link = list["@odata.nextLink"];
    if (link === undefined) break;
    request = { path: link, query: {}, headers };
  }
  return found.sort((a, b) => (b.receivedDateTime ?? "").localeCompare(a.receivedDateTime ?? ""));
}

/** The page of a list that is all here. */
function pageOf(all: readonly GraphMessage[], { page, before, after }: PageCursor, pageSize: number): FoundPage {
  const placeOf = ({ id, time }: Border) => {
    const at = all.findIndex((message) => message.id === id);
    return at >= 0 ? at : all.findIndex(({ receivedDateTime = "" }) => (receivedDateTime ?? "") < time);
  };
  const at = after ? Math.max(0, placeOf(after) - pageSize) : before ? placeOf(before) + 1 : page * pageSize;
  const messages = all.slice(at, at + pageSize);
  return withCursors(messages, { page, total: all.length, pageSize, isEnd: at + pageSize >= all.length });
}

function withCursors(
  messages: GraphMessage[],
  { page, total, pageSize, isEnd }: { page: number; total: number; pageSize: number; isEnd: boolean },
): FoundPage {
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const borderAt = (message: GraphMessage | undefined): Border | undefined =>
    message && { id: message.id, time: message.receivedDateTime ?? "", total };
  const [newest, oldest] = [borderAt(messages[0]), borderAt(messages.at(-1))];
  const prevPage = Math.min(page, pages) - 1;
  return {
    messages,
    total,
    page,
    pages,
    nextPageCursor: oldest && !isEnd ? writeCursor({ page: page + 1, before: oldest }) : null,
    prevPageCursor:
      page > 0
        ? writeCursor(newest && prevPage > 0 ? { page: prevPage, after: newest } : { page: Math.max(0, prevPage) })
        : null,
  };
}

/** What Outlook's own search finds: by relevance, a thousand at most, and only ever forward. */
export async function searchPage(
  api: GraphApi,
  folder: KnownFolder | undefined,
  kql: string,
  { page, skipToken }: PageCursor,
  pageSize: number,
  options: GraphOptions,
) {
  const query = {
    ...LIST_QUERY,
    $search: kql,
    $top: String(pageSize),
    ...(skipToken !== undefined && { $skiptoken: skipToken }),
  };
  const list = await api.request<GraphList<GraphMessage>>(
    { method: "GET", path: messagesPath(folder), query },
    options,
  );
  const link = list["@odata.nextLink"];
  const next = link === undefined ? null : new URL(link).searchParams.get("$skiptoken");
  return {
    messages: list.value,
    page,
    nextPageCursor: next === null ? null : writeCursor({ page: page + 1, skipToken: next }),
  };
}
