import { buffer } from "node:stream/consumers";
import type { CalendarEvent } from "@posthorn/contracts/messages";
import { MAX_CALENDAR_BYTES, readCalendar } from "../../mime/calendar/read-calendar.ts";
import type { GraphApi, GraphOptions } from "./api.ts";
import { attachmentId } from "./message-id.ts";
import { typeOfAttachment } from "./message-object.ts";
import type { GraphAttachment, GraphMessage } from "./resources.ts";

/** More calendars than that in one message are left alone. */
const MAX_CALENDARS = 10;

/** The events of a message's calendars; one question for each calendar, none for other mail. */
export async function readCalendarEvents(
  api: GraphApi,
  { id: message, attachments = [] }: GraphMessage,
  options: GraphOptions,
): Promise<CalendarEvent[]> {
  const of = (type: string) => attachments.filter((attachment) => typeOfAttachment(attachment).type === type);
  const parts = [];
  let left = MAX_CALENDAR_BYTES;
  for (const attachment of [...of("text/calendar"), ...of("application/ics")].slice(0, MAX_CALENDARS)) {
    if ((attachment.size ?? 0) > left) continue;
    const content = await readAttachment(api, message, attachment, options);
    left -= content.length;
    const { type: contentType, parameters } = typeOfAttachment(attachment);
    parts.push({
      attachment: attachmentId({ message, attachment: attachment.id }),
      contentType,
      charset: parameters["charset"],
      filename: nameOf(attachment),
      method: parameters["method"],
      content,
    });
  }
  return readCalendar(parts);
}

/** Exchange makes up a name where there is none. */
const nameOf = ({ name }: GraphAttachment) => (name && !/^ATT\d+/.test(name) ? name : undefined);

/** The content of an attachment. */
export const readAttachment = async (
  api: GraphApi,
  message: string,
  { id }: Pick<GraphAttachment, "id">,
  options: GraphOptions,
): Promise<Buffer> => {
  const path = `/messages/${encodeURIComponent(message)}/attachments/${encodeURIComponent(id)}/$value`;
  return buffer(await api.open({ method: "GET", path }, options));
};
