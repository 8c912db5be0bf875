import { buffer } from "node:stream/consumers";
import type { CalendarEvent } from "@posthorn/contracts/messages";
import { type CalendarPart, MAX_CALENDAR_BYTES, readCalendar } from "../../mime/calendar/read-calendar.ts";
import { takeApart, type TakenFile } from "../../mime/take-apart.ts";
import type { GraphApi, GraphOptions } from "./api.ts";
import { attachmentId } from "./message-id.ts";
import { typeOfAttachment } from "./message-object.ts";
import { readSource } from "./read-source.ts";
import type { GraphAttachment, GraphMessage } from "./resources.ts";

/** More calendars than that in one message are left alone. */
const MAX_CALENDARS = 10;

/** In place of an attachment's id: the calendar that an invitation has in its source only. */
export const SOURCE_CALENDAR = "calendar";
/** What is read of an invitation; its calendar stands before what is attached. */
const MAX_SOURCE_BYTES = 2 * 1024 * 1024;

/** The calendar of an invitation, which Exchange shows as an event of its own and not as an attachment. */
export async function readInvitation(
  api: GraphApi,
  message: string,
  options: GraphOptions,
): Promise<TakenFile | undefined> {
  const { files } = await takeApart(await readSource(api, message, MAX_SOURCE_BYTES, options));
  return files.find(({ contentType }) => contentType === "text/calendar");
}

/** The events of a message's calendars; one question for each calendar, or for the source of an invitation, none for other mail. */
export async function readCalendarEvents(
  api: GraphApi,
  { id: message, attachments = [], "@odata.type": kind = "" }: GraphMessage,
  options: GraphOptions,
): Promise<CalendarEvent[]> {
  const of = (type: string) => attachments.filter((attachment) => typeOfAttachment(attachment).type === type);
  const parts: CalendarPart[] = [];
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
  if (parts.length === 0 && /eventMessage/i.test(kind)) {
    const found = await readInvitation(api, message, options);
    const attachment = attachmentId({ message, attachment: SOURCE_CALENDAR });
    if (found) parts.push({ ...found, attachment, charset: "utf-8", filename: found.filename, method: undefined });
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
