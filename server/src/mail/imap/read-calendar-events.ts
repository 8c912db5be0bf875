import type { CalendarEvent } from "@posthorn/contracts/messages";
import { MAX_CALENDAR_BYTES, readCalendar } from "../../mime/calendar/read-calendar.ts";
import type { ImapClient } from "./connection.ts";
import { fetchParts } from "./fetch-parts.ts";
import { attachmentId, type MessageKey } from "./message-id.ts";
import type { AttachedPart } from "./message-structure.ts";

/** More calendars than that in one message are left alone. */
const MAX_CALENDARS = 10;

/** The calendar parts of a message, `text/calendar` first, as far as they are worth reading. */
export function calendarParts(parts: readonly AttachedPart[]): AttachedPart[] {
  const wanted = ["text/calendar", "application/ics"].flatMap((type) =>
    parts.filter(({ contentType, encodedInMessage }) => contentType === type && !encodedInMessage),
  );
  let left = MAX_CALENDAR_BYTES;
  return wanted.filter(({ size }) => size <= left && (left -= size) >= 0).slice(0, MAX_CALENDARS);
}

/** The events of a message in the selected mailbox; one question to the server if it has any, else none. */
export async function readCalendarEvents(
  client: ImapClient,
  key: MessageKey,
  parts: readonly AttachedPart[],
): Promise<CalendarEvent[]> {
  const wanted = calendarParts(parts);
  const contents = await fetchParts(client, key.uid, wanted, MAX_CALENDAR_BYTES);
  return readCalendar(
    wanted.flatMap(({ part, contentType, charset, filename, method }) => {
      const content = contents.get(part);
      return content ? [{ attachment: attachmentId(key, part), contentType, charset, filename, method, content }] : [];
    }),
  );
}
