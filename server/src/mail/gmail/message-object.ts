import type { AttachmentEntry, FoundAddress, Message, MessageListEntry } from "@posthorn/contracts/messages";
import libmime from "libmime";
import type { HeaderMap } from "../../mime/headers.ts";
import { isAutoReply } from "../../mime/auto-reply.ts";
import { readListUnsubscribe } from "../../mime/list-unsubscribe.ts";
import { readAddresses } from "../../mime/read-addresses.ts";
import { categoryOf, flagsOf, messageUseOf } from "./labels.ts";
import { attachmentId, textId } from "./message-id.ts";
import { type AttachedPart, type MessageParts, readPayload } from "./message-parts.ts";
import type { GmailMessage } from "./resources.ts";

/** A message as Gmail told it, taken apart. */
export interface ReadMessage {
  message: GmailMessage;
  labels: ReadonlySet<string>;
  /** Names for callers. */
  labelNames: string[];
  headers: HeaderMap;
  parts: MessageParts;
}

const UNSAFE = new Set(["__proto__", "constructor"]);

export function readMessage(message: GmailMessage, labelNames: string[]): ReadMessage {
  const headers: HeaderMap = {};
  for (const { name, value } of message.payload?.headers ?? []) {
    const key = name.trim().toLowerCase();
    if (key !== "" && !UNSAFE.has(key)) (headers[key] ??= []).push(value.replaceAll(/\r?\n[ \t]+/g, " ").trim());
  }
  return {
    message,
    labels: new Set(message.labelIds),
    labelNames,
    headers,
    parts: readPayload(message.payload),
  };
}

/** What a listing and a single message have in common. */
export function toListEntry({ message, labels, labelNames, headers, parts }: ReadMessage): MessageListEntry {
  const flags = flagsOf(labels);
  const first = (name: string) => headers[name]?.[0] ?? "";
  const subject = libmime.decodeWords(first("subject"));
  const [from] = addresses(headers["from"]);
  const category = categoryOf(labels);
  const use = messageUseOf(labels);
  const preview = decodeEntities(message.snippet ?? "");
  return {
    id: message.id,
    emailId: message.id,
    threadId: message.threadId,
    ...dateOf(message.internalDate),
    flags,
    ...filled("labels", labelNames),
    ...(category && { category }),
    ...(flags.includes("\\Seen") ? {} : { unseen: true }),
    ...(flags.includes("\\Flagged") && { flagged: true }),
    ...(flags.includes("\\Draft") && { draft: true }),
    ...(message.sizeEstimate !== undefined && { size: message.sizeEstimate }),
    ...(subject !== "" && { subject }),
    ...(from && { from }),
    ...filled("replyTo", addresses(headers["reply-to"])),
    ...filled("to", addresses(headers["to"])),
    ...filled("cc", addresses(headers["cc"])),
    ...(first("message-id") !== "" && { messageId: first("message-id") }),
    ...(first("in-reply-to") !== "" && { inReplyTo: first("in-reply-to") }),
    ...filled(
      "attachments",
      parts.attachments.map((part) => toAttachment(message.id, part)),
    ),
    ...(parts.security && { security: parts.security }),
    ...textEntry(message.id, parts),
    ...(preview !== "" && { preview }),
    ...(isAutoReply(subject, headers) && { isAutoReply: true }),
    ...(use && { messageSpecialUse: use }),
  };
}

/** The whole message, less the content of its text. */
export function toMessage(read: ReadMessage): Message {
  const { headers } = read;
  const [sender] = addresses(headers["sender"]);
  const unsubscribe = readListUnsubscribe(headers);
  return {
    ...toListEntry(read),
    ...(sender && { sender }),
    ...filled("bcc", addresses(headers["bcc"])),
    headers,
    ...(unsubscribe && { listUnsubscribe: unsubscribe }),
  };
}

export function toAttachment(message: string, part: AttachedPart): AttachmentEntry {
  const { contentId, filename, method } = part;
  return {
    id: attachmentId(message, part),
    contentType: part.contentType,
    encodedSize: part.size,
    embedded: part.embedded,
    inline: part.inline,
    encodedInMessage: part.encodedInMessage,
    ...(contentId !== undefined && { contentId }),
    ...(filename !== undefined && { filename }),
    ...(method !== undefined && { method }),
  };
}

function textEntry(message: string, { text }: MessageParts): Pick<MessageListEntry, "text"> {
  if (text.length === 0) return {};
  const of = (type: "plain" | "html") => text.filter((part) => part.type === type);
  const sizeOf = (type: "plain" | "html") => of(type).reduce((sum, { size }) => sum + size, 0);
  return {
    text: {
      id: textId({ message, plain: of("plain").map(({ part }) => part), html: of("html").map(({ part }) => part) }),
      encodedSize: {
        ...(of("plain").length > 0 && { plain: sizeOf("plain") }),
        ...(of("html").length > 0 && { html: sizeOf("html") }),
      },
    },
  };
}

function dateOf(internalDate: string | undefined): { date?: string } {
  const date = new Date(Number(internalDate ?? Number.NaN));
  return Number.isNaN(date.getTime()) ? {} : { date: date.toISOString() };
}

const addresses = (values: readonly string[] = []): FoundAddress[] => values.flatMap((value) => readAddresses(value));

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

/** Gmail writes a snippet as HTML, with these entities only. */
const decodeEntities = (text: string) =>
  text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? "");

const filled = <K extends string, T>(key: K, list: T[]) =>
  (list.length > 0 ? { [key]: list } : {}) as { [P in K]?: T[] };
