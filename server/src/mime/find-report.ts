import type { MessageReport } from "../core/message-report.ts";
import { mayBeBounce } from "./bounce/may-be-bounce.ts";
import { readBounce } from "./bounce/read-bounce.ts";
import { readDeliveryReport } from "./bounce/read-delivery-report.ts";
import type { Letter, ReportPart } from "./bounce/report.ts";
import { mayBeComplaint } from "./complaint/may-be-complaint.ts";
import { readComplaint } from "./complaint/read-complaint.ts";

/** Whether it is worth reading a message to find out if it reports anything of another one. */
export const mayHaveReport = (letter: Letter): boolean => mayBeComplaint(letter) || mayBeBounce(letter);

/** What a message reports of another one; `parts` are its texts, reports and enclosed messages. */
export function findReport(letter: Letter, parts: readonly ReportPart[]): MessageReport {
  const complaint = mayBeComplaint(letter) ? readComplaint(letter, parts) : undefined;
  if (complaint) return { complaint };
  if (!mayBeBounce(letter)) return {};
  const deliveryReport = readDeliveryReport(letter, parts);
  if (deliveryReport) return { deliveryReport };
  const bounce = readBounce(letter, parts);
  return bounce ? { bounce } : {};
}

/** The Message-ID of the message that a report is about. */
export const relatedMessageId = ({ bounce, complaint }: MessageReport): string | undefined =>
  bounce?.messageId ?? complaint?.headers?.messageId;
