import ICAL from "ical.js";
import { findIana } from "windows-iana";

/** Turns the fields of a local time, as milliseconds that read as UTC, into the time that it is. */
export type TimeZone = (local: number) => number;

/**
 * The IANA name of a time zone that a calendar names: by itself, behind a path (as in
 * `/mozilla.org/20050126_1/Europe/Berlin`), or the Windows way; undefined when it is none of them.
 */
export function ianaName(tzid: string): string | undefined {
  const name = tzid.trim().replace(/^"(.*)"$/, "$1");
  if (name.length > 200) return undefined;
  const path = /^\/.*?([A-Za-z_]+\/[A-Za-z_/+-]+)$/.exec(name)?.[1];
  // The parser of Windows names is typed by those it knows.
  const fromWindows = findIana(name as Parameters<typeof findIana>[0])[0];
  return [name, path, fromWindows].find((candidate) => candidate !== undefined && isIana(candidate));
}

function isIana(name: string): boolean {
  try {
    // An offset such as +01:00 is known to Intl, too, but names no zone.
    return /^[A-Z]/i.test(name) && Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

/** A zone of the IANA database. */
export function ianaZone(name: string): TimeZone {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const offsetAt = (time: number) => {
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
    const field = (type: string) => Number(parts[type]);
    const year = parts["era"] === "BC" ? 1 - field("year") : field("year");
    const shown = new Date(0).setUTCFullYear(year, field("month") - 1, field("day"));
    return (
      new Date(shown).setUTCHours(field("hour"), field("minute"), field("second")) - Math.floor(time / 1000) * 1000
    );
  };
  // Near a change of the offset the first guess is on the wrong side of it.
  return (local) => local - offsetAt(local - offsetAt(local));
}

/** Rules that change once a year, on a day of a month; whatever else a rule may say costs time without end. */
const YEARLY =
  /^(FREQ=YEARLY|INTERVAL=1|BYMONTH=\d{1,2}|BYDAY=(-?[1-4])?(SU|MO|TU|WE|TH|FR|SA)|WKST=[A-Z]{2}|UNTIL=[\dTZ]+)$/;
/** More transitions than any zone ever had. */
const MAX_OBSERVANCES = 200;

/**
 * A zone as the calendar itself describes it (VTIMEZONE); undefined where its rules are of no kind
 * that can be followed without being led on for ever.
 */
export function describedZone(description: ICAL.Component): TimeZone | undefined {
  const observances = description.getAllSubcomponents();
  if (observances.length === 0 || observances.length > MAX_OBSERVANCES) return undefined;
  if (!observances.every(isHarmless)) return undefined;
  const zone = new ICAL.Timezone(description);
  return (local) => {
    const time = ICAL.Time.fromJSDate(new Date(local), true);
    time.zone = zone;
    return local - zone.utcOffset(time) * 1000;
  };
}

function isHarmless(observance: ICAL.Component): boolean {
  const start = observance.getFirstPropertyValue("dtstart");
  if (!(start instanceof ICAL.Time) || start.year < 1600) return false;
  if (observance.getAllProperties("rdate").length > MAX_OBSERVANCES) return false;
  const rules = observance.getAllProperties("rrule");
  return (
    rules.length <= 1 &&
    rules.every((rule) => {
      const words = String(rule.getFirstValue()).toUpperCase().split(";");
      const has = (word: string) => words.some((other) => other.startsWith(word));
      return words.every((word) => YEARLY.test(word)) && has("FREQ=") && has("BYMONTH=") && has("BYDAY=");
    })
  );
}
