import type { Message } from "@posthorn/contracts/messages";
import type { MessageReport } from "../core/message-report.ts";
import type { Letter } from "./bounce/report.ts";
import { mayBeBounce } from "./bounce/may-be-bounce.ts";
import { mayHaveReport, relatedMessageId } from "./find-report.ts";

/** The mailbox that a message lies in, by its use. */
export type MessageUse = Message["messageSpecialUse"];

/** What a message is told to be by the report that was found in it. */
export type ReportMarks = Pick<Message, "isBounce" | "isComplaint" | "relatedMessageId" | "deliveryReport">;

/** Whether it is worth reading a message where it lies: reports come into the inbox, and bounces are taken for junk at times. */
export const isWorthReading = (use: MessageUse, letter: Letter): boolean =>
  (use === "\\Inbox" && mayHaveReport(letter)) || (use === "\\Junk" && mayBeBounce(letter));

/** What of a report counts where its message lies. In Junk these are bounces. */
export const reportWhere = (use: MessageUse, report: MessageReport): MessageReport =>
  use === "\\Inbox" ? report : use === "\\Junk" && report.bounce ? { bounce: report.bounce } : {};

/** How a message with a report is marked. */
export function reportMarks(report: MessageReport): ReportMarks {
  const related = relatedMessageId(report);
  return {
    ...(report.bounce && { isBounce: true }),
    ...(report.complaint && { isComplaint: true }),
    ...(related !== undefined && { relatedMessageId: related }),
    ...(report.deliveryReport && { deliveryReport: report.deliveryReport }),
  };
}
