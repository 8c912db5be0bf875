import type { SpecialUse } from "@posthorn/contracts/mailboxes";
import type { AttachmentEntry, FoundAddress, Message, MessageListEntry } from "@posthorn/contracts/messages";
import type { FetchMessageObject, FetchQueryObject, MessageAddressObject } from "imapflow";
import { threadIdFields } from "../../core/thread-entry.ts";
import { isAutoReply } from "../../mime/auto-reply.ts";
import { type HeaderMap, parseHeaders } from "../../mime/headers.ts";
import { readListUnsubscribe } from "../../mime/list-unsubscribe.ts";
import { linksOf, threadIdOf } from "../../mime/message-links.ts";
import { readAddresses } from "../../mime/read-addresses.ts";
import type { MessageSecurity } from "../../mime/security.ts";
import { messageId, type MessageKey, textId } from "./message-id.ts";
import {
  type AttachedPart,
  type MessageParts,
  readStructure,
  type TextPart,
  toAttachment,
} from "./message-structure.ts";

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

/** The same where ENVELOPE can't be relied on for addresses. */
export const LIST_QUERY_WITH_ADDRESSES: FetchQueryObject = { ...LIST_QUERY, headers: ["From", "To", "Cc"] };

/** What a whole message needs besides its text. */
export const MESSAGE_QUERY: FetchQueryObject = { ...LIST_QUERY, headers: true };

/** What a whole message needs besides its text and what is known of it. */
export const CHANGED_QUERY: FetchQueryObject = { uid: true, flags: true, threadId: true, labels: true, headers: true };

const RECENT = "\\recent";
export const flagsOf = (flags: ReadonlySet<string> | undefined) =>
  [...(flags ?? [])].filter((flag) => flag.toLowerCase() !== RECENT);

type MessageUse = NonNullable<Message["messageSpecialUse"]>;
const MESSAGE_USES: MessageUse[] = ["\\Junk", "\\Sent", "\\Trash", "\\Inbox", "\\Drafts"];
/** Gmail's labels for two of them are others than its mailboxes' attributes. */
const USE_OF_LABEL = new Map<string, MessageUse>([
  ["\\Spam", "\\Junk"],
  ["\\Draft", "\\Drafts"],
]);

/**
 * What of a message never changes as long as it keeps its UID and UIDVALIDITY (RFC 9051 section
 * 2.3.1.1). It is shared between answers, so nobody may change it.
 */
export interface FixedMessage {
  id: string;
  uid: number;
  emailId: string | undefined;
  date: string | undefined;
  size: number | undefined;
  subject: string | undefined;
  messageId: string | undefined;
  inReplyTo: string | undefined;
  from: FoundAddress[];
  sender: FoundAddress[];
  replyTo: FoundAddress[];
  to: FoundAddress[];
  cc: FoundAddress[];
  bcc: FoundAddress[];
  attachments: AttachmentEntry[];
  text: MessageListEntry["text"];
  textParts: TextPart[];
  attachedParts: AttachedPart[];
  security: MessageSecurity | undefined;
  reportType: string | undefined;
}

/** What others may change at any time. */
export interface ChangingParts {
  flags?: ReadonlySet<string> | undefined;
  labels?: ReadonlySet<string> | undefined;
  threadId?: string | undefined;
}

/** Reads what the server answered to LIST_QUERY; throws when nobody can make sense of it. */
export function toFixed(key: MessageKey, fetched: FetchMessageObject): FixedMessage {
  const { envelope = {}, headers } = fetched;
  const parts = readStructure(fetched.bodyStructure);
  const fixed = {
    id: messageId(key),
    uid: key.uid,
    emailId: fetched.emailId || undefined,
    date: dateOf(envelope.date, fetched.internalDate),
    size: fetched.size,
    subject: envelope.subject || undefined,
    messageId: envelope.messageId || undefined,
    inReplyTo: envelope.inReplyTo || undefined,
    from: addresses(envelope.from),
    sender: addresses(envelope.sender),
    replyTo: addresses(envelope.replyTo),
    to: addresses(envelope.to),
    cc: addresses(envelope.cc),
    bcc: addresses(envelope.bcc),
    attachments: parts.attachments.map((part) => toAttachment(key, part)),
    text: textOf(key, parts),
    textParts: parts.text,
    attachedParts: parts.attachments,
    security: parts.security,
    reportType: parts.reportType,
  };
  // Whoever tells no sender tells the others no better.
  const isReadable = !headers || fixed.from.some(({ address }) => address !== "");
  return isReadable ? fixed : withAddressesFrom(parseHeaders(headers), fixed);
}

/**
 * A message without an envelope is one that the server has no content for, as yet. Without a
 * structure it may be all there: one that is nested without end comes so, and anyone can send that.
 */
export const isWhole = ({ envelope }: Partial<FetchMessageObject>) => envelope !== undefined;

export function toListEntry(fixed: FixedMessage, { flags: set, labels: labelSet, threadId }: ChangingParts) {
  const flags = flagsOf(set);
  const has = (flag: string) => flags.some((other) => other.toLowerCase() === flag);
  const labels = labelSet ? [...labelSet] : [];
  const from = fixed.from[0];
  const entry: MessageListEntry = {
    id: fixed.id,
    uid: fixed.uid,
    ...(fixed.emailId === undefined ? {} : { emailId: fixed.emailId }),
    ...(threadId ? { threadId } : {}),
    ...(fixed.date === undefined ? {} : { date: fixed.date }),
    flags,
    ...(labels.length > 0 ? { labels } : {}),
    ...(has("\\seen") ? {} : { unseen: true }),
    ...(has("\\flagged") ? { flagged: true } : {}),
    ...(has("\\draft") ? { draft: true } : {}),
    ...(has("\\answered") ? { answered: true } : {}),
    ...(fixed.size === undefined ? {} : { size: fixed.size }),
    ...(fixed.subject === undefined ? {} : { subject: fixed.subject }),
    ...(from === undefined ? {} : { from }),
    ...filled("replyTo", fixed.replyTo),
    ...filled("to", fixed.to),
    ...filled("cc", fixed.cc),
    ...(fixed.messageId === undefined ? {} : { messageId: fixed.messageId }),
    ...(fixed.inReplyTo === undefined ? {} : { inReplyTo: fixed.inReplyTo }),
    ...filled("attachments", fixed.attachments),
    ...(fixed.security === undefined ? {} : { security: fixed.security }),
    ...(fixed.text === undefined ? {} : { text: fixed.text }),
  };
  return entry;
}

/** The whole message, less the content of its text. */
export function toMessage(
  fixed: FixedMessage,
  mailbox: { path: string; specialUse: SpecialUse | undefined },
  fetched: ChangingParts & Pick<FetchMessageObject, "headers">,
): Message {
  const headers = fetched.headers ? parseHeaders(fetched.headers) : {};
  const readable = withAddressesFrom(headers, fixed);
  const entry = toListEntry(readable, fetched);
  const sender = readable.sender[0];
  const use = messageUseOf(mailbox.specialUse, entry.labels);
  const unsubscribe = readListUnsubscribe(headers);
  const { id, uid, emailId, threadId, ...rest } = entry;
  return {
    id,
    ...(uid === undefined ? {} : { uid }),
    ...(emailId === undefined ? {} : { emailId }),
    ...(threadId === undefined ? localThread(id, fetched.headers && headers) : { threadId }),
    path: mailbox.path,
    ...rest,
    ...(sender === undefined ? {} : { sender }),
    ...filled("bcc", readable.bcc),
    headers,
    ...(isAutoReply(entry.subject, headers) ? { isAutoReply: true } : {}),
    ...(unsubscribe === undefined ? {} : { listUnsubscribe: unsubscribe }),
    ...(mailbox.specialUse === undefined ? {} : { specialUse: mailbox.specialUse }),
    ...(use === undefined ? {} : { messageSpecialUse: use }),
  };
}

/** Where the server names no threads, headers lead to one. */
const localThread = (id: string, headers: HeaderMap | undefined) =>
  headers ? threadIdFields(threadIdOf(linksOf(headers), id)) : {};

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
  const uses = new Set<string | undefined>([
    specialUse,
    ...(labels ?? []).map((label) => USE_OF_LABEL.get(label) ?? label),
  ]);
  return MESSAGE_USES.find((use) => uses.has(use));
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
  return (list ?? []).map(toAddress).filter(({ name, address }) => name !== "" || address !== "");
}

function toAddress({ name: quoted = "", address = "" }: MessageAddressObject) {
  const name = unquote(quoted);
  // Dovecot has words of its own for what an address lacks. A word without a domain is a name, or
  // an address when it stands beside one.
  const [mailbox = "", domain] = address.split(/@(?=MISSING_DOMAIN$)/);
  if (domain === undefined) return { name, address };
  if (mailbox === "MISSING_MAILBOX") return { name, address: "" };
  return name === "" ? { name: mailbox, address: "" } : { name, address: mailbox };
}

const unquote = (name: string) => /^(["'])(.*)\1$/s.exec(name)?.[2] ?? name;

function filled<K extends string, T>(key: K, list: T[]): { [P in K]?: T[] } {
  return (list.length > 0 ? { [key]: list } : {}) as { [P in K]?: T[] };
}

/** Some servers can't parse address headers that are perfectly readable. */
function withAddressesFrom(headers: HeaderMap, fixed: FixedMessage): FixedMessage {
  const message = { ...fixed };
  for (const field of ["from", "to", "cc", "bcc"] as const) {
    const raw = headers[field];
    if (raw === undefined || fixed[field].some(({ address }) => address !== "")) continue;
    const found = raw.flatMap((value) => readAddresses(value));
    if (found.some(({ address }) => address !== "")) message[field] = addresses(found);
  }
  return message;
}
