import type { FoundAddress, Message, MessageListEntry } from "@posthorn/contracts/messages";
import libmime from "libmime";
import type { MessageRequest, TextRequest } from "../../core/mail-backend.ts";
import { threadIdFields } from "../../core/thread-entry.ts";
import { isAutoReply } from "../../mime/auto-reply.ts";
import { readListUnsubscribe } from "../../mime/list-unsubscribe.ts";
import { linksOf, threadIdOf } from "../../mime/message-links.ts";
import { readAddresses } from "../../mime/read-addresses.ts";
import { reportMarks } from "../../mime/report-marks.ts";
import { type MailParts, readMail } from "./mail-parts.ts";
import type { StoredMail, StoredMailbox } from "./mail-server.ts";
import { calendarEventsOf, reportOf } from "./message-marks.ts";

/** Ids name the mailbox's identity and the UID, so they end with either. */
export const idOf = ({ uidValidity }: StoredMailbox, { uid }: StoredMail, suffix = "") =>
  Buffer.from(`memory:${uidValidity}:${uid}${suffix}`).toString("base64url");

export interface MemoryId {
  uidValidity: number;
  uid: number;
  /** The number of an attachment. */
  part: number | undefined;
}

export function readId(id: string): MemoryId | undefined {
  const match = /^memory:(\d{1,9}):(\d{1,9})(?::(\d{1,9}))?$/.exec(Buffer.from(id, "base64url").toString("latin1"));
  if (match === null) return undefined;
  return {
    uidValidity: Number(match[1]),
    uid: Number(match[2]),
    part: match[3] === undefined ? undefined : Number(match[3]),
  };
}

export function toListEntry(mailbox: StoredMailbox, mail: StoredMail, parts = readMail(mail.raw)): MessageListEntry {
  const { headers } = parts;
  const first = (name: string) => headers[name]?.[0];
  const flags = [...mail.flags];
  const has = (flag: string) => flags.some((other) => other.toLowerCase() === flag);
  const from = addresses(first("from"))[0];
  const subject = first("subject");
  const date = new Date(first("date") ?? "");
  return {
    id: idOf(mailbox, mail),
    uid: mail.uid,
    date: (Number.isNaN(date.getTime()) ? mail.receivedAt : date).toISOString(),
    flags,
    ...(!has("\\seen") && { unseen: true }),
    ...(has("\\flagged") && { flagged: true }),
    ...(has("\\draft") && { draft: true }),
    ...(has("\\answered") && { answered: true }),
    size: mail.raw.length,
    ...(subject && { subject: libmime.decodeWords(subject) }),
    ...(from && { from }),
    ...filled("replyTo", addresses(first("reply-to"))),
    ...filled("to", addresses(first("to"))),
    ...filled("cc", addresses(first("cc"))),
    ...(first("message-id") && { messageId: first("message-id") }),
    ...(first("in-reply-to") && { inReplyTo: first("in-reply-to") }),
    ...filled(
      "attachments",
      parts.attachments.map(
        ({ contentType, encodedSize, filename, contentId, method, isInline, isEmbedded }, index) => ({
          id: idOf(mailbox, mail, `:${index}`),
          contentType,
          encodedSize,
          embedded: isEmbedded,
          inline: isInline,
          ...(contentId !== undefined && { contentId }),
          ...(filename !== undefined && { filename }),
          ...(method !== undefined && { method }),
        }),
      ),
    ),
    ...((parts.plain !== undefined || parts.html !== undefined) && {
      text: { id: idOf(mailbox, mail), encodedSize: parts.encodedSize },
    }),
  } as MessageListEntry;
}

const MESSAGE_USES = ["\\Junk", "\\Sent", "\\Trash", "\\Inbox", "\\Drafts"] as const;

export function toMessage(mailbox: StoredMailbox, mail: StoredMail, request: MessageRequest): Message {
  const parts = readMail(mail.raw);
  const { text, ...entry } = toListEntry(mailbox, mail, parts);
  const use = MESSAGE_USES.find((candidate) => candidate === mailbox.specialUse);
  const unsubscribe = readListUnsubscribe(parts.headers);
  return {
    ...entry,
    ...threadIdFields(threadIdOf(linksOf(parts.headers), entry.id)),
    path: mailbox.path,
    ...filled("bcc", addresses(parts.headers["bcc"]?.[0])),
    headers: parts.headers,
    ...(text && { text: { ...text, ...(request.textType && cutText(parts, request)) } }),
    ...(isAutoReply(entry.subject, parts.headers) && { isAutoReply: true }),
    ...(mailbox.specialUse && { specialUse: mailbox.specialUse }),
    ...(use && { messageSpecialUse: use }),
    ...(unsubscribe && { listUnsubscribe: unsubscribe }),
    ...(use === "\\Inbox" && reportMarks(reportOf(use, entry, parts))),
    ...(request.calendarEvents &&
      filled(
        "calendarEvents",
        calendarEventsOf(parts, (index) => idOf(mailbox, mail, `:${index}`)),
      )),
  };
}

/** The kinds of text that were asked for, each within its limit. */
export function cutText(
  { plain, html }: Pick<MailParts, "plain" | "html">,
  { textType = "*", maxBytes = Infinity }: TextRequest,
): { plain?: string; html?: string; hasMore: boolean } {
  const wanted = { plain: textType === "html" ? undefined : plain, html: textType === "plain" ? undefined : html };
  return {
    ...(wanted.plain !== undefined && { plain: wanted.plain.slice(0, maxBytes) }),
    ...(wanted.html !== undefined && { html: wanted.html.slice(0, maxBytes) }),
    hasMore: Object.values(wanted).some((text) => (text?.length ?? 0) > maxBytes),
  };
}

const addresses = (value: string | undefined): FoundAddress[] => readAddresses(value ?? "");

const filled = <K extends string, T>(key: K, list: T[]) =>
  (list.length > 0 ? { [key]: list } : {}) as { [P in K]?: T[] };
