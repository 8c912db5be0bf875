import { readDeliveryStatus, type RecipientStatus } from "./delivery-status.ts";
import { isAutomatic, isFromDaemon } from "./may-be-bounce.ts";
import type { Letter, ReportPart } from "./report.ts";
import { returnedMessageId } from "./returned-message-id.ts";

/** That a message could not be delivered, and what is said of the first recipient that it did not reach. */
export interface Bounce extends Partial<RecipientStatus> {
  /** The Message-ID of the message that was not delivered. */
  messageId?: string | undefined;
}

/** How servers say to people that they gave up. */
const FAILED = new RegExp(
  [
    "permanent(ly)? (fatal |delivery )?(error|fail)",
    "(could not|couldn.t|cannot|can.?not|can.t|unable to|failed to|not able to|did not) (be )?(deliver|send|sent|reach)",
    "(not|n.t) (be |been )?(successfully )?(deliver|sent\\b)",
    "undeliver",
    "deliver(y|ies)\\b.{0,60}\\b(fail|unsuccessful|error|abort|problem)",
    "fail(ed|ure)?\\b.{0,30}\\b(deliver|recipient|address)",
    "following (recipient|address)",
    "return(ed|ing)\\b.{0,20}\\b(mail|message|to (the )?sender|to you)",
    "(user|recipient|host|domain|address|mailbox)s? (is |was )?(unknown|not found|unavailable|rejected|invalid)",
    "(unknown|no such|invalid|bad) (local )?(user|recipient|host|domain|address|mailbox)",
    "(trouble|problem|error)s? (in |with )?(deliver|send)ing",
    // A reply of a mail server (RFC 5321 section 4.2.1, RFC 3463).
    "^\\W{0,9}5\\d\\d[ -]",
    "\\b5\\d\\d[ -]#?5\\.\\d{1,3}\\.\\d{1,3}\\b",
  ].join("|"),
  "im",
);
/** And that they have not yet. */
const DELAYED = new RegExp(
  [
    "will (be retried|(continue|keep) (on )?(to )?(re)?try)",
    "still (being )?(re)?tr(ied|ying)",
    "(has|have) been delayed",
    "delivery (is |has been )?(delayed|deferred)",
    "(do not|don.t|not) need to re-?send",
    "not yet been delivered",
    "this is a warning",
  ].join("|"),
  "i",
);
const FAILED_SUBJECT = /^(undeliver|mail delivery failed|delivery status notification|returned mail|failure notice)/i;
const DELAYED_SUBJECT = /\(delay\)|\bdelayed\b|^warning:/i;

/** What is written for people is read up to here. */
const MAX_TEXT = 50_000;

/**
 * Whether a message that may be a bounce (RFC 3464, or words for people) is one: it reports that a
 * message could not be delivered. A report of a delay or of a delivery is none. What a server says
 * in a delivery status counts; only where it says nothing of use the words do, if no person wrote
 * them.
 */
export function readBounce(letter: Letter, parts: readonly ReportPart[]): Bounce | undefined {
  const statuses = parts.filter(({ contentType }) => /^message\/(global-)?delivery-status$/.test(contentType));
  const own = statuses.filter(({ isEnclosed }) => !isEnclosed);
  const reports = (own.length > 0 ? own : statuses).map(({ content }) => readDeliveryStatus(content));
  const recipients = reports.flatMap((report) => report.recipients);
  const messageId = reports.find((report) => report.messageId)?.messageId ?? returnedMessageId(parts);
  const failed = recipients.find(isFailure);
  if (failed) return { ...failed, messageId };
  if (recipients.some(({ action, status }) => action ?? status)) return undefined;
  const text = parts
    .filter(({ contentType }) => /^text\/(plain|html)$/.test(contentType))
    .map(({ content }) => content)
    .join("\n")
    .slice(0, MAX_TEXT);
  if (DELAYED_SUBJECT.test(letter.subject ?? "") || DELAYED.test(text)) return undefined;
  const failedRecipient = letter.headers["x-failed-recipients"]?.[0]?.split(",")[0]?.trim();
  const isReport = letter.reportType !== undefined || failedRecipient !== undefined || isFromDaemon(letter);
  // A postmaster is a person, too.
  const isFromServer = isAutomatic(letter) || messageId !== undefined || FAILED_SUBJECT.test(letter.subject ?? "");
  if (!isReport && !isFromServer) return undefined;
  if (!FAILED.test(`${letter.subject ?? ""}\n${text}`)) return undefined;
  return { ...(failedRecipient && { recipient: failedRecipient }), messageId };
}

/** By the action; where that is none of RFC 3464's, by the class of the status. */
function isFailure({ action, status }: RecipientStatus): boolean {
  if (action === "failed") return true;
  if (["delayed", "delivered", "relayed", "expanded"].includes(action ?? "")) return false;
  return status?.startsWith("5") ?? false;
}
