import type { Complaint, ComplaintHeaders } from "../../core/message-report.ts";
import { camelCase, isUnsafeName } from "../camel-case.ts";
import { decodeWords } from "../decode-words.ts";
import { type HeaderMap, parseHeaders } from "../headers.ts";
import { readAddresses } from "../read-addresses.ts";
import type { Letter, ReportPart } from "../bounce/report.ts";
import { isFromSns, sesComplaint } from "../bounce/ses-notification.ts";
import { isHotmail } from "./may-be-complaint.ts";

/** Fields that a report has once (RFC 5965 section 3.1), and a few that reporters made up. */
const SINGLE = new Set([
  "feedbackType",
  "userAgent",
  "version",
  "originalEnvelopeId",
  "originalMailFrom",
  "abuseType",
  "arrivalDate",
  "reportingMta",
  "sourceIp",
  "source",
  "subscriptionLink",
  "incidents",
]);
/** The message complained of, its beginning at least. */
const EMBEDDED = /^(message\/(rfc822|global|partial)|text\/rfc822-headers?|message\/global-headers)$/;
/** Fields told of one report, and values of one field. */
const MAX_FIELDS = 100;
const MAX_VALUES = 100;
const MAX_HEADER = 64 * 1024;
/** Characters of a date. */
const MAX_DATE = 200;

/**
 * What a message that may be a complaint complains of: a feedback report (RFC 5965), a report of Outlook.com, or a request of
 * Apple Mail to get no more mail. Recipients may be redacted (RFC 6590); they are told as they stand there. Undefined where
 * neither a recipient nor the Message-ID is known.
 */
export function readComplaint(letter: Letter, parts: readonly ReportPart[]): Complaint | undefined {
  if (isFromSns(letter)) return sesComplaint(parts);
  // Some send it as a text.
  const report =
    parts.find(({ contentType }) => contentType === "message/feedback-report") ??
    parts.find(
      ({ contentType, content }) => contentType === "text/plain" && /^feedback-type:/i.test(content.trimStart()),
    );
  const embedded = parts.find(({ contentType }) => EMBEDDED.test(contentType));
  const original = embedded ? headerOf(embedded.content) : {};
  if (!report && !isHotmail(letter)) return ofApple(letter);
  const arf = report ? fieldsOf(report.content) : {};
  if (!report) {
    const path = addressIn(original["return-path"]?.[0]);
    Object.assign(arf, { source: "Hotmail", feedbackType: "abuse", abuseType: "complaint" });
    if (path !== undefined) arf["originalMailFrom"] = path;
  }
  completeFrom(original, arf);
  const headers = headersOf(original, arf);
  const isKnown = [arf["originalRcptTo"], arf["removalRecipient"], headers?.to].some((list) => (list?.length ?? 0) > 0);
  if (!isKnown && headers?.messageId === undefined) return undefined;
  return { arf, ...(headers && { headers }) };
}

function fieldsOf(content: string): Complaint["arf"] {
  const arf: Complaint["arf"] = {};
  for (const [field, values] of Object.entries(headerOf(content)).slice(0, MAX_FIELDS)) {
    const name = field === "received-date" ? "arrivalDate" : camelCase(field);
    if (name === "" || isUnsafeName(name)) continue;
    const [first = ""] = values;
    if (!SINGLE.has(name)) {
      const told = name === "originalRcptTo" || name === "removalRecipient" ? values.map(bare) : values;
      arf[name] = told.filter((value) => value !== "").slice(0, MAX_VALUES);
    } else if (first !== "" && arf[name] === undefined) {
      arf[name] =
        name === "arrivalDate" ? (isoDate(first) ?? first) : name === "originalMailFrom" ? bare(first) : first;
    }
  }
  return arf;
}

/** What reporters write into the message rather than into the report. */
function completeFrom(original: HeaderMap, arf: Complaint["arf"]): void {
  const recipients = (original["x-hmxmroriginalrecipient"] ?? []).map(bare).filter((address) => address !== "");
  if (recipients.length > 0)
    arf["originalRcptTo"] = [...new Set([...[arf["originalRcptTo"] ?? []].flat(), ...recipients])].slice(0, MAX_VALUES);
  const ip = /[\da-f.:]{2,45}/i.exec(original["x-sender-ip"]?.[0] ?? "")?.[0];
  if (arf["sourceIp"] === undefined && ip !== undefined) arf["sourceIp"] = ip;
  const [arrival] =
    original["x-ms-exchange-crosstenant-originalarrivaltime"] ?? original["x-originalarrivaltime"] ?? [];
  const date = isoDate(/^[^(]{1,100}/.exec(arrival ?? "")?.[0]?.replace(/(:\d\d)\.\d{1,7}/, "$1"));
  if (arf["arrivalDate"] === undefined && date !== undefined) arf["arrivalDate"] = date;
}

/** Apple Mail asks senders of lists to take an address off, as its user. */
function ofApple({ from, headers }: Letter): Complaint | undefined {
  if (!/^true$/i.test(headers["x-apple-unsubscribe"]?.[0] ?? "") || !from?.address) return undefined;
  const inReplyTo = headers["in-reply-to"]?.[0];
  return {
    arf: { feedbackType: "opt-out", source: "Apple", originalRcptTo: [from.address] },
    ...(inReplyTo !== undefined && { headers: { messageId: inReplyTo } }),
  };
}

function headersOf(original: HeaderMap, arf: Complaint["arf"]): ComplaintHeaders | undefined {
  const first = (name: string) => original[name]?.[0] || undefined;
  const list = (name: string) =>
    (original[name] ?? [])
      .flatMap((value) => readAddresses(value).map(({ name: said, address }) => address || said))
      .slice(0, MAX_VALUES);
  const told = {
    messageId: first("message-id") ?? [arf["originalMessageId"] ?? []].flat()[0],
    from: addressIn(first("from")),
    to: list("to"),
    cc: list("cc"),
    bcc: list("bcc"),
    subject: first("subject") && decodeWords(first("subject") ?? ""),
    date: isoDate(first("date")),
  };
  const known = Object.entries(told).filter(([, value]) => value !== undefined && value.length > 0);
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}

function headerOf(content: string): HeaderMap {
  const text = content.trimStart().slice(0, MAX_HEADER);
  return parseHeaders(Buffer.from(text.split(/\r?\n[ \t]*\r?\n/, 1)[0] ?? ""));
}

const addressIn = (value: string | undefined): string | undefined =>
  readAddresses(value ?? "")[0]?.address || undefined;

/** `<ada@example.com>` or `Ada <ada@example.com>` or `rfc822; ada@example.com`, without all but the address. */
const bare = (value: string): string => (/<([^<>]*)>/.exec(value)?.[1] ?? value.replace(/^rfc822\s*;/i, "")).trim();

function isoDate(value: string | undefined): string | undefined {
  const date = new Date(value?.slice(0, MAX_DATE).replace(/\s*\([^()]*\)\s*$/, "") ?? "");
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
