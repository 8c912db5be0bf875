import type { MailboxObject } from "imapflow";
import { PosthornError } from "../../core/errors.ts";
import { groupByLinks } from "../../mime/message-links.ts";
import type { ImapClient } from "./connection.ts";
import { fetchLinks } from "./fetch-links.ts";
import { fetchIndexRows } from "./index-rows.ts";
import { atom, rawCommand, rawText, type RawValue } from "./raw-command.ts";

/** Messages of a mailbox that belong together. */
export interface MessageGroup {
  /** As the server names it; without, it has no names for threads. */
  threadId?: string;
  /** The first one begins the conversation; the others come in any order. */
  uids: number[];
}

/** In mailboxes with more messages nothing is put in order, so that no call takes all memory. */
const MAX_MESSAGES = 100_000;
/** The same where the server does not help, and the headers of all messages are read. */
const MAX_BY_HEADERS = 5_000;
const ROWS_AT_ONCE = 5_000;

/**
 * The threads of the selected mailbox, in any order, in the best way that the server knows: by its own ids, by its
 * threads of references (THREAD=REFS), by headers, or by its threads of references and subjects (THREAD=REFERENCES,
 * RFC 5256). The last one, for large mailboxes only, also joins messages that just have the same subject.
 */
export async function groupMessages(client: ImapClient, { exists }: MailboxObject): Promise<MessageGroup[]> {
  if (exists === 0) return [];
  if (exists > MAX_MESSAGES) throw tooMany(MAX_MESSAGES);
  const knows = (capability: string) => client.capabilities.has(capability);
  const groups =
    (hasThreadIds(client) && (await byServerId(client, exists))) ||
    (knows("THREAD=REFS") && (await byThread(client, "REFS"))) ||
    (exists <= MAX_BY_HEADERS && (await byHeaders(client))) ||
    (knows("THREAD=REFERENCES") && (await byThread(client, "REFERENCES")));
  if (!groups) throw tooMany(MAX_BY_HEADERS);
  return groups;
}

/** Whether the server says that it names threads. */
export const hasThreadIds = ({ capabilities }: ImapClient) =>
  capabilities.has("OBJECTID") || capabilities.has("X-GM-EXT-1");

const tooMany = (limit: number) =>
  new PosthornError("unsupported", `The mailbox has more messages than can be put into threads, ${limit}`, {
    code: "TooManyMessages",
  });

/** Undefined where the server, for all it says of itself, has no ids of threads (Cyrus without conversations). */
async function byServerId(client: ImapClient, exists: number): Promise<MessageGroup[] | undefined> {
  const groups = new Map<string, MessageGroup>();
  for (let first = 1; first <= exists; first += ROWS_AT_ONCE) {
    const range = `${first}:${Math.min(exists, first + ROWS_AT_ONCE - 1)}`;
    for (const { uid, threadId } of await fetchIndexRows(client, range, { withDates: false, withThreads: true })) {
      if (uid === 0) continue;
      if (!threadId) return undefined;
      const group = groups.get(threadId);
      if (group) group.uids.push(uid);
      else groups.set(threadId, { threadId, uids: [uid] });
    }
  }
  return [...groups.values()];
}

/**
 * Undefined where there is no answer that can be read: one that is nested too deep is left out by imapflow, and
 * conversations are as deep as their authors like.
 */
async function byThread(client: ImapClient, algorithm: string): Promise<MessageGroup[] | undefined> {
  let groups: MessageGroup[] | undefined;
  await rawCommand(client, "UID THREAD", [atom(algorithm), atom("UTF-8"), atom("ALL")], "THREAD", ({ attributes }) => {
    groups = (attributes ?? []).map((thread) => ({ uids: uidsIn(thread) })).filter(({ uids }) => uids.length > 0);
  });
  return groups;
}

const uidsIn = (thread: RawValue): number[] => {
  if (Array.isArray(thread)) return thread.flatMap(uidsIn);
  const uid = Number(rawText(thread));
  return Number.isInteger(uid) && uid > 0 ? [uid] : [];
};

async function byHeaders(client: ImapClient): Promise<MessageGroup[]> {
  const messages = [...(await fetchLinks(client, "1:*"))];
  return groupByLinks(messages, ([, links]) => links).map((group) => ({ uids: group.map(([uid]) => uid) }));
}
