import { texts } from "./components/texts.ts";
import { language } from "./languages/language.ts";

const STEPS: [limitSeconds: number, unitSeconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [45, 1, "second"],
  [2700, 60, "minute"],
  [79_200, 3600, "hour"],
  [2_160_000, 86_400, "day"],
  [29_030_400, 2_592_000, "month"],
  [Infinity, 31_536_000, "year"],
];

const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

/** The distance between `at` and `now` (epoch milliseconds) in words: `5 minutes ago`, `in 3 days`. */
export function inWords(at: number, now: number): string {
  if (Number.isNaN(at)) return texts.time.unknown;
  const seconds = (at - now) / 1000;
  const distance = Math.abs(seconds);
  if (distance < 10) return texts.time.now;
  const [, unitSeconds, unit] = STEPS.find(([limit]) => distance < limit) ?? [0, 31_536_000, "year" as const];
  return format.format(Math.round(seconds / unitSeconds), unit);
}

/** A time as fields of the browser take it, in its own zone and to the minute; empty where there is none. */
export function localTime(at: string | undefined): string {
  if (at === undefined) return "";
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
