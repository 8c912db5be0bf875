import type { Complaint, DeliveryReport, FailedRecipient } from "../../core/message-report.ts";
import { mayBeBounce } from "../../mime/bounce/may-be-bounce.ts";
import { findDeliveryStatus } from "../../mime/bounce/read-bounce.ts";
import { readLetter } from "../../mime/bounce/read-letter.ts";
import { findReport, relatedMessageId } from "../../mime/find-report.ts";
import { kindOfMessage, type MessageKind } from "../../mime/kind-of-message.ts";

/** What a message turned out to be, in the form in which it is told. */
export interface CheckedMessage {
  kind: MessageKind;
  /** Those that the message did not reach, or did, or not yet: `action` tells. */
  recipients: (FailedRecipient | ReportedRecipient)[];
  /** Of the message that is reported on. */
  messageId?: string;
  queueId?: string;
  messageHeaders?: Record<string, string[]>;
  arf?: Complaint["arf"];
  headers?: Complaint["headers"];
  deliveryReport?: DeliveryReport;
}

interface ReportedRecipient {
  recipient?: string;
  action?: string;
  status?: string;
}

/** Finds out what a whole message reports, wherever it lies. Rejects where nobody could read it: its header is over 1 MiB. */
export async function checkMessage(raw: Buffer): Promise<CheckedMessage> {
  const { letter, parts } = await readLetter(raw);
  const report = findReport(letter, parts);
  const { bounce, complaint, deliveryReport } = report;
  const isOfServer = !complaint && mayBeBounce(letter);
  const reported = isOfServer ? (findDeliveryStatus(parts)?.recipients ?? []) : [];
  const messageId = relatedMessageId(report);
  return {
    kind: kindOfMessage(letter, report),
    recipients: bounce?.recipients ?? reported.map(toRecipient),
    ...(messageId !== undefined && { messageId }),
    ...(bounce?.queueId !== undefined && { queueId: bounce.queueId }),
    ...(bounce?.messageHeaders && { messageHeaders: bounce.messageHeaders }),
    ...(complaint && { arf: complaint.arf }),
    ...(complaint?.headers && { headers: complaint.headers }),
    ...(deliveryReport && { deliveryReport }),
  };
}

const toRecipient = ({
  recipient,
  action,
  status,
}: {
  recipient: string | undefined;
  action: string | undefined;
  status: string | undefined;
}): ReportedRecipient => ({
  ...(recipient !== undefined && { recipient }),
  ...(action !== undefined && { action }),
  ...(status !== undefined && { status }),
});
