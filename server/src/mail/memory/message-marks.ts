import type { CalendarEvent, Message } from "@posthorn/contracts/messages";
import type { MessageReport } from "../../core/message-report.ts";
import type { ReportPart } from "../../mime/bounce/report.ts";
import { readCalendar } from "../../mime/calendar/read-calendar.ts";
import { findReport } from "../../mime/find-report.ts";
import { isWorthReading, type MessageUse, reportWhere } from "../../mime/report-marks.ts";
import { type MailParts, readMail } from "./mail-parts.ts";

/** More levels than any report has. */
const MAX_DEPTH = 4;

/** What a message reports of another one, where it lies. */
export function reportOf(
  use: MessageUse,
  { from, subject }: Pick<Message, "from" | "subject">,
  mail: MailParts,
): MessageReport {
  const { headers, attachments } = mail;
  const reportType = /^multipart\/report\b.*\breport-type="?([\w-]+)/i.exec(headers["content-type"]?.[0] ?? "")?.[1];
  const contentTypes = attachments.map(({ contentType }) => contentType);
  const letter = { from, subject, headers, reportType: reportType?.toLowerCase(), contentTypes };
  return isWorthReading(use, letter) ? reportWhere(use, findReport(letter, partsOf(mail, 0))) : {};
}

function partsOf({ plain, html, attachments }: MailParts, depth: number): ReportPart[] {
  const isEnclosed = depth > 0;
  const texts = Object.entries({ plain, html }).map(([type, text]) => ({
    contentType: `text/${type}`,
    content: text ?? "",
    isEnclosed,
  }));
  const others = attachments.flatMap(({ contentType, content }) => [
    { contentType, content: content.toString(), isEnclosed },
    ...(contentType === "message/rfc822" && depth < MAX_DEPTH ? partsOf(readMail(content), depth + 1) : []),
  ]);
  return [...texts, ...others];
}

/** The events of the calendar parts; `idOf` tells the id of an attachment by its number. */
export function calendarEventsOf({ attachments }: MailParts, idOf: (index: number) => string): CalendarEvent[] {
  const parts = attachments.map(({ contentType, filename, method, content }, index) => ({
    attachment: idOf(index),
    contentType,
    charset: undefined,
    filename,
    method,
    content,
  }));
  return readCalendar(
    ["text/calendar", "application/ics"].flatMap((type) => parts.filter(({ contentType }) => contentType === type)),
  );
}
