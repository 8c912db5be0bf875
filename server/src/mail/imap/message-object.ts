import type { SpecialUse } from "@posthorn/contracts/mailboxes";
import type { FoundAddress, Message, MessageListEntry } from "@posthorn/contracts/messages";
import type { FetchMessageObject, FetchQueryObject, MessageAddressObject } from "imapflow";
import libmime from "libmime";
import { isAutoReply } from "../../mime/auto-reply.ts";
import { type HeaderMap, parseHeaders } from "../../mime/headers.ts";
import { messageId, type MessageKey, textId } from "./message-id.ts";
import { type MessageParts, readStructure, toAttachment } from "./message-structure.ts";

/** What a listing asks the server for. */
export const LIST_QUERY: FetchQueryObject = {
  uid: true,
  flags: true,
  envelope: true,
  bodyStructure: true,
  internalDate: true,
  size: true,
  threadId: true,
  labels: true,
};

/** What a whole message needs besides its text. */
export const MESSAGE_QUERY: FetchQueryObject = { ...LIST_QUERY, headers: true };

const RECENT = "\\recent";
export const flagsOf = (flags: ReadonlySet<string> | undefined) =>
  [...(flags ?? [])].filter((flag) => flag.toLowerCase() !== RECENT);

type MessageUse = NonNullable<Message["messageSpecialUse"]>;
const MESSAGE_USES: MessageUse[] = ["\\Junk", "\\Sent", "\\Trash", "\\Inbox", "\\Drafts"];

export function toListEntry(
  key: MessageKey,
  fetched: FetchMessageObject,
  parts = readStructure(fetched.bodyStructure),
) {
  const { envelope = {} } = fetched;
  const flags = flagsOf(fetched.flags);
  const has = (flag: string) => flags.some((other) => other.toLowerCase() === flag);
  const labels = fetched.labels ? [...fetched.labels] : [];
  const from = addresses(envelope.from)[0];
  const text = textOf(key, parts);
  const date = dateOf(envelope.date, fetched.internalDate);
  const entry: MessageListEntry = {
    id: messageId(key),
    uid: key.uid,
    ...(fetched.emailId ? { emailId: fetched.emailId } : {}),
    ...(fetched.threadId ? { threadId: fetched.threadId } : {}),
    ...(date === undefined ? {} : { date }),
    flags,
    ...(labels.length > 0 ? { labels } : {}),
    ...(has("\\seen") ? {} : { unseen: true }),
    ...(has("\\flagged") ? { flagged: true } : {}),
    ...(has("\\draft") ? { draft: true } : {}),
    ...(has("\\answered") ? { answered: true } : {}),
    ...(fetched.size === undefined ? {} : { size: fetched.size }),
    ...(envelope.subject ? { subject: envelope.subject } : {}),
    ...(from === undefined ? {} : { from }),
    ...filled("replyTo", addresses(envelope.replyTo)),
    ...filled("to", addresses(envelope.to)),
    ...filled("cc", addresses(envelope.cc)),
    ...(envelope.messageId ? { messageId: envelope.messageId } : {}),
    ...(envelope.inReplyTo ? { inReplyTo: envelope.inReplyTo } : {}),
    ...filled(
      "attachments",
      parts.attachments.map((part) => toAttachment(key, part)),
    ),
    ...(text === undefined ? {} : { text }),
  };
  return entry;
}

/** The whole message, less the content of its text. */
export function toMessage(
  key: MessageKey,
  mailbox: { path: string; specialUse: SpecialUse | undefined },
  fetched: FetchMessageObject,
  parts = readStructure(fetched.bodyStructure),
): Message {
  const headers = fetched.headers ? parseHeaders(fetched.headers) : {};
  const { envelope = {} } = fetched;
  const entry = toListEntry(key, withAddressesFrom(headers, fetched), parts);
  const sender = addresses(envelope.sender)[0];
  const use = messageUseOf(mailbox.specialUse, entry.labels);
  const { id, uid, emailId, threadId, ...rest } = entry;
  return {
    id,
    ...(uid === undefined ? {} : { uid }),
    ...(emailId === undefined ? {} : { emailId }),
    ...(threadId === undefined ? {} : { threadId }),
    path: mailbox.path,
    ...rest,
    ...(sender === undefined ? {} : { sender }),
    ...filled("bcc", addresses(envelope.bcc)),
    headers,
    ...(isAutoReply(entry.subject, headers) ? { isAutoReply: true } : {}),
    ...(mailbox.specialUse === undefined ? {} : { specialUse: mailbox.specialUse }),
    ...(use === undefined ? {} : { messageSpecialUse: use }),
  };
}

function textOf(key: MessageKey, { text }: MessageParts): MessageListEntry["text"] {
  if (text.length === 0) return undefined;
  const of = (type: "plain" | "html") => text.filter((part) => part.type === type);
  const sizeOf = (type: "plain" | "html") => of(type).reduce((sum, part) => sum + part.size, 0);
  return {
    id: textId(key, { plain: of("plain").map(({ part }) => part), html: of("html").map(({ part }) => part) }),
    encodedSize: {
      ...(of("plain").length > 0 ? { plain: sizeOf("plain") } : {}),
      ...(of("html").length > 0 ? { html: sizeOf("html") } : {}),
    },
  };
}

function messageUseOf(specialUse: SpecialUse | undefined, labels: string[] | undefined): MessageUse | undefined {
  return MESSAGE_USES.find((use) => use === specialUse || labels?.includes(use));
}

/** The Date header, or the time of arrival when that makes no sense. */
function dateOf(header: Date | string | undefined, arrival: Date | string | undefined): string | undefined {
  for (const value of [header, arrival]) {
    if (value === undefined) continue;
    const date = new Date(value);
    if (!Number.isNaN(date.getTime()) && date.getUTCFullYear() > 0 && date.getUTCFullYear() < 10_000)
      return date.toISOString();
  }
  return undefined;
}

function addresses(list: MessageAddressObject[] | undefined): FoundAddress[] {
  return (list ?? []).map(({ name, address }) => ({ name: unquote(name ?? ""), address: address ?? "" }));
}

const unquote = (name: string) => /^(["'])(.*)\1$/s.exec(name)?.[2] ?? name;

function filled<K extends string, T>(key: K, list: T[]): { [P in K]?: T[] } {
  return (list.length > 0 ? { [key]: list } : {}) as { [P in K]?: T[] };
}

/** Some servers can't parse address headers that are perfectly readable. */
function withAddressesFrom(headers: HeaderMap, fetched: FetchMessageObject): FetchMessageObject {
  const envelope = { ...fetched.envelope };
  for (const field of ["from", "to", "cc", "bcc"] as const) {
    const usable = envelope[field]?.some(({ address }) => address !== undefined && address !== "");
    const raw = headers[field];
    if (usable || raw === undefined) continue;
    const found = raw.flatMap((value) => readAddresses(value));
    if (found.some(({ address }) => address !== "")) envelope[field] = found;
  }
  return { ...fetched, envelope };
}

function readAddresses(value: string): { name: string; address: string }[] {
  return value
    .split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .map((entry) => {
      const match = /^(.*)<([^<>]*)>[^<>]*$/s.exec(entry.trim());
      const bare = entry.trim();
      if (match) return { name: libmime.decodeWords(match[1]?.trim() ?? ""), address: (match[2] ?? "").trim() };
      return bare.includes("@") ? { name: "", address: bare } : { name: libmime.decodeWords(bare), address: "" };
    })
    .filter(({ name, address }) => name !== "" || address !== "");
}
