import type { AttachmentEntry, FoundAddress, Message, MessageListEntry } from "@posthorn/contracts/messages";
import libmime from "libmime";
import type { TextRequest } from "../../core/mail-backend.ts";
import { isAutoReply } from "../../mime/auto-reply.ts";
import { type HeaderMap, parseHeaders } from "../../mime/headers.ts";
import { readListUnsubscribe } from "../../mime/list-unsubscribe.ts";
import { securityOf } from "../../mime/security.ts";
import { shownContentIds, withoutBrackets } from "../../mime/shown-content-ids.ts";
import type { KnownFolder } from "./folders.ts";
import { attachmentId } from "./message-id.ts";
import type { GraphAttachment, GraphMessage, GraphRecipient } from "./resources.ts";

/** The flags that Exchange has a word for. */
export function flagsOf({ isRead, isDraft, flag }: Pick<GraphMessage, "isRead" | "isDraft" | "flag">): string[] {
  return [
    ...(isRead ? ["\\Seen"] : []),
    ...(flag?.flagStatus === "flagged" ? ["\\Flagged"] : []),
    ...(isDraft ? ["\\Draft"] : []),
  ];
}

export function toListEntry(message: GraphMessage): MessageListEntry {
  const flags = flagsOf(message);
  const from = addressOf(message.from);
  const { id, subject, internetMessageId, bodyPreview, receivedDateTime, conversationId, body } = message;
  const received = receivedDateTime ? new Date(receivedDateTime) : undefined;
  return {
    id,
    emailId: id,
    ...(conversationId && { threadId: conversationId }),
    ...(received && !Number.isNaN(received.getTime()) && { date: received.toISOString() }),
    flags,
    ...filled("labels", message.categories ?? []),
    ...(!message.isRead && { unseen: true }),
    ...(flags.includes("\\Flagged") && { flagged: true }),
    ...(message.isDraft && { draft: true }),
    ...(subject && { subject }),
    ...(from && { from }),
    ...filled("replyTo", addressesOf(message.replyTo)),
    ...filled("to", addressesOf(message.toRecipients)),
    ...filled("cc", addressesOf(message.ccRecipients)),
    ...(internetMessageId && { messageId: internetMessageId }),
    ...filled("attachments", attachmentsOf(message)),
    ...(bodyPreview && { preview: bodyPreview }),
    text: { id, encodedSize: body?.content ? { [typeOf(body)]: Buffer.byteLength(body.content) } : {} },
  };
}

const MESSAGE_USES = ["\\Junk", "\\Sent", "\\Trash", "\\Inbox", "\\Drafts"] as const;

/** The whole message, less the content of its text. */
export function toMessage(message: GraphMessage, folder: KnownFolder | undefined): Message {
  const headers = headersOf(message);
  const entry = toListEntry(message);
  const sender = addressOf(message.sender);
  const inReplyTo = headers["in-reply-to"]?.[0];
  const use = MESSAGE_USES.find((candidate) => candidate === folder?.specialUse);
  const unsubscribe = readListUnsubscribe(headers);
  const security = securityOfHeaders(headers);
  const { id, emailId, threadId, ...rest } = entry;
  return {
    id,
    ...(emailId !== undefined && { emailId }),
    ...(threadId !== undefined && { threadId }),
    ...(folder && { path: folder.path }),
    ...rest,
    ...(sender && { sender }),
    ...filled("bcc", addressesOf(message.bccRecipients)),
    ...(inReplyTo && { inReplyTo }),
    headers,
    ...(security && { security }),
    ...(isAutoReply(entry.subject, headers) && { isAutoReply: true }),
    ...(unsubscribe && { listUnsubscribe: unsubscribe }),
    ...(folder?.specialUse && { specialUse: folder.specialUse }),
    ...(use && { messageSpecialUse: use }),
  };
}

/** The body, cut to what was asked for. Exchange keeps one of a message, and converts it when another is asked for. */
export function cutText({ body }: GraphMessage, { maxBytes = Infinity }: TextRequest) {
  const text = (body?.content ?? "").replaceAll("\r\n", "\n");
  if (text === "") return { hasMore: false };
  return { [typeOf(body)]: text.slice(0, maxBytes), hasMore: text.length > maxBytes };
}

/** What to ask for, so that the body comes as this type. */
export const preferBody = (textType: TextRequest["textType"]): Record<string, string> =>
  textType === "plain" || textType === "html"
    ? { prefer: `outlook.body-content-type="${textType === "plain" ? "text" : "html"}"` }
    : {};

const typeOf = (body: GraphMessage["body"]) => (body?.contentType?.toLowerCase() === "html" ? "html" : "plain");

/** Headers as they came, names in small letters. A draft has none yet. */
export function headersOf({ internetMessageHeaders }: GraphMessage): HeaderMap {
  const lines = (internetMessageHeaders ?? []).map(({ name, value }) => `${name}: ${unfolded(value)}`);
  return parseHeaders(Buffer.from(lines.join("\r\n")));
}

const unfolded = (value: string) =>
  value
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .join(" ");

/** The type of a message and its parameters, as far as its headers tell. */
export function contentTypeOf(value: string | undefined): { type: string; parameters: Record<string, string> } {
  const { value: type, params } = libmime.parseHeaderValue(value ?? "");
  return { type: String(type).trim().toLowerCase(), parameters: params as Record<string, string> };
}

const securityOfHeaders = (headers: HeaderMap) => securityOf(contentTypeOf(headers["content-type"]?.[0]));

function attachmentsOf({ id: message, attachments = [], body }: GraphMessage): AttachmentEntry[] {
  const shown =
    typeOf(body) === "html"
      ? shownContentIds(
          body?.content ?? "",
          attachments.map(({ contentId }) => contentId ?? undefined),
        )
      : new Set<string>();
  return attachments.map((attachment) => {
    const { id, contentId, size = 0, isInline = false } = attachment;
    const { type, parameters } = typeOfAttachment(attachment);
    const method = parameters["method"];
    return {
      id: attachmentId({ message, attachment: id }),
      contentType: type,
      encodedSize: size,
      embedded: Boolean(contentId) && shown.has(withoutBrackets(contentId ?? "")),
      inline: isInline,
      ...(contentId && { contentId: `<${withoutBrackets(contentId)}>` }),
      ...(attachment.name && { filename: attachment.name }),
      ...(method !== undefined && { method }),
    };
  });
}

/** What an attachment is: an item of Exchange's is a message. */
export function typeOfAttachment(attachment: GraphAttachment): ReturnType<typeof contentTypeOf> {
  if (attachment["@odata.type"] === "#microsoft.graph.itemAttachment")
    return { type: "message/rfc822", parameters: {} };
  const stated = contentTypeOf(attachment.contentType ?? undefined);
  return stated.type === "" ? { type: "application/octet-stream", parameters: {} } : stated;
}

const addressesOf = (list: GraphRecipient[] | null | undefined): FoundAddress[] =>
  (list ?? []).flatMap((recipient) => addressOf(recipient) ?? []);

/** Where there is no name, Exchange puts the address into its place. */
function addressOf(recipient: GraphRecipient | null | undefined): FoundAddress | undefined {
  const address = recipient?.emailAddress?.address ?? "";
  const stated = recipient?.emailAddress?.name ?? "";
  const name = stated === address ? "" : stated;
  return name === "" && address === "" ? undefined : { name, address };
}

function filled<K extends string, T>(key: K, list: T[]): { [P in K]?: T[] } {
  return (list.length > 0 ? { [key]: list } : {}) as { [P in K]?: T[] };
}
