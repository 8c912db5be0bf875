import type { CalendarEvent, Message } from "@posthorn/contracts/messages";
import { mayBeBounce } from "../../mime/bounce/may-be-bounce.ts";
import { readBounce } from "../../mime/bounce/read-bounce.ts";
import { readCalendar } from "../../mime/calendar/read-calendar.ts";
import type { MailParts } from "./mail-parts.ts";

/** Whether a message is a bounce, and of which one. */
export function bounceMarksOf(
  { from, subject }: Pick<Message, "from" | "subject">,
  { headers, attachments, plain, html }: MailParts,
): Pick<Message, "isBounce" | "relatedMessageId"> {
  const reportType = /^multipart\/report\b.*\breport-type="?([\w-]+)/i.exec(headers["content-type"]?.[0] ?? "")?.[1];
  const contentTypes = attachments.map(({ contentType }) => contentType);
  const letter = { from, subject, headers, reportType: reportType?.toLowerCase(), contentTypes };
  const parts = [
    ...Object.entries({ plain, html }).map(([type, text]) => ({ contentType: `text/${type}`, content: text ?? "" })),
    ...attachments.map(({ contentType, content }) => ({ contentType, content: content.toString() })),
  ].map((part) => ({ ...part, isEnclosed: false }));
  const bounce = mayBeBounce(letter) ? readBounce(letter, parts) : undefined;
  if (!bounce) return {};
  return { isBounce: true, ...(bounce.messageId !== undefined && { relatedMessageId: bounce.messageId }) };
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
