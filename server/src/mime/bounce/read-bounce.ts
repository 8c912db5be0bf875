import type { Bounce, FailedRecipient } from "../../core/message-report.ts";
import { textFromHtml } from "../text-from-html.ts";
import { classify } from "./classify.ts";
import { type DeliveryStatus, deliveryStatusIn, readDeliveryStatus, type RecipientStatus } from "./delivery-status.ts";
import { isAutomatic, isDaemonByNameOnly, isFromDaemon } from "./may-be-bounce.ts";
import { type NamedRecipient, recipientsInText } from "./recipients-in-text.ts";
import { codesIn, isVague } from "./reply-codes.ts";
import type { Letter, ReportPart } from "./report.ts";
import { beforeReturnedMessage, returnedMessage } from "./returned-message.ts";
import { isFromSns, sesBounce } from "./ses-notification.ts";
import { DELAYED, DELAYED_SUBJECT, DELIVERED, FAILED, FAILED_SUBJECT } from "./words-of-servers.ts";

/** What is written for people is read up to here. */
const MAX_TEXT = 50_000;
const MAX_REPLY_LINES = 6;
/** Characters of a server's words that are told. */
const MAX_MESSAGE = 1000;

/**
 * What a message that may be a bounce reports, if it is one: that a message could not be delivered to somebody. A report of a
 * delay or of a delivery is none. What a server says in a delivery status (RFC 3464) counts, in this message or in one that it
 * encloses; what it lacks, and all where there is none, is looked for in the words for people, if no person wrote them.
 */
export function readBounce(letter: Letter, parts: readonly ReportPart[]): Bounce | undefined {
  if (isFromSns(letter)) return sesBounce(parts);
  const text = textOf(parts);
  const status = findDeliveryStatus(parts, text);
  const told = status?.recipients ?? [];
  const failed = told.filter(isFailure);
  if (failed.length === 0 && told.some((one) => one.action ?? one.status)) return undefined;
  const returned = returnedMessage(parts);
  const messageId = status?.messageId ?? returned.messageId;
  if (failed.length === 0 && !saysFailure(letter, text, messageId)) return undefined;

  const own = beforeReturnedMessage(text);
  const named = recipientsInText(own, new Set(failed.length > 0 ? [] : addressesOf(letter, "to")));
  const recipients =
    failed.length > 0
      ? failed.map((one) => ofStatus(one, status, named, failed.length === 1 ? own : ""))
      : ofText(letter, own, named, returned.headers?.["to"] ?? TO_IN_TEXT.exec(text.slice(own.length))?.slice(1));
  return {
    recipients,
    ...(messageId !== undefined && { messageId }),
    ...(returned.headers && { messageHeaders: returned.headers }),
    ...(status?.queueId !== undefined && { queueId: status.queueId }),
  };
}

/** The delivery status of a report; one that is enclosed, or stands in a text, where it has no other. */
export function findDeliveryStatus(parts: readonly ReportPart[], text = textOf(parts)): DeliveryStatus | undefined {
  const statuses = parts.filter(({ contentType }) => /^message\/(global-)?delivery-status$/.test(contentType));
  const own = statuses.filter(({ isEnclosed }) => !isEnclosed);
  const found = (own.length > 0 ? own : statuses).map(({ content }) => readDeliveryStatus(content));
  const first = found.find(({ recipients }) => recipients.length > 0) ?? deliveryStatusIn(text) ?? found[0];
  return (
    first && {
      ...first,
      recipients: found.length > 1 ? found.flatMap(({ recipients }) => recipients) : first.recipients,
    }
  );
}

/** By the action; where that is none of RFC 3464's, by the class of the status. */
function isFailure({ action, status, diagnostic }: RecipientStatus): boolean {
  if (action === "failed") return true;
  if (["delayed", "delivered", "relayed", "expanded"].includes(action ?? "")) return false;
  return (status ?? codesIn(diagnostic ?? "").status)?.startsWith("5") ?? false;
}

/** Whether the words of a message say that something could not be delivered, and a server wrote them. */
function saysFailure(letter: Letter, text: string, messageId: string | undefined): boolean {
  const subject = letter.subject ?? "";
  if (DELAYED_SUBJECT.test(subject) || DELAYED.test(beforeReturnedMessage(text))) return false;
  const isReport =
    letter.reportType !== undefined || letter.headers["x-failed-recipients"] !== undefined || isFromDaemon(letter);
  // A postmaster is a person, too.
  const isFromServer =
    isAutomatic(letter) || messageId !== undefined || FAILED_SUBJECT.test(subject) || isTranscript(text);
  if (!isReport && !isFromServer) return false;
  const isFounded = isAutomatic(letter) || messageId !== undefined || codesIn(text).replyCode !== undefined;
  if (isDaemonByNameOnly(letter) && !isFounded) return false;
  // A server that returns a message, in whatever language, has a reason to.
  const isReturned = isFromDaemon(letter) && messageId !== undefined && !DELIVERED.test(text);
  return isReturned || FAILED.test(`${subject}\n${text}`);
}

/** Whether a text tells of an SMTP session that failed. */
const isTranscript = (text: string) => /\bRCPT TO:/i.test(text) && codesIn(text).replyCode !== undefined;

function textOf(parts: readonly ReportPart[]): string {
  const texts = parts.filter(({ contentType, isEnclosed }) => /^text\/(plain|html)$/.test(contentType) && !isEnclosed);
  const plain = texts.filter(({ contentType }) => contentType === "text/plain");
  const joined = (plain.some(({ content }) => content.trim() !== "") ? plain : texts)
    .map(({ contentType, content }) =>
      contentType === "text/html" ? textFromHtml(content.slice(0, MAX_TEXT)) : content.slice(0, MAX_TEXT),
    )
    .join("\n");
  return joined.replaceAll("\r\n", "\n").slice(0, MAX_TEXT);
}

/** What a delivery status says of a recipient, completed from the words for people. */
function ofStatus(
  one: RecipientStatus,
  status: DeliveryStatus | undefined,
  named: readonly NamedRecipient[],
  text: string,
): FailedRecipient {
  const { recipient, originalRecipient, diagnostic } = one;
  const words =
    named.find((other) => [recipient, originalRecipient].some((address) => isSame(address, other.recipient)))?.words ??
    text;
  const said = codesIn(diagnostic ?? words);
  const isBetter = said.status !== undefined && (one.status === undefined || isVague(one.status));
  const message = diagnostic ?? one.comment ?? replyIn(words);
  const mta = one.remoteMta ?? status?.reportingMta;
  return describe({
    recipient,
    ...(originalRecipient !== recipient && { originalRecipient }),
    status: isBetter ? said.status : one.status,
    replyCode: said.replyCode ?? codesIn(words).replyCode,
    source: one.diagnosticType,
    message,
    mta,
    words: [diagnostic, one.comment].filter(Boolean).join("\n"),
    more: words,
  });
}

/** What the words for people say of each recipient. */
function ofText(
  letter: Letter,
  text: string,
  named: readonly NamedRecipient[],
  returnedTo: readonly string[] = [],
): FailedRecipient[] {
  const listed = addressesOf(letter, "x-failed-recipients");
  const addresses = listed.length > 0 ? listed : named.map(({ recipient }) => recipient);
  // Who gets a message is often the only one that it can't be delivered to.
  const guessed = addresses.length > 0 ? addresses : soleRecipient(returnedTo);
  const recipients: (string | undefined)[] = guessed.length > 0 ? guessed : [undefined];
  return recipients.map((recipient) => {
    const own = named.find((other) => isSame(recipient, other.recipient))?.words ?? "";
    const words =
      recipients.length === 1 && (own === "" || !/[a-z]{3} [a-z]{2}/i.test(withoutAddress(own))) ? text : own;
    const more = recipients.length === 1 ? text : "";
    const { status = codesIn(more).status, replyCode = codesIn(more).replyCode } = codesIn(words);
    return describe({ recipient, status, replyCode, message: replyIn(words), words, more });
  });
}

interface Findings {
  recipient: string | undefined;
  originalRecipient?: string | undefined;
  status: string | undefined;
  replyCode: number | undefined;
  source?: string | undefined;
  message: string | undefined;
  mta?: string | undefined;
  /** What is to be understood, and what else there is where that says nothing. */
  words: string;
  more: string;
}

function describe({ words, more, message, ...found }: Findings): FailedRecipient {
  // What a program that was to store it says, as x-unix, tells nothing of the address, whatever status is made of it.
  const isOfProgram = found.source === "x-unix";
  const known = Object.fromEntries(
    Object.entries({ ...found, message: message?.slice(0, MAX_MESSAGE) }).filter(([, value]) => value !== undefined),
  );
  return {
    ...known,
    action: "failed",
    ...classify({ status: isOfProgram ? undefined : found.status, replyCode: found.replyCode, words, more }),
  };
}

/** From the reply of a server on, to the end of its paragraph; else the first line that says something. */
function replyIn(words: string): string | undefined {
  const lines = words.split("\n").map((line) => line.replace(/^[ \t>]*(<<< )?/, "").trim());
  const start = lines.findIndex((line) => codesIn(line).replyCode !== undefined || codesIn(line).status !== undefined);
  if (start === -1) {
    const said = lines.map((line) => line.replace(/^[<"']?[^\s<>"':]{1,100}@[^\s<>"':]{1,255}[>"']?:?/, "").trim());
    const telling = said.filter((line) => /\S \S+ \S./.test(line) && /[^:-]$/.test(line) && !/^on\b/.test(line));
    return telling.find((line) => !line.includes("@")) ?? telling[0] ?? said.find((line) => line !== "");
  }
  const end = lines.indexOf("", start);
  const reply = lines.slice(start, Math.min(end === -1 ? lines.length : end, start + MAX_REPLY_LINES)).join(" ");
  return /(?:^|said: ?|[:['"] ?)([45]\d\d[ -:][^]*)/.exec(reply)?.[1] ?? reply;
}

const withoutAddress = (text: string) =>
  text.replaceAll(/[<"']?[^\s<>"':]{1,100}@[^\s<>"':]{1,255}[>"']?:?/g, " ").trim();

const isSame = (a: string | undefined, b: string) => a?.toLowerCase() === b.toLowerCase();

const ADDRESSES = /[^\s<>,;:"]{1,100}@[^\s<>,;:"]{1,255}/g;

const addressesOf = ({ headers }: Letter, name: string): string[] =>
  (headers[name] ?? [])
    .flatMap((value) => value.slice(0, MAX_TEXT).match(ADDRESSES) ?? [])
    .map((address) => (name === "to" ? address.toLowerCase() : address));

const TO_IN_TEXT = /^[> ]{0,3}to:([^\n]{1,1000})/im;

function soleRecipient(values: readonly string[]): string[] {
  const to = values.flatMap((value) => value.slice(0, 2000).match(ADDRESSES) ?? []);
  return to.length === 1 ? to : [];
}
