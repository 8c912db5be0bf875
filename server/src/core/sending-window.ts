import type { SendingWindow } from "@posthorn/contracts/sending-limits";
import { Cron } from "croner";

/** When a window is open next (epoch ms): `now` when it is open. */
export function opensAt({ from, until, days = EVERY_DAY }: SendingWindow, tz: string, now: number): number {
  const { day, minute } = localTime(tz, now);
  const [start, end] = [minuteOf(from), minuteOf(until)];
  const isOpen =
    start < end
      ? days.includes(day) && start <= minute && minute < end
      : (days.includes(day) && minute >= start) || (days.includes(day === 1 ? 7 : day - 1) && minute < end);
  return isOpen ? now : nextRun(`${start % 60} ${Math.floor(start / 60)} * * ${days.join(",")}`, tz, now);
}

/** The calendar day, such as `2031-02-03`. */
export const dayOf = (tz: string, now: number): string => formatsOf(tz).day.format(now);

/** When the next calendar day begins. */
export const nextDayAt = (tz: string, now: number): number => nextRun("0 0 * * *", tz, now);

/** The first of these names that is one of a time zone, else UTC. */
export const timeZoneAmong = (names: readonly (string | undefined)[]): string => names.find(isTimeZone) ?? "UTC";

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

const nextRun = (pattern: string, timezone: string, now: number): number =>
  new Cron(pattern, { timezone }).nextRun(new Date(now))?.getTime() ?? Number.MAX_SAFE_INTEGER;

interface Formats {
  clock: Intl.DateTimeFormat;
  day: Intl.DateTimeFormat;
}

/** Making a format costs more than all the rest. There are no more zones than the database has. */
const formats = new Map<string, Formats>();

function formatsOf(timeZone: string): Formats {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = {
    clock: new Intl.DateTimeFormat("en-US", { timeZone, weekday: "short", hour: "numeric", minute: "numeric", hourCycle: "h23" }), // prettier-ignore
    day: new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }),
  };
  formats.set(timeZone, made);
  return made;
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function localTime(tz: string, now: number): { day: number; minute: number } {
  const parts = formatsOf(tz).clock.formatToParts(now);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return { day: DAYS.indexOf(part("weekday")) + 1, minute: Number(part("hour")) * 60 + Number(part("minute")) };
}

function isTimeZone(name: string | undefined): name is string {
  if (!name) return false;
  try {
    return Boolean(formatsOf(name));
  } catch {
    return false;
  }
}
