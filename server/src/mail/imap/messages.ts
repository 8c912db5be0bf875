import { PassThrough, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Message, MessageListEntry, MessagePage, MessageText } from "@posthorn/contracts/messages";
import type { FetchMessageObject } from "imapflow";
import type { CallOptions, Download, PageRequest, TextRequest } from "../../core/mail-backend.ts";
import { PosthornError } from "../../core/errors.ts";
import { transferDecoder } from "../../mime/transfer-decoder.ts";
import type { ImapClient } from "./connection.ts";
import type { AccountContext } from "./context.ts";
import { messageNotFound, readAttachmentId, readMessageId, readTextId } from "./message-id.ts";
import { LIST_QUERY, MESSAGE_QUERY, toListEntry, toMessage } from "./message-object.ts";
import { readStructure } from "./message-structure.ts";
import { type PageCursor, readCursor, writeCursor } from "./page-cursor.ts";
import { partChunks, readText } from "./read-text.ts";

export async function listMessages(
  context: AccountContext,
  wanted: string,
  options: CallOptions & PageRequest,
): Promise<MessagePage> {
  const { pageSize, signal } = options;
  const cursor = options.cursor === undefined ? { page: options.page } : readCursor(options.cursor);
  const path = await context.directory.resolve(wanted, signal);
  return context.withMailbox("list messages", path, { signal }, async (client, mailbox) => {
    const number = await context.registry.numberOf({ path, uidValidity: mailbox.uidValidity.toString() });
    let rows: FetchMessageObject[];
    // Mail that arrives while we ask shifts the pages; then we ask once more.
    for (let attempt = 0; ; attempt++) {
      const { exists } = mailbox;
      rows = await fetchPage(client, exists, pageSize, cursor);
      if (mailbox.exists === exists || attempt === 2 || cursor.before || cursor.after) break;
    }
    const total = mailbox.exists;
    const pages = Math.max(1, Math.ceil(total / pageSize));
    const messages = rows.map((row): MessageListEntry => {
      try {
        return toListEntry({ mailbox: number, uid: row.uid }, row);
      } catch (error) {
        // One message that can't be understood must not hide the others.
        const failed = {
          uid: row.uid,
          status: "failed",
          error: error instanceof Error ? error.message : String(error),
        };
        return failed as unknown as MessageListEntry;
      }
    });
    return { total, page: cursor.page, pages, ...neighbours(rows, cursor.page, pages), messages };
  });
}

/** Rows of one page, newest first. Sequence numbers count from the oldest message. */
async function fetchPage(client: ImapClient, total: number, pageSize: number, cursor: PageCursor) {
  const fetchRange = async (first: number, last: number) => {
    if (first > last || last < 1) return [];
    const range = `${Math.max(1, first)}:${last}`;
    const rows = await client.fetchAll(range, LIST_QUERY);
    // Flag changes of other messages may come along, or those of ours a second time.
    return rows
      .filter(
        (row, i) =>
          row.seq >= first && row.seq <= last && row.uid && rows.findIndex(({ seq }) => seq === row.seq) === i,
      )
      .sort((a, b) => b.seq - a.seq);
  };
  const { before, after, page } = cursor;
  if (before) {
    if (before.seq <= total) {
      const rows = await fetchRange(before.seq - pageSize, before.seq);
      if (rows[0]?.uid === before.uid) return rows.slice(1, pageSize + 1);
    }
    // Something older has gone since, so the border has moved.
    const uids = await uidsOf(client, `1:${before.uid - 1}`);
    return fetchUids(client, uids.filter((uid) => uid < before.uid).slice(-pageSize));
  }
  if (after) {
    if (after.seq <= total) {
      const rows = await fetchRange(after.seq, Math.min(total, after.seq + pageSize));
      if (rows.at(-1)?.uid === after.uid) return rows.slice(0, -1);
    }
    const uids = await uidsOf(client, `${after.uid + 1}:*`);
    return fetchUids(client, uids.filter((uid) => uid > after.uid).slice(0, pageSize));
  }
  const last = total - page * pageSize;
  return fetchRange(last - pageSize + 1, last);
}

async function uidsOf(client: ImapClient, range: string): Promise<number[]> {
  if (range === "1:0") return [];
  const found = await client.search({ uid: range }, { uid: true });
  return Array.isArray(found) ? found.sort((a, b) => a - b) : [];
}

async function fetchUids(client: ImapClient, uids: number[]) {
  if (uids.length === 0) return [];
  const rows = await client.fetchAll(uids.join(","), LIST_QUERY, { uid: true });
  const wanted = new Set(uids);
  return rows.filter(({ uid }) => wanted.delete(uid)).sort((a, b) => b.uid - a.uid);
}

function neighbours(rows: FetchMessageObject[], page: number, pages: number) {
  const newest = rows[0];
  const oldest = rows.at(-1);
  const hasOlder = oldest !== undefined && oldest.seq > 1;
  const prevPage = Math.min(page, pages) - 1;
  const previous = (): PageCursor =>
    newest && prevPage > 0 ? { page: prevPage, after: { uid: newest.uid, seq: newest.seq } } : { page: prevPage };
  return {
    nextPageCursor: hasOlder ? writeCursor({ page: page + 1, before: { uid: oldest.uid, seq: oldest.seq } }) : null,
    prevPageCursor: page > 0 ? writeCursor(previous()) : null,
  };
}

export async function getMessage(
  context: AccountContext,
  id: string,
  options: CallOptions & TextRequest & { markAsSeen?: boolean },
): Promise<Message> {
  const key = readMessageId(id);
  const { signal, textType, maxBytes, markAsSeen } = options;
  return context.withMessage("get a message", key, { signal }, async (client, mailbox) => {
    const fetched = await context.fetchMessage(client, key.uid, MESSAGE_QUERY);
    const parts = readStructure(fetched.bodyStructure);
    if (markAsSeen && !fetched.flags?.has("\\Seen")) {
      const isDone = await client.messageFlagsAdd(String(key.uid), ["\\Seen"], { uid: true }).catch(() => false);
      if (isDone) {
        fetched.flags = new Set([...(fetched.flags ?? []), "\\Seen"]);
        context.changed(mailbox.path);
      }
    }
    const message = toMessage(
      key,
      { path: mailbox.path, specialUse: await context.useOf(mailbox.path, signal) },
      fetched,
      parts,
    );
    if (textType === undefined || message.text === undefined) return message;
    const text = await readText(client, key.uid, parts.text, {
      textType,
      ...(maxBytes === undefined ? {} : { maxCharacters: maxBytes }),
    });
    const { hasMore, ...content } = text;
    return { ...message, text: { ...message.text, ...content, hasMore } };
  });
}

export async function getText(
  context: AccountContext,
  id: string,
  options: CallOptions & TextRequest,
): Promise<MessageText> {
  const { parts: wanted, ...key } = readTextId(id);
  const { signal, textType = "*", maxBytes } = options;
  return context.withMessage("get a text", key, { signal }, async (client) => {
    const fetched = await context.fetchMessage(client, key.uid, { uid: true, bodyStructure: true });
    const numbers = new Set([...wanted.plain, ...wanted.html]);
    const parts = readStructure(fetched.bodyStructure).text.filter(({ part }) => numbers.has(part));
    return readText(client, key.uid, parts, {
      textType,
      ...(maxBytes === undefined ? {} : { maxCharacters: maxBytes }),
    });
  });
}

export async function getAttachment(context: AccountContext, id: string, options: CallOptions): Promise<Download> {
  const { part, ...key } = readAttachmentId(id);
  return context.streamMessage("get an attachment", key, options, async (client) => {
    const fetched = await context.fetchMessage(client, key.uid, { uid: true, bodyStructure: true });
    const parts = readStructure(fetched.bodyStructure);
    const found = parts.attachments.find((attached) => attached.part === part);
    const text = parts.text.find((candidate) => candidate.part === part);
    if (!found && !text) throw new PosthornError("not_found", "Requested file not found");
    const encoding = (found ?? text)?.encoding;
    return {
      chunks: partChunks(client, key.uid, part),
      wrap: (content: Readable) => ({
        contentType: found?.contentType ?? `text/${text?.type}`,
        ...(found?.filename === undefined ? {} : { filename: found.filename }),
        content: decoded(content, encoding),
      }),
    };
  });
}

export async function getSource(context: AccountContext, id: string, options: CallOptions): Promise<Readable> {
  const key = readMessageId(id);
  return context.streamMessage("get the source of a message", key, options, async (client) => {
    const chunks = partChunks(client, key.uid, "");
    // Before the first byte leaves it must be sure that there is a message.
    const first = await chunks.next();
    if (first.done) throw messageNotFound();
    return { chunks: prepend(first.value, chunks), wrap: (content: Readable) => content };
  });
}

async function* prepend(first: Buffer, rest: AsyncGenerator<Buffer>) {
  yield first;
  yield* rest;
}

function decoded(content: Readable, encoding: string | undefined): Readable {
  const decoder = transferDecoder(encoding);
  if (!decoder) return content;
  const out = new PassThrough();
  // The reader learns of a failure through its stream.
  pipeline(content, decoder, out).catch(() => undefined);
  return out;
}
