import type { MessageListEntry } from "@posthorn/contracts/messages";
import type { Thread, ThreadEntry, ThreadPage } from "@posthorn/contracts/threads";
import { PosthornError } from "../../core/errors.ts";
import type { CallOptions, PageRequest } from "../../core/mail-backend.ts";
import { LOOKED_AT, oldestFirst, threadEntryOf, threadNotFound } from "../../core/thread-entry.ts";
import { isLocalThreadId } from "../../core/thread-id.ts";
import type { GraphApi, GraphOptions } from "./api.ts";
import type { GraphContext } from "./context.ts";
import { GraphError } from "./errors.ts";
import type { KnownFolder } from "./folders.ts";
import { messagePath } from "./messages.ts";
import { toListEntry } from "./message-object.ts";
import { messagesPath } from "./pages.ts";
import { readCursor, writeCursor } from "./page-cursor.ts";
import { type GraphList, type GraphMessage, LIST_QUERY } from "./resources.ts";

/** Of one mailbox; the threads of more can't be put in order. */
const MAX_MESSAGES = 10_000;
/** Of one thread. */
const MAX_IN_THREAD = 500;
const MOST_AT_ONCE = 1000;
const ROW_QUERY = { $select: "id,conversationId,receivedDateTime,isRead", $top: String(MOST_AT_ONCE) };

/** A conversation as far as it lies in one mailbox, oldest message first. */
interface Conversation {
  id: string;
  rows: GraphMessage[];
}

export async function listThreads(
  { api, folders }: GraphContext,
  path: string,
  { page: wantedPage, pageSize, cursor, signal }: CallOptions & PageRequest,
): Promise<ThreadPage> {
  const place = cursor === undefined ? { page: wantedPage } : readCursor(cursor);
  const rows = await folders.within(path, { signal }, (folder) => readRows(api, folder, { signal }));
  const { page, before } = place;
  // Pages go on with what was there when the first one was made: nothing that is newer than its newest message.
  const start = before ? rows.findIndex(({ id }) => id === before.id) : 0;
  const known = start > 0 ? rows.slice(start) : rows;
  const conversations = inConversations(known);
  const first = page * pageSize;
  const shown = conversations.slice(first, first + pageSize);
  const [newest] = known;
  const border = newest && { id: newest.id, time: newest.receivedDateTime ?? "", total: conversations.length };
  const cursorTo = (to: number) => writeCursor({ page: to, ...(border && { before: border }) });
  const pages = Math.max(1, Math.ceil(conversations.length / pageSize));
  return {
    total: conversations.length,
    page,
    pages,
    nextPageCursor: first + pageSize < conversations.length ? cursorTo(page + 1) : null,
    prevPageCursor: page > 0 ? cursorTo(Math.min(page, pages) - 1) : null,
    threads: await describe(api, shown, { signal }),
  };
}

/** All messages of a mailbox, newest first, as far as threads are made of them. */
async function readRows(
  api: GraphApi,
  folder: KnownFolder | undefined,
  options: GraphOptions,
): Promise<GraphMessage[]> {
  const rows: GraphMessage[] = [];
  let request: { path: string; query?: Record<string, string> } = {
    path: messagesPath(folder),
    query: { ...ROW_QUERY, $orderby: "receivedDateTime desc" },
  };
  for (;;) {
    const list: GraphList<GraphMessage> = await api.request({ method: "GET", ...request }, options);
    rows.push(...list.value);
    if (rows.length > MAX_MESSAGES)
      throw new PosthornError("unsupported", `The mailbox has more than ${MAX_MESSAGES} messages`, {
        code: "TooManyMessages",
      });
    const link = list["@odata.nextLink"];
    if (link === undefined) return rows;
    request = { path: link };
  }
}

/** The one with the newest message first. */
function inConversations(newestFirst: readonly GraphMessage[]): Conversation[] {
  const found = new Map<string, Conversation>();
  for (const row of newestFirst) {
    const id = row.conversationId ?? row.id;
    const known = found.get(id);
    if (known) known.rows.unshift(row);
    else found.set(id, { id, rows: [row] });
  }
  return [...found.values()];
}

/** The entries of some threads. One that has gone meanwhile has none. */
async function describe(
  api: GraphApi,
  conversations: readonly Conversation[],
  options: GraphOptions,
): Promise<ThreadEntry[]> {
  const lookedAt = conversations.map(({ rows }) => [...rows.slice(0, 1), ...rows.slice(1).slice(-LOOKED_AT)]);
  const requests = lookedAt
    .flat()
    .map(({ id }) => ({ method: "GET" as const, path: messagePath(id), query: LIST_QUERY }));
  const found = new Map<string, MessageListEntry>();
  for (const message of await api.batch<GraphMessage>(requests, options)) {
    if (!(message instanceof GraphError)) found.set(message.id, toListEntry(message));
    else if (message.status !== 404) throw message;
  }
  return conversations.flatMap(({ id, rows }, index) => {
    const messages = (lookedAt[index] ?? []).flatMap((row) => found.get(row.id) ?? []);
    if (messages.length === 0) return [];
    const counts = { messageCount: rows.length, unseenCount: rows.filter(({ isRead }) => !isRead).length };
    return [threadEntryOf(id, messages, counts)];
  });
}

export async function getThread(
  { api, folders }: GraphContext,
  threadId: string,
  paths: readonly string[],
  { signal }: CallOptions,
): Promise<Thread> {
  const wanted: (KnownFolder | undefined)[] = [];
  for (const path of paths)
    try {
      wanted.push(await folders.resolve(path, { signal }));
    } catch (error) {
      // Of several, one may be gone since it was listed.
      if (paths.length === 1 || !(error instanceof PosthornError) || error.code !== "FolderNotFound") throw error;
    }
  if (isLocalThreadId(threadId) || !/^[\w+/=-]+$/.test(threadId)) throw threadNotFound();
  const messages: MessageListEntry[] = [];
  const query = { ...LIST_QUERY, $filter: `conversationId eq '${threadId}'`, $top: "250" };
  let request: { path: string; query?: Record<string, string> } | undefined = { path: "/messages", query };
  while (request && messages.length < MAX_IN_THREAD) {
    const list: GraphList<GraphMessage> = await api
      .request<GraphList<GraphMessage>>({ method: "GET", ...request }, { signal })
      .catch((error: unknown) => {
        // An id that was made up.
        throw error instanceof GraphError && error.status === 400 ? threadNotFound() : error;
      });
    for (const message of list.value.toReversed().toSorted(byTime)) {
      const folder = folders.byId(message.parentFolderId);
      const isWanted = wanted.some((one) => one === undefined || one.id === message.parentFolderId);
      if (isWanted) messages.push({ ...toListEntry(message), ...(folder && { path: folder.path }) });
    }
    const link: string | undefined = list["@odata.nextLink"];
    request = link === undefined ? undefined : { path: link };
  }
  if (messages.length === 0) throw threadNotFound();
  return { threadId, messages: oldestFirst(messages).slice(0, MAX_IN_THREAD), hasMore: request !== undefined };
}

const byTime = (a: GraphMessage, b: GraphMessage) => (a.receivedDateTime ?? "").localeCompare(b.receivedDateTime ?? "");
