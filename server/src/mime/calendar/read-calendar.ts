import type { CalendarEvent } from "@posthorn/contracts/messages";
import ICAL from "ical.js";
import { decodeText } from "../decode-text.ts";
import { describedZone, ianaName, ianaZone, type TimeZone } from "./time-zone.ts";

/** A part of a message that holds a calendar, its transfer encoding removed. */
export interface CalendarPart {
  /** The id it is downloaded by. */
  attachment: string;
  contentType: string;
  charset: string | undefined;
  filename: string | undefined;
  /** The method parameter of the Content-Type. */
  method: string | undefined;
  content: Buffer;
}

/** The most bytes that are read of a message's calendar parts together: parsing what is made for it takes a third of a second. */
export const MAX_CALENDAR_BYTES = 512 * 1024;
/** Events told of one message. */
export const MAX_EVENTS = 100;
/** Attendees told of one event. */
export const MAX_ATTENDEES = 500;

/**
 * The events of a message's calendar parts (RFC 5545), in the order of the parts. An event that
 * comes twice, by UID and RECURRENCE-ID, is told once, with the filename that the later part may
 * have. A part that makes no sense or is too large is left out. Recurrences are never expanded.
 */
export function readCalendar(parts: readonly CalendarPart[]): CalendarEvent[] {
  const events = new Map<string, CalendarEvent>();
  let left = MAX_CALENDAR_BYTES;
  for (const part of parts) {
    if (part.content.length > left) continue;
    left -= part.content.length;
    let isFirst = true;
    for (const [key, event] of readPart(part)) {
      const told = events.get(key);
      if (told) {
        if (part.filename !== undefined && told.filename === defaultName(told.method)) told.filename = part.filename;
        continue;
      }
      if (events.size >= MAX_EVENTS) break;
      events.set(key, isFirst ? { ...event, encoding: "base64", content: part.content.toString("base64") } : event);
      isFirst = false;
    }
  }
  return [...events.values()];
}

const defaultName = (method: string | undefined) =>
  method === "REQUEST" || method === "CANCEL" ? "invite.ics" : "event.ics";

/** The events of one part, by what tells them apart. */
function* readPart(part: CalendarPart): Generator<[key: string, CalendarEvent]> {
  for (const calendar of parse(decodeText(part.content, part.charset))) {
    const clock = clockOf(calendar);
    const method = (part.method ?? textOf(calendar, "method"))?.toUpperCase();
    const components = calendar.getAllSubcomponents("vevent").slice(0, MAX_EVENTS);
    for (const [index, component] of components.entries()) {
      const event = readEvent(component, clock, part, method);
      yield [JSON.stringify([event.eventId ?? `${part.attachment} ${index}`, event.recurrenceId]), event];
    }
  }
}

function parse(text: string): ICAL.Component[] {
  try {
    const parsed = ICAL.parse(text) as unknown[];
    // One calendar is parsed into itself, several into a list of them.
    const calendars = typeof parsed[0] === "string" ? [parsed] : (parsed as unknown[][]);
    return calendars.map((calendar) => new ICAL.Component(calendar)).filter(({ name }) => name === "vcalendar");
  } catch {
    return [];
  }
}

function readEvent(
  component: ICAL.Component,
  clock: Clock,
  { attachment, contentType, filename }: CalendarPart,
  method: string | undefined,
): CalendarEvent {
  const start = clock.timeOf(component.getFirstProperty("dtstart"));
  const sequence = Number(textOf(component, "sequence") ?? Number.NaN);
  const timezone = clock.zoneName ?? start?.zoneName;
  return {
    ...some("eventId", textOf(component, "uid")),
    attachment,
    ...some("method", method),
    ...some("summary", textOf(component, "summary")),
    ...some("description", textOf(component, "description")),
    ...some("location", textOf(component, "location")),
    ...some("status", textOf(component, "status")?.toUpperCase()),
    ...some("sequence", Number.isSafeInteger(sequence) ? sequence : undefined),
    ...some("timezone", timezone),
    ...some("startDate", start?.date),
    ...some("endDate", endOf(component, start, clock)),
    ...some("allDay", start?.isDay ? true : undefined),
    ...some("recurrenceRule", textOf(component, "rrule")),
    ...some("recurrenceId", clock.timeOf(component.getFirstProperty("recurrence-id"))?.date),
    ...some("organizer", textOf(component, "organizer")),
    ...some("attendees", attendeesOf(component)),
    filename: filename ?? defaultName(method),
    contentType,
  };
}

const some = <K extends string, T>(key: K, value: T | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { [P in K]?: T };

function textOf(component: ICAL.Component, name: string): string | undefined {
  const value: unknown = attempt(() => component.getFirstPropertyValue(name));
  const text = value === undefined || value === null ? "" : String(value as string).trim();
  return text === "" ? undefined : text;
}

function attendeesOf(component: ICAL.Component): CalendarEvent["attendees"] {
  const attendees = component
    .getAllProperties("attendee")
    .slice(0, MAX_ATTENDEES)
    .flatMap((property) => {
      const parameter = (name: string) => {
        const value: unknown = property.getParameter(name);
        return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
      };
      const address = String(property.getFirstValue() ?? "")
        .trim()
        .replace(/^mailto:/i, "");
      if (address === "") return [];
      return {
        address,
        ...some("name", parameter("cn")),
        ...some("role", parameter("role")?.toUpperCase()),
        ...some("status", parameter("partstat")?.toUpperCase()),
        ...some("rsvp", parameter("rsvp")?.toUpperCase() === "TRUE" ? true : undefined),
      };
    });
  return attendees.length > 0 ? attendees : undefined;
}

// ---- Times --------------------------------------------------------------------------------------

interface Moment {
  /** ISO 8601, UTC. */
  date: string;
  local: number;
  toUtc: TimeZone;
  isDay: boolean;
  zoneName: string | undefined;
}

interface Clock {
  /** The first zone that the calendar describes. */
  zoneName: string | undefined;
  timeOf(property: ICAL.Property | null): Moment | undefined;
}

const UTC: TimeZone = (local) => local;

/** Knows the zones of a calendar: by their names where these are known anywhere, else as the calendar describes them. */
function clockOf(calendar: ICAL.Component): Clock {
  const described = calendar.getAllSubcomponents("vtimezone");
  const first = described[0] && textOf(described[0], "tzid");
  const zones = new Map<string, TimeZone>();
  const zoneOf = (tzid: string): TimeZone => {
    const known = zones.get(tzid);
    if (known) return known;
    const name = ianaName(tzid);
    const description = described.find((component) => textOf(component, "tzid") === tzid);
    const zone = name === undefined ? description && attempt(() => describedZone(description)) : ianaZone(name);
    zones.set(tzid, zone ?? UTC);
    return zone ?? UTC;
  };
  return {
    zoneName: first === undefined ? undefined : (ianaName(first) ?? first),
    timeOf: (property) =>
      attempt(() => {
        const time: unknown = property?.getFirstValue();
        if (!(time instanceof ICAL.Time)) return undefined;
        const parameter: unknown = property?.getParameter("tzid");
        const tzid = typeof parameter === "string" ? parameter : undefined;
        const isUtc = time.isDate || time.zone === ICAL.Timezone.utcTimezone || tzid === undefined;
        const local = localOf(time);
        const toUtc = isUtc ? UTC : zoneOf(tzid);
        const date = new Date(toUtc(local)).toISOString();
        return { date, local, toUtc, isDay: time.isDate, zoneName: tzid && (ianaName(tzid) ?? tzid) };
      }),
  };
}

const localOf = ({ year, month, day, hour, minute, second }: ICAL.Time) => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute, second);
};

/** When an event ends: DTEND, or DTSTART and DURATION. */
function endOf(component: ICAL.Component, start: Moment | undefined, clock: Clock): string | undefined {
  const end = clock.timeOf(component.getFirstProperty("dtend"));
  if (end) return end.date;
  return attempt(() => {
    const duration: unknown = component.getFirstPropertyValue("duration");
    if (!start || !(duration instanceof ICAL.Duration)) return undefined;
    // Days are counted on the local calendar, hours on the clock (RFC 5545 section 3.3.6).
    const { weeks, days, hours, minutes, seconds, isNegative } = duration;
    const sign = isNegative ? -1 : 1;
    const moved = start.toUtc(start.local + sign * (weeks * 7 + days) * 86_400_000);
    return new Date(moved + sign * (hours * 3600 + minutes * 60 + seconds) * 1000).toISOString();
  });
}

/** One field that makes no sense must not take the others along. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
