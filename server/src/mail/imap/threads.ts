import type { MessageListEntry } from "@posthorn/contracts/messages";
import type { Thread, ThreadEntry, ThreadPage } from "@posthorn/contracts/threads";
import type { MailboxObject } from "imapflow";
import { PosthornError } from "../../core/errors.ts";
import type { CallOptions, PageRequest } from "../../core/mail-backend.ts";
import { LOOKED_AT, oldestFirst, threadEntryOf, threadIdFields, threadNotFound } from "../../core/thread-entry.ts";
import { readLocalThreadId } from "../../core/thread-id.ts";
import { threadIdOf } from "../../mime/message-links.ts";
import type { ImapClient } from "./connection.ts";
import type { AccountContext } from "./context.ts";
import { fetchLinks } from "./fetch-links.ts";
import { groupMessages, hasThreadIds, type MessageGroup } from "./group-messages.ts";
import { LinkSearch } from "./link-search.ts";
import { messageId, readMessageId } from "./message-id.ts";
import { orThrow } from "./or-throw.ts";
import { neighbours, placeOf, readCursor } from "./page-cursor.ts";
import { fetchUids, type PageSource, toEntry } from "./page-rows.ts";
import { findUids } from "./search-messages.ts";

/** Of one thread. */
const MAX_MESSAGES = 500;
/** A message that answers one of a mailbox that was left already leads back there, so often at most. */
const MAX_ROUNDS = 20;
/** Rows that are asked for in one command. */
const ROWS_AT_ONCE = 200;

export async function listThreads(
  context: AccountContext,
  wanted: string,
  options: CallOptions & PageRequest,
): Promise<ThreadPage> {
  const { pageSize, signal } = options;
  const cursor = options.cursor === undefined ? { page: options.page } : readCursor(options.cursor);
  const path = await context.directory.resolve(wanted, signal);
  return context.withMailbox("list threads", path, { signal }, async (client, mailbox) => {
    const groups = (await groupMessages(client, mailbox))
      .map((group) => ({ ...group, newest: newestOf(group) }))
      .sort((a, b) => b.newest - a.newest);
    const [first, end] = placeOf(
      cursor,
      groups.map(({ newest }) => newest),
      pageSize,
    );
    const shown = groups.slice(first, end);
    const borderAt = (group: { newest: number } | undefined) => group && { uid: group.newest };
    const ends = { newest: borderAt(shown[0]), oldest: borderAt(shown.at(-1)), hasOlder: end < groups.length };
    const pages = Math.max(1, Math.ceil(groups.length / pageSize));
    const where = { client, number: await numberOf(context, path, mailbox), known: context.known };
    const threads = await describe(where, shown);
    return { total: groups.length, page: cursor.page, pages, ...neighbours(ends, cursor.page, pages), threads };
  });
}

const newestOf = ({ uids }: MessageGroup) => uids.reduce((newest, uid) => Math.max(newest, uid), 0);

const numberOf = (context: AccountContext, path: string, { uidValidity }: MailboxObject) =>
  context.registry.numberOf({ path, uidValidity: uidValidity.toString() });

/** The entries of some threads. One that has gone meanwhile has none. */
async function describe(where: PageSource, groups: readonly MessageGroup[]): Promise<ThreadEntry[]> {
  if (groups.length === 0) return [];
  const lookedAt = groups.map(({ uids: [first = 0, ...rest] }) => [
    first,
    ...rest.sort((a, b) => a - b).slice(-LOOKED_AT),
  ]);
  const entries = await entriesOf(where, lookedAt.flat());
  const nameless = groups.filter(({ threadId }) => threadId === undefined).map(({ uids: [first = 0] }) => first);
  const links = nameless.length === 0 ? new Map() : await fetchLinks(where.client, nameless.join(","));
  const unseen = new Set(await orThrow(where.client, () => where.client.search({ seen: false }, { uid: true })));
  return groups.flatMap(({ threadId, uids }, index) => {
    const messages = lookedAt[index]?.flatMap((uid) => entries.get(uid) ?? []) ?? [];
    const [first = 0] = uids;
    const linksOfFirst = links.get(first) ?? { id: undefined, references: [] };
    const id = threadId ?? threadIdOf(linksOfFirst, messageId({ mailbox: where.number, uid: first }));
    const counts = { messageCount: uids.length, unseenCount: uids.filter((uid) => unseen.has(uid)).length };
    return messages.length === 0 ? [] : [threadEntryOf(id, messages, counts)];
  });
}

/** What a listing tells of messages, by UID. */
async function entriesOf(where: PageSource, uids: readonly number[]): Promise<Map<number, MessageListEntry>> {
  const entries = new Map<number, MessageListEntry>();
  for (let at = 0; at < uids.length; at += ROWS_AT_ONCE)
    for (const row of await fetchUids(where, uids.slice(at, at + ROWS_AT_ONCE))) entries.set(row.uid, toEntry(row));
  return entries;
}

export async function getThread(
  context: AccountContext,
  threadId: string,
  wanted: readonly string[],
  { signal }: CallOptions,
): Promise<Thread> {
  const local = readLocalThreadId(threadId);
  const paths = await Promise.all(wanted.map((path) => context.directory.resolve(path, signal)));
  const found: MessageListEntry[] = [];
  let hasMore = false;
  /** Adds messages of the selected mailbox, the newest if they are too many. */
  const add = async (client: ImapClient, mailbox: MailboxObject, uids: readonly number[]) => {
    const taken = uids.toSorted((a, b) => b - a).slice(0, MAX_MESSAGES - found.length);
    hasMore ||= taken.length < uids.length;
    if (taken.length === 0) return;
    const { path } = mailbox;
    const where = { client, number: await numberOf(context, path, mailbox), known: context.known };
    for (const entry of (await entriesOf(where, taken)).values())
      found.push({ ...entry, path, ...threadIdFields(threadId) });
  };
  const gone = new Set<string>();
  /** Looks into one mailbox; of several, one may be gone since it was listed. */
  const visit = (path: string, look: (client: ImapClient, mailbox: MailboxObject) => Promise<void>) =>
    context.withMailbox("get a thread", path, { signal }, look).catch((error: unknown) => {
      if (paths.length === 1 || !(error instanceof PosthornError) || error.code !== "FolderNotFound") throw error;
      gone.add(path);
    });

  if (local === null) {
    for (const path of paths)
      await visit(path, async (client, mailbox) => {
        if (hasThreadIds(client)) await add(client, mailbox, await findUids(client, mailbox, { threadId }));
      });
  } else if (local.message === undefined) {
    const search = new LinkSearch(local, MAX_MESSAGES);
    const isToVisit = (path: string) => !gone.has(path) && search.hasNewsFor(path);
    for (let round = 0; round < MAX_ROUNDS; round++)
      for (const path of paths)
        if (isToVisit(path))
          await visit(path, (client, mailbox) => search.findIn(client, path, (uids) => add(client, mailbox, uids)));
    hasMore ||= paths.some(isToVisit);
  } else {
    await addOne(context, local.message, paths, signal, add);
  }
  if (found.length === 0) throw threadNotFound();
  return { ...threadIdFields(threadId), messages: oldestFirst(found), hasMore };
}

/** A message that is a thread of its own, if it lies in one of the mailboxes. */
async function addOne(
  context: AccountContext,
  id: string,
  paths: readonly string[],
  signal: AbortSignal | undefined,
  add: (client: ImapClient, mailbox: MailboxObject, uids: readonly number[]) => Promise<void>,
): Promise<void> {
  try {
    const key = readMessageId(id);
    await context.withMessage("get a thread", key, { signal }, async (client, mailbox) => {
      if (paths.includes(mailbox.path)) await add(client, mailbox, [key.uid]);
    });
  } catch (error) {
    throw error instanceof PosthornError && error.kind === "not_found" ? threadNotFound() : error;
  }
}
