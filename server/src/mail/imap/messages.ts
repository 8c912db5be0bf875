import { createHash } from "node:crypto";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Message, MessagePage, MessageText } from "@posthorn/contracts/messages";
import type { CallOptions, Download, MessageRequest, PageRequest, TextRequest } from "../../core/mail-backend.ts";
import { PosthornError } from "../../core/errors.ts";
import { reportMarks } from "../../mime/report-marks.ts";
import { combineSecurity, securityOfText } from "../../mime/security.ts";
import { transferDecoder } from "../../mime/transfer-decoder.ts";
import type { AccountContext } from "./context.ts";
import {
  MESSAGE_ID_BYTES,
  type MessageKey,
  messageNotFound,
  readAnyId,
  readAttachmentId,
  readMessageId,
  readTextId,
  textId,
} from "./message-id.ts";
import { learnFrom } from "./known-messages.ts";
import { CHANGED_QUERY, MESSAGE_QUERY, toMessage } from "./message-object.ts";
import { readStructure, type TextPart } from "./message-structure.ts";
import { neighbours, readCursor } from "./page-cursor.ts";
import { fetchPage, type PageRow, toEntry } from "./page-rows.ts";
import { readCalendarEvents } from "./read-calendar-events.ts";
import { readReport } from "./read-report.ts";
import { cutTexts, firstChunks, partChunks, readText, type TextWish } from "./read-text.ts";
import { fetchEnclosed, type Unpacked, unpackTnefs } from "./unpack-tnef.ts";

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
    let rows: PageRow[];
    // Mail that arrives while we ask shifts the pages; then we ask once more.
    for (let attempt = 0; ; attempt++) {
      const { exists } = mailbox;
      rows = await fetchPage({ client, number, known: context.known }, exists, pageSize, cursor);
      if (mailbox.exists === exists || attempt === 2 || cursor.before || cursor.after) break;
    }
    const total = mailbox.exists;
    const pages = Math.max(1, Math.ceil(total / pageSize));
    const oldest = borderAt(rows.at(-1));
    const ends = { newest: borderAt(rows[0]), oldest, hasOlder: oldest !== undefined && oldest.seq > 1 };
    return { total, page: cursor.page, pages, ...neighbours(ends, cursor.page, pages), messages: rows.map(toEntry) };
  });
}

const borderAt = (row: PageRow | undefined) => row && { uid: row.uid, seq: row.seq };

export async function getMessage(
  context: AccountContext,
  id: string,
  options: CallOptions & MessageRequest,
): Promise<Message> {
  const key = readMessageId(id);
  const { signal, textType, maxBytes, markAsSeen, calendarEvents, unpackTnef } = options;
  return context.withMessage("get a message", key, { signal }, async (client, mailbox) => {
    const wish = { textType, maxCharacters: maxBytes };
    const known = context.known.get(key);
    // Of a known message everything comes in one answer, its text included.
    const ranges = known && textType !== undefined ? firstChunks(known.textParts, wish) : [];
    const query = known ? { ...CHANGED_QUERY, bodyParts: ranges } : MESSAGE_QUERY;
    const fetched = await context.fetchMessage(client, key.uid, query);
    const fixed = known ?? learnFrom(context.known, key, fetched);
    if (markAsSeen && !fetched.flags?.has("\\Seen")) {
      const isDone = await client.messageFlagsAdd(String(key.uid), ["\\Seen"], { uid: true }).catch(() => false);
      if (isDone) {
        fetched.flags = new Set([...(fetched.flags ?? []), "\\Seen"]);
        context.changed(mailbox.path);
      }
    }
    const use = await context.useOf(mailbox.path, signal);
    const bare = toMessage(fixed, { path: mailbox.path, specialUse: use }, fetched);
    const events = calendarEvents ? await readCalendarEvents(client, key, fixed.attachedParts) : [];
    const report = bare.messageSpecialUse === "\\Inbox" ? await readReport(client, fixed, bare) : {};
    const message: Message = {
      ...bare,
      ...reportMarks(report),
      ...(events.length > 0 && { calendarEvents: events }),
    };
    if (unpackTnef) {
      const unpacked = await unpackTnefs(client, key, fixed.attachedParts);
      if (unpacked.attachments.length > 0)
        message.attachments = [...(message.attachments ?? []), ...unpacked.attachments];
      if (message.text === undefined) return { ...message, ...enclosedText(key, unpacked, wish) };
    }
    if (textType === undefined || message.text === undefined) return message;
    const text = await readText(client, key.uid, fixed.textParts, wish, known && fetched);
    const { hasMore, ...content } = text;
    const security = combineSecurity(fixed.security, securityOfText(text.plain));
    return { ...message, ...(security && { security }), text: { ...message.text, ...content, hasMore } };
  });
}

/** The text of a message that has none but in a TNEF. No id leads to it, since it is no part. */
function enclosedText(key: MessageKey, { plain, html }: Unpacked, wish: TextWish): Pick<Message, "text"> {
  if (plain === undefined && html === undefined) return {};
  const sizeOf = (text: string) => Buffer.byteLength(text);
  return {
    text: {
      id: textId(key, { plain: [], html: [] }),
      encodedSize: {
        ...(plain === undefined ? {} : { plain: sizeOf(plain) }),
        ...(html === undefined ? {} : { html: sizeOf(html) }),
      },
      ...(wish.textType !== undefined && cutTexts({ plain, html }, wish)),
    },
  };
}

export async function getText(
  context: AccountContext,
  id: string,
  options: CallOptions & TextRequest,
): Promise<MessageText> {
  const { parts: wanted, ...key } = readTextId(id);
  const { signal, textType = "*", maxBytes } = options;
  return context.withMessage("get a text", key, { signal }, async (client) => {
    const wish = { textType, maxCharacters: maxBytes };
    const numbers = new Set([...wanted.plain, ...wanted.html]);
    const among = (parts: readonly TextPart[]) => parts.filter(({ part }) => numbers.has(part));
    const known = context.known.get(key);
    if (!known) {
      const fetched = await context.fetchMessage(client, key.uid, { uid: true, bodyStructure: true });
      return readText(client, key.uid, among(readStructure(fetched.bodyStructure).text), wish);
    }
    const parts = among(known.textParts);
    const query = { uid: true, bodyParts: firstChunks(parts, wish) };
    return readText(client, key.uid, parts, wish, await context.fetchMessage(client, key.uid, query));
  });
}

export async function getAttachment(context: AccountContext, id: string, options: CallOptions): Promise<Download> {
  const { part, enclosed, ...key } = readAttachmentId(id);
  if (enclosed !== undefined) return getEnclosed(context, key, part, enclosed, options);
  return context.streamMessage("get an attachment", key, options, async (client, giveWay) => {
    const fetched = await context.fetchMessage(client, key.uid, { uid: true, bodyStructure: true });
    const parts = readStructure(fetched.bodyStructure);
    const found = parts.attachments.find((attached) => attached.part === part);
    const text = parts.text.find((candidate) => candidate.part === part);
    if (!found && !text) throw fileNotFound();
    const encoding = (found ?? text)?.encoding;
    const chunks = partChunks(client, key.uid, part, { giveWay });
    const first = await chunks.next();
    if (first.done && (found ?? text)?.size !== 0) throw fileNotFound();
    return {
      chunks: first.done ? chunks : prepend(first.value, chunks),
      wrap: (content: Readable) => ({
        contentType: found?.contentType ?? `text/${text?.type}`,
        ...(found?.filename === undefined ? {} : { filename: found.filename }),
        content: decoded(content, encoding),
      }),
    };
  });
}

/** An attachment of a TNEF. All of that has to be read for it, so it comes in one piece. */
async function getEnclosed(
  context: AccountContext,
  key: MessageKey,
  part: string,
  number: number,
  { signal }: CallOptions,
): Promise<Download> {
  return context.withMessage("get an attachment", key, { signal }, async (client) => {
    const fetched = await context.fetchMessage(client, key.uid, { uid: true, bodyStructure: true });
    const around = readStructure(fetched.bodyStructure).attachments.find((attached) => attached.part === part);
    const found = around && (await fetchEnclosed(client, key.uid, around, number));
    if (!found) throw fileNotFound();
    const { contentType, filename, content } = found;
    return { contentType, ...(filename === undefined ? {} : { filename }), content: Readable.from([content]) };
  });
}

export async function getSource(context: AccountContext, id: string, options: CallOptions): Promise<Readable> {
  const key = readMessageId(id);
  return context.streamMessage("get the source of a message", key, options, async (client, giveWay) => {
    const chunks = partChunks(client, key.uid, "", { giveWay });
    // Before the first byte leaves it must be sure that there is a message.
    const first = await chunks.next();
    if (first.done) throw messageNotFound();
    return { chunks: prepend(first.value, chunks), wrap: (content: Readable) => content };
  });
}

/** Made of what names a message for ever: account, mailbox, UIDVALIDITY and UID (RFC 9051 section 2.3.1.1), and the part. */
export async function tagOf({ account, registry }: AccountContext, id: string): Promise<string> {
  const { mailbox, uid } = readAnyId(id);
  const life = await registry.lifeOf(mailbox);
  if (!life) throw messageNotFound();
  const part = Buffer.from(id, "base64url").subarray(MESSAGE_ID_BYTES).toString("latin1");
  const names = [account.imap?.host, account.imap?.auth?.user, life.path, life.uidValidity, uid, part];
  return createHash("sha256").update(JSON.stringify(names)).digest("base64url");
}

export async function confirm(context: AccountContext, id: string, { signal }: CallOptions): Promise<void> {
  const key = readAnyId(id);
  await context.withMessage("find a message", key, { signal }, (client) =>
    context.fetchMessage(client, key.uid, { uid: true }),
  );
}

const fileNotFound = () => new PosthornError("not_found", "Requested file not found", { code: "FileNotFound" });

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
