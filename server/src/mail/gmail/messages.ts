import { Readable } from "node:stream";
import type { Message, MessageListEntry, MessagePage, MessageText } from "@posthorn/contracts/messages";
import type { SearchQuery } from "@posthorn/contracts/search-query";
import { PosthornError } from "../../core/errors.ts";
import type { CallOptions, Download, MessageRequest, PageRequest, TextRequest } from "../../core/mail-backend.ts";
import { reportMarks } from "../../mime/report-marks.ts";
import { combineSecurity, securityOfText } from "../../mime/security.ts";
import type { GmailCallOptions, GmailRequest } from "./api.ts";
import type { GmailContext } from "./context.ts";
import { GmailError } from "./errors.ts";
import type { LabelledMailbox } from "./labels.ts";
import {
  checkMessageId,
  fileNotFound,
  isGmailId,
  messageNotFound,
  messageOf,
  readAttachmentId,
  readTextId,
} from "./message-id.ts";
import { type ReadMessage, readMessage, toListEntry, toMessage } from "./message-object.ts";
import { bytesOf, fingerprint, partBy, readPayload } from "./message-parts.ts";
import { type PageTokens, paging, readPlace } from "./page-cursor.ts";
import { readCalendarEvents } from "./read-calendar-events.ts";
import { readReport } from "./read-report.ts";
import { readText } from "./read-text.ts";
import type { GmailMessage, GmailMessageList, GmailThread } from "./resources.ts";
import { toGmailSearch } from "./search-query.ts";
import { contentOf } from "./part-content.ts";
import { enclosedIn, unpackTnefs } from "./unpack-tnef.ts";

/** Gmail tells no more ids than that at once. */
const MAX_PAGE = 500;

/** A request for one message. */
export const getRequest = (id: string, format: "full" | "minimal" | "raw"): GmailRequest => ({
  method: "messages.get",
  http: "GET",
  path: `messages/${id}`,
  query: { format },
});

/** A message as it is now. A message that is gone is a GmailError. */
export const fetchMessage = (context: GmailContext, id: string, options: GmailCallOptions): Promise<GmailMessage> =>
  context.api.call<GmailMessage>(getRequest(checkMessageId(id), "full"), options);

export async function listMessages(
  context: GmailContext,
  path: string,
  options: CallOptions & PageRequest,
): Promise<MessagePage> {
  const place = readPlace(options);
  const mailbox = await context.labels.resolve(path, options);
  return pageOf(context, { mailbox, q: "" }, place, options);
}

export async function searchMessages(
  context: GmailContext,
  path: string,
  query: SearchQuery,
  options: CallOptions & PageRequest,
): Promise<MessagePage> {
  const place = readPlace(options);
  const mailbox = await context.labels.resolve(path, options);
  const { q, emailId, threadId, emailIds } = toGmailSearch(query, await context.labels.queryNames(options));
  if (emailIds !== undefined) throw onlyForMany();
  const byId = emailId !== undefined && isGmailId(emailId) ? [emailId] : [];
  if (emailId !== undefined) return wholePage(await entriesOf(context, byId, options), options.pageSize);
  if (threadId !== undefined) return threadPage(context, threadId, options);
  return pageOf(context, { mailbox, q }, place, options);
}

const onlyForMany = () =>
  new PosthornError("unsupported", 'The mail server can not search by "emailIds"', { code: "UnsupportedSearchTerm" });

export interface ListWish {
  mailbox: LabelledMailbox;
  q: string;
}

/** The ids that fit, newest first, a page of at most 500 of them. */
export function listIds(
  context: GmailContext,
  { mailbox: { label }, q }: ListWish,
  { pageToken, maxResults }: { pageToken?: string | undefined; maxResults: number },
  options: GmailCallOptions,
): Promise<GmailMessageList> {
  const query = { labelIds: label, q: q || undefined, maxResults, pageToken };
  return context.api.call<GmailMessageList>({ method: "messages.list", http: "GET", path: "messages", query }, options);
}

async function pageOf(
  context: GmailContext,
  wish: ListWish,
  place: PageTokens,
  options: CallOptions & PageRequest,
): Promise<MessagePage> {
  const { pageSize } = options;
  const ids: string[] = [];
  let pageToken = place.at(-1);
  let total = 0;
  do {
    const maxResults = Math.min(MAX_PAGE, pageSize - ids.length);
    const list = await listIds(context, wish, { pageToken, maxResults }, options);
    ids.push(...(list.messages ?? []).map(({ id }) => id));
    total = list.resultSizeEstimate ?? 0;
    pageToken = list.nextPageToken;
  } while (pageToken !== undefined && ids.length < pageSize);
  return { ...paging(place, pageToken, { total, pageSize }), messages: await entriesOf(context, ids, options) };
}

const wholePage = (messages: MessageListEntry[], pageSize: number): MessagePage => ({
  ...paging([], undefined, { total: messages.length, pageSize }),
  messages,
});

/** The messages of a thread, newest first. A thread has a hundred messages at most, so they come on one page. */
async function threadPage(
  context: GmailContext,
  threadId: string,
  options: CallOptions & PageRequest,
): Promise<MessagePage> {
  if (!isGmailId(threadId)) return wholePage([], options.pageSize);
  const thread = await context.api
    .call<GmailThread>(
      { method: "threads.get", http: "GET", path: `threads/${threadId}`, query: { format: "full" } },
      options,
    )
    .catch((error: unknown) => {
      if (error instanceof GmailError && error.kind === "missing") return undefined;
      throw error;
    });
  const read = await readAll(context, (thread?.messages ?? []).toReversed(), options);
  return wholePage(read.map(toListEntry), options.pageSize);
}

/** Entries of a listing, in the order of the ids; messages that are gone by now are left out. */
async function entriesOf(
  context: GmailContext,
  ids: readonly string[],
  options: GmailCallOptions,
): Promise<MessageListEntry[]> {
  return (await readAll(context, await fetchMany(context, ids, options), options)).map(toListEntry);
}

/** Messages by their ids; those that are gone are left out. */
export async function fetchMany(
  context: GmailContext,
  ids: readonly string[],
  options: GmailCallOptions,
): Promise<GmailMessage[]> {
  const outcomes = await context.api.batch<GmailMessage>(
    ids.map((id) => getRequest(checkMessageId(id), "full")),
    options,
  );
  return outcomes.flatMap(({ value, error }) => {
    if (error && error.kind !== "missing") throw error;
    return value ? [value] : [];
  });
}

export async function readAll(
  { labels }: GmailContext,
  messages: readonly GmailMessage[],
  options: GmailCallOptions,
): Promise<ReadMessage[]> {
  const read: ReadMessage[] = [];
  for (const message of messages)
    read.push(readMessage(message, await labels.namesOf(message.labelIds ?? [], options)));
  return read;
}

export async function getMessage(
  context: GmailContext,
  id: string,
  options: CallOptions & MessageRequest,
): Promise<Message> {
  const { textType, maxBytes, markAsSeen, calendarEvents, unpackTnef } = options;
  const fetched = await fetchMessage(context, id, options);
  if (markAsSeen && fetched.labelIds?.includes("UNREAD") && (await wasMarked(context, id, options)))
    fetched.labelIds = fetched.labelIds.filter((label) => label !== "UNREAD");
  const [read] = (await readAll(context, [fetched], options)) as [ReadMessage];
  const bare = toMessage(read);
  const events = calendarEvents ? await readCalendarEvents(context, read, options) : [];
  const report = bare.messageSpecialUse === "\\Inbox" ? await readReport(context, read, options) : {};
  const message: Message = {
    ...bare,
    ...reportMarks(report),
    ...(events.length > 0 && { calendarEvents: events }),
  };
  const wish = { textType, maxCharacters: maxBytes };
  if (unpackTnef) {
    const unpacked = await unpackTnefs(context, read, options, wish);
    if (unpacked.attachments.length > 0)
      message.attachments = [...(message.attachments ?? []), ...unpacked.attachments];
    if (message.text === undefined && unpacked.text) return { ...message, text: unpacked.text };
  }
  if (textType === undefined || message.text === undefined) return message;
  const text = await readText(context, id, read.parts.text, wish, options);
  const security = combineSecurity(read.parts.security, securityOfText(text.plain));
  return { ...message, ...(security && { security }), text: { ...message.text, ...text } };
}

/** Whether it worked; reading does not fail because of it. */
async function wasMarked(context: GmailContext, id: string, options: CallOptions): Promise<boolean> {
  try {
    await context.api.call(
      { method: "messages.modify", http: "POST", path: `messages/${id}/modify`, json: { removeLabelIds: ["UNREAD"] } },
      options,
    );
    context.changed();
    return true;
  } catch (error) {
    if (error instanceof GmailError) return false;
    throw error;
  }
}

export async function getText(
  context: GmailContext,
  id: string,
  options: CallOptions & TextRequest,
): Promise<MessageText> {
  const { message, plain, html } = readTextId(id);
  const { textType = "*", maxBytes } = options;
  const { payload } = await fetchMessage(context, message, options);
  const wanted = new Set([...plain, ...html]);
  const parts = readPayload(payload).text.filter(({ part }) => wanted.has(part));
  return readText(context, message, parts, { textType, maxCharacters: maxBytes }, options);
}

export async function getAttachment(context: GmailContext, id: string, options: CallOptions): Promise<Download> {
  const { message, contentType, filename, part: name, token } = readAttachmentId(id);
  const download = (content: Buffer, of: { contentType: string; filename?: string | undefined }): Download => ({
    contentType: of.contentType,
    ...(of.filename !== undefined && { filename: of.filename }),
    content: Readable.from([content]),
  });
  if (token !== undefined)
    return download(await contentOf(context, message, { token }, options), { contentType, filename });
  const [partId = "", number] = (name ?? "").split("#");
  const { payload } = await fetchMessage(context, message, options);
  const { attachments } = readPayload(payload);
  const attached = attachments.find(({ part }) => part === partId);
  if (number !== undefined) {
    const enclosed = attached && (await enclosedIn(context, message, attached, Number(number), options));
    if (!enclosed) throw fileNotFound();
    return download(enclosed.content, enclosed);
  }
  const body = partBy(payload, partId)?.body;
  if (!body) throw fileNotFound();
  const content = await contentOf(context, message, { data: body.data, token: body.attachmentId }, options);
  return download(content, { contentType, filename });
}

export async function getSource(context: GmailContext, id: string, options: CallOptions): Promise<Readable> {
  const { raw } = await context.api.call<GmailMessage>(getRequest(checkMessageId(id), "raw"), options);
  if (raw === undefined) throw messageNotFound();
  return Readable.from([bytesOf(raw)]);
}

/** A Gmail id leads to the same content for ever, and so does a part of it. */
export function tagOf({ account }: GmailContext, id: string): string {
  const parts = isGmailId(id) ? [id] : [messageOf(id), readAttachmentId(id).part ?? readAttachmentId(id).token ?? ""];
  return fingerprint(account.id, ...parts);
}

export async function confirm(context: GmailContext, id: string, options: CallOptions): Promise<void> {
  await context.api.call(getRequest(messageOf(id), "minimal"), options);
}
