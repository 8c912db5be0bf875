import type { CalendarEvent } from "@posthorn/contracts/messages";
import { MAX_CALENDAR_BYTES, readCalendar } from "../../mime/calendar/read-calendar.ts";
import type { GmailCallOptions } from "./api.ts";
import type { GmailContext } from "./context.ts";
import { attachmentId } from "./message-id.ts";
import type { ReadMessage } from "./message-object.ts";
import { type AttachedPart, isUtf8 } from "./message-parts.ts";
import { contentOf } from "./part-content.ts";

/** More calendars than that in one message are left alone. */
const MAX_CALENDARS = 10;

/** The calendar parts of a message, `text/calendar` first, as far as they are worth reading. */
function calendarParts(parts: readonly AttachedPart[]): AttachedPart[] {
  const wanted = ["text/calendar", "application/ics"].flatMap((type) =>
    parts.filter(({ contentType, encodedInMessage }) => contentType === type && !encodedInMessage),
  );
  let left = MAX_CALENDAR_BYTES;
  return wanted.filter(({ size }) => size <= left && (left -= size) >= 0).slice(0, MAX_CALENDARS);
}

/** The events of a message; a question to Gmail for each calendar that did not come with it. */
export async function readCalendarEvents(
  context: GmailContext,
  { message, parts }: ReadMessage,
  options: GmailCallOptions,
): Promise<CalendarEvent[]> {
  const calendars = [];
  for (const part of calendarParts(parts.attachments)) {
    const content = await contentOf(context, message.id, part, options);
    const charset = part.data !== undefined && isUtf8(content) ? "utf-8" : part.charset;
    const { contentType, filename, method } = part;
    calendars.push({ attachment: attachmentId(message.id, part), contentType, charset, filename, method, content });
  }
  return readCalendar(calendars);
}
