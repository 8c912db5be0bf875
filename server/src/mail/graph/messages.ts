import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import type { Message, MessageListEntry, MessagePage, MessageText } from "@posthorn/contracts/messages";
import type { SearchQuery } from "@posthorn/contracts/search-query";
import type {
  CallOptions,
  Download,
  MessageRequest,
  PageRequest,
  SearchRequest,
  TextRequest,
} from "../../core/mail-backend.ts";
import { reportMarks } from "../../mime/report-marks.ts";
import { combineSecurity, securityOfText } from "../../mime/security.ts";
import type { GraphContext } from "./context.ts";
import { fileNotFound, isNotFound } from "./errors.ts";
import type { KnownMessages } from "./known-messages.ts";
import { attachmentId, readAnyId, readAttachmentId, readMessageId } from "./message-id.ts";
import { cutText, preferBody, toListEntry, toMessage, typeOfAttachment } from "./message-object.ts";
import { findPage, searchPage } from "./pages.ts";
import { readCursor } from "./page-cursor.ts";
import { readCalendarEvents, readInvitation, SOURCE_CALENDAR } from "./read-calendar-events.ts";
import { readReport } from "./read-report.ts";
import { type GraphAttachment, type GraphMessage, MESSAGE_QUERY, WHOLE_QUERY } from "./resources.ts";
import { EVERYTHING, toFilter, toKql } from "./search-query.ts";

export const messagePath = (id: string) => `/messages/${encodeURIComponent(id)}`;

export function listMessages(
  context: GraphContext,
  path: string,
  options: CallOptions & PageRequest,
): Promise<MessagePage> {
  return listFound(context, path, options, EVERYTHING);
}

/** Those that fit, by `$filter`; or by Outlook's own search, which knows other terms, and no order. */
export async function searchMessages(
  context: GraphContext,
  path: string,
  query: SearchQuery,
  options: CallOptions & SearchRequest,
): Promise<MessagePage> {
  if (!options.useOutlookSearch) return listFound(context, path, options, toFilter(query));
  const kql = toKql(query);
  const { pageSize, signal } = options;
  const cursor = options.cursor === undefined ? { page: 0 } : readCursor(options.cursor);
  return context.folders.within(path, { signal }, async (folder) => {
    const found = await searchPage(context.api, folder, kql, cursor, pageSize, { signal });
    // Nobody knows how many there are.
    return { ...found, prevPageCursor: null, messages: entriesOf(context, found.messages, !folder) } as MessagePage;
  });
}

async function listFound(
  context: GraphContext,
  path: string,
  { page, pageSize, cursor, signal }: CallOptions & PageRequest,
  filter: ReturnType<typeof toFilter>,
): Promise<MessagePage> {
  const place = cursor === undefined ? { page } : readCursor(cursor);
  return context.folders.within(path, { signal }, async (folder) => {
    const found = await findPage(context.api, folder, filter, place, pageSize, { signal });
    return { ...found, messages: entriesOf(context, found.messages, !folder) };
  });
}

/** Of all mail, each message tells where it is. */
const entriesOf = (
  { folders }: GraphContext,
  messages: readonly GraphMessage[],
  withPath: boolean,
): MessageListEntry[] =>
  messages.map((message) => {
    const path = withPath ? folders.byId(message.parentFolderId)?.path : undefined;
    return { ...toListEntry(message), ...(path !== undefined && { path }) };
  });

export async function getMessage(
  context: GraphContext,
  id: string,
  options: CallOptions & MessageRequest,
): Promise<Message> {
  const key = readMessageId(id);
  const { api, folders } = context;
  const { signal, textType, markAsSeen, calendarEvents } = options;
  const found = await api.request<GraphMessage>(
    {
      method: "GET",
      path: messagePath(key),
      query: textType === undefined ? MESSAGE_QUERY : WHOLE_QUERY,
      headers: preferBody(textType),
    },
    { signal },
  );
  if (markAsSeen && !found.isRead) {
    const change = { method: "PATCH", path: messagePath(key), body: { isRead: true } } as const;
    const isDone = await api.request(change, { signal }).then(
      () => true,
      () => false,
    );
    found.isRead = isDone;
    if (isDone) context.changed();
  }
  if (!folders.byId(found.parentFolderId)) await folders.refresh({ signal });
  const bare = toMessage(found, folders.byId(found.parentFolderId));
  const events = calendarEvents ? await readCalendarEvents(api, found, { signal }) : [];
  const report = bare.messageSpecialUse === "\\Inbox" ? await readReport(api, bare, { signal }) : {};
  const message: Message = {
    ...bare,
    ...reportMarks(report),
    ...(events.length > 0 && { calendarEvents: events }),
  };
  return textType === undefined ? message : { ...message, ...textOf(message, found, options) };
}

/** The text of a message, and what that says of its protection. */
export function textOf(
  message: Message,
  found: GraphMessage,
  request: TextRequest,
): Pick<Message, "text" | "security"> {
  const text = cutText(found, request);
  const security = combineSecurity(message.security, securityOfText((text as MessageText).plain));
  return {
    text: { id: message.id, encodedSize: message.text?.encodedSize ?? {}, ...text },
    ...(security && { security }),
  };
}

export async function getText(
  { api }: GraphContext,
  id: string,
  { signal, ...wish }: CallOptions & TextRequest,
): Promise<MessageText> {
  const found = await api.request<GraphMessage>(
    {
      method: "GET",
      path: messagePath(readMessageId(id)),
      query: { $select: "id,body" },
      headers: preferBody(wish.textType),
    },
    { signal },
  );
  return cutText(found, wish);
}

export async function getAttachment({ api }: GraphContext, id: string, options: CallOptions): Promise<Download> {
  const { message, attachment } = readAttachmentId(id);
  if (attachment === SOURCE_CALENDAR) {
    const calendar = await readInvitation(api, message, options);
    if (!calendar) throw fileNotFound();
    return { contentType: calendar.contentType, filename: "invite.ics", content: Readable.from([calendar.content]) };
  }
  const path = `${messagePath(message)}/attachments/${encodeURIComponent(attachment)}`;
  try {
    const found = await api.request<GraphAttachment>(
      { method: "GET", path, query: { $select: "id,name,contentType" } },
      options,
    );
    const content = await api.open({ method: "GET", path: `${path}/$value` }, options);
    return {
      contentType: typeOfAttachment(found).type,
      ...(found.name && { filename: found.name }),
      content,
    };
  } catch (error) {
    throw isNotFound(error) ? fileNotFound(error) : error;
  }
}

export const getSource = ({ api }: GraphContext, id: string, options: CallOptions): Promise<Readable> =>
  api.open({ method: "GET", path: `${messagePath(readMessageId(id))}/$value` }, options);

/**
 * Made of what names a message for ever. What is behind the id of a draft may change at any time: one that is known as such
 * has another tag each time it is asked for.
 */
export async function tagOf({ account }: GraphContext, id: string, known: KnownMessages): Promise<string> {
  const message = readAnyId(id);
  const salt = (await known.get(message))?.isDraft ? randomBytes(16).toString("hex") : "";
  const names = [account.api?.app, account.api?.mailbox, message, id.replace(/=+$/, ""), salt];
  return createHash("sha256").update(JSON.stringify(names)).digest("base64url");
}

export async function confirm({ api }: GraphContext, id: string, options: CallOptions): Promise<void> {
  await api.request({ method: "GET", path: messagePath(readAnyId(id)), query: { $select: "id" } }, options);
}

/** The ids of attachments, as callers know them. */
export const attachmentIdsOf = ({ id, attachments = [] }: GraphMessage): string[] =>
  attachments.map((attachment) => attachmentId({ message: id, attachment: attachment.id }));
