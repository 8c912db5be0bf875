import type { Bounce, Complaint, FailedRecipient, MessageReport } from "../../core/message-report.ts";
import type { NewMessage } from "../../core/mail-backend.ts";
import type { NewEvent } from "../../events/event-log.ts";
import { findSentMessage, type SentMessage } from "../../storage/sent-messages.ts";
import type { Db } from "../../storage/storage.ts";
import { suppress, type SuppressionSettings } from "./suppress.ts";

/** A message that reports something, and where it was found. */
export interface Reported {
  account: string;
  message: NewMessage;
  report: MessageReport;
}

/**
 * What is told of the report in a new message, after its `messageNew`: a `messageBounce` for each recipient that was not reached,
 * if the message that it is about is named, or a `messageComplaint`. Puts addresses on lists where that is wanted, in the same
 * transaction.
 */
export async function eventsOfReport(
  tx: Db,
  { account, message, report }: Reported,
  settings: SuppressionSettings,
  now: number,
): Promise<NewEvent[]> {
  const { bounce, complaint } = report;
  const messageId = bounce?.messageId ?? complaint?.headers?.messageId;
  const sent = messageId === undefined ? undefined : await findSentMessage(tx, messageId, account);
  // What is taken for junk may be.
  const suppressible = message.messageSpecialUse === "\\Inbox" ? sent : undefined;
  const told: NewEvent[] = [];
  if (bounce?.messageId !== undefined) {
    for (const one of bounce.recipients) {
      if (one.recipient === undefined) continue;
      const isGone = settings.suppressHardBounces && one.bounceClass === "hard";
      const lists =
        suppressible && isGone
          ? await suppress(
              tx,
              settings,
              suppressible,
              addressesOf(one),
              { source: "bounce", reason: reasonOf(one) },
              now,
            )
          : [];
      told.push({ name: "messageBounce", account, data: bounceData(message.id, bounce, one, sent, lists) });
    }
  }
  if (complaint) {
    const lists =
      suppressible && settings.suppressComplaints && isAgainstMail(complaint)
        ? await suppress(
            tx,
            settings,
            suppressible,
            complainers(complaint, suppressible),
            { source: "complaint", reason: String(complaint.arf["feedbackType"] ?? "complaint") },
            now,
          )
        : [];
    told.push({ name: "messageComplaint", account, data: complaintData(message.id, complaint, sent, lists) });
  }
  return told;
}

function bounceData(
  bounceMessage: string,
  { queueId, messageId, messageHeaders }: Bounce,
  one: FailedRecipient,
  sent: SentMessage | undefined,
  suppressed: string[],
): object {
  const { recipient, action, source, message, status, category, recommendedAction, blocklists, retryAfter } = one;
  const [blocklist, ...more] = blocklists;
  return {
    bounceMessage,
    recipient,
    action,
    response: {
      source,
      message,
      status,
      category,
      recommendedAction,
      ...(blocklist && { blocklist: more.length > 0 ? { lists: blocklists } : blocklist }),
      retryAfter,
    },
    mta: one.mta,
    queueId,
    messageId,
    messageHeaders: messageHeaders ?? null,
    bounceClass: one.bounceClass,
    confidence: one.confidence,
    ...linkTo(sent),
    ...(suppressed.length > 0 && { suppressed }),
  };
}

const complaintData = (
  complaintMessage: string,
  { arf, headers }: Complaint,
  sent: SentMessage | undefined,
  suppressed: string[],
): object => ({
  complaintMessage,
  arf,
  ...(headers && { headers }),
  ...linkTo(sent),
  ...(suppressed.length > 0 && { suppressed }),
});

/** The submission that a report is about, where it was ours. */
const linkTo = (sent: SentMessage | undefined) =>
  sent && {
    submission: {
      queueId: sent.submission,
      account: sent.account,
      sent: new Date(sent.sentAt).toISOString(),
      ...(sent.lists.length > 0 && { lists: sent.lists }),
      ...(sent.gateway !== null && { gateway: sent.gateway }),
    },
  };

const addressesOf = ({ recipient, originalRecipient }: FailedRecipient) =>
  [recipient, originalRecipient].filter((address) => address !== undefined);

const reasonOf = ({ category, message, status }: FailedRecipient) =>
  [category, message ?? status].filter(Boolean).join(": ");

/** A report that mail is no spam, or fails a check, asks nobody to send less. */
const isAgainstMail = ({ arf }: Complaint) =>
  ["abuse", "fraud", "opt-out", "opt-out-list"].includes(String(arf["feedbackType"]).toLowerCase());

/** Who complains; of a message to a single recipient it is that one, even if the report hides it (RFC 6590). */
function complainers({ arf, headers }: Complaint, { recipients }: SentMessage): string[] {
  if (recipients.length === 1) return recipients;
  return [arf["originalRcptTo"], arf["removalRecipient"], headers?.to].flatMap((addresses) => addresses ?? []);
}
