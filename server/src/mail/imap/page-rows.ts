import type { MessageListEntry } from "@posthorn/contracts/messages";
import type { FetchMessageObject } from "imapflow";
import type { ImapClient } from "./connection.ts";
import { fetchIndexRows, type IndexRow, joinRows } from "./index-rows.ts";
import { type AccountMessages, learnFrom } from "./known-messages.ts";
import {
  type ChangingParts,
  type FixedMessage,
  LIST_QUERY,
  LIST_QUERY_WITH_ADDRESSES,
  toListEntry,
} from "./message-object.ts";
import type { PageCursor } from "./page-cursor.ts";
import { quirksOf } from "./quirks.ts";

/** A mailbox, selected. */
export interface PageSource {
  client: ImapClient;
  /** The mailbox's number in message ids. */
  number: number;
  known: AccountMessages;
}

export interface PageRow {
  seq: number;
  uid: number;
  /** Why the message can't be shown, where it can't. */
  content: FixedMessage | Error;
  changing: ChangingParts;
}

/** So much of a page has to be known, probably, for asking for the rest in a second command. */
const WORTH_A_TRY = 0.75;

/** Rows of one page, newest first. Sequence numbers count from the oldest message. */
export async function fetchPage(
  where: PageSource,
  total: number,
  pageSize: number,
  cursor: PageCursor,
): Promise<PageRow[]> {
  const { client } = where;
  const fetchRange = async (first: number, last: number) =>
    first > last || last < 1 ? [] : fetchPositions(where, Math.max(1, first), last);
  const { before, after, page } = cursor;
  if (before) {
    if (before.seq !== undefined && before.seq <= total) {
      const rows = await fetchRange(before.seq - pageSize, before.seq);
      if (rows[0]?.uid === before.uid) return rows.slice(1, pageSize + 1);
    }
    // Something older has gone since, so the border has moved.
    const uids = await uidsOf(client, `1:${before.uid - 1}`);
    return fetchUids(where, uids.filter((uid) => uid < before.uid).slice(-pageSize));
  }
  if (after) {
    if (after.seq !== undefined && after.seq <= total) {
      const rows = await fetchRange(after.seq, Math.min(total, after.seq + pageSize));
      if (rows.at(-1)?.uid === after.uid) return rows.slice(0, -1);
    }
    const uids = await uidsOf(client, `${after.uid + 1}:*`);
    return fetchUids(where, uids.filter((uid) => uid > after.uid).slice(0, pageSize));
  }
  const last = total - page * pageSize;
  return fetchRange(last - pageSize + 1, last);
}

async function uidsOf(client: ImapClient, range: string): Promise<number[]> {
  if (range === "1:0") return [];
  const found = await client.search({ uid: range }, { uid: true });
  return Array.isArray(found) ? found.sort((a, b) => a - b) : [];
}

/** Rows of the messages at these positions, as far as they exist, newest first. */
async function fetchPositions(where: PageSource, first: number, last: number): Promise<PageRow[]> {
  const { client, number, known } = where;
  const range = `${first}:${last}`;
  // Flag changes of other messages may come along.
  const isWanted = ({ seq, uid }: { seq: number; uid: number }) => seq >= first && seq <= last && Boolean(uid);
  const wanted = last - first + 1;
  let rows: PageRow[];
  if (known.countAt(number, first, last) < wanted * WORTH_A_TRY) {
    const found = joinRows(await client.fetchAll(range, queryFor(client))).filter(isWanted);
    rows = found.map((row) => learnRow(where, row));
  } else {
    const found = await fetchIndexRows(client, range, { withDates: false, withThreads: true });
    rows = await complete(where, found.filter(isWanted));
  }
  return rows.sort((a, b) => b.seq - a.seq);
}

/** Adds to each row what is known of its message, and asks for the others. */
async function complete(where: PageSource, found: readonly IndexRow[]): Promise<PageRow[]> {
  const { number, known } = where;
  const rows: PageRow[] = [];
  const unknown: number[] = [];
  for (const row of found) {
    const content = known.get({ mailbox: number, uid: row.uid });
    if (content) rows.push({ seq: row.seq, uid: row.uid, content, changing: row });
    else unknown.push(row.uid);
  }
  return [...rows, ...(await fetchUids(where, unknown))];
}

/** A row as a listing shows it. */
export function toEntry({ uid, content, changing }: PageRow): MessageListEntry {
  if (!(content instanceof Error)) return toListEntry(content, changing);
  // One message that can't be understood must not hide the others.
  return { uid, status: "failed", error: content.message } as unknown as MessageListEntry;
}

/** Rows of these messages, as far as they are still there, newest first. */
export async function fetchUids(where: PageSource, uids: readonly number[]): Promise<PageRow[]> {
  if (uids.length === 0) return [];
  const rows = joinRows(await where.client.fetchAll(uids.join(","), queryFor(where.client), { uid: true }));
  const wanted = new Set(uids);
  return rows
    .filter(({ uid }) => wanted.delete(uid))
    .map((row) => learnRow(where, row))
    .sort((a, b) => b.uid - a.uid);
}

const queryFor = ({ host }: ImapClient) =>
  quirksOf(host).readsAddressHeaders ? LIST_QUERY_WITH_ADDRESSES : LIST_QUERY;

function learnRow({ number, known }: PageSource, row: FetchMessageObject): PageRow {
  const { seq, uid } = row;
  try {
    return { seq, uid, content: learnFrom(known, { mailbox: number, uid }, row), changing: row };
  } catch (error) {
    return { seq, uid, content: error instanceof Error ? error : new Error(String(error)), changing: row };
  }
}
