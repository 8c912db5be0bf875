import { language } from "./language.ts";

const numbers = new Intl.NumberFormat(language);
const percents = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
const dates = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
const days = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
const sameDay = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const moments = new Intl.DateTimeFormat(language, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
});
const plurals = new Intl.PluralRules(language);

/** `10,000`, as the language writes it. */
export const formatNumber = (value: number): string => numbers.format(value);

/** A share between 0 and 1: `99.5%`. */
export const formatShare = (share: number): string => percents.format(share);

/** A time of the API (ISO 8601) or in epoch milliseconds, to the second and in the browser's zone. */
export const formatDate = (at: string | number | Date): string => dates.format(new Date(at));

/** The day alone. */
export const formatDay = (at: string | number | Date): string => days.format(new Date(at));

/** Hours and minutes alone. */
export const formatTime = (at: string | number | Date): string => sameDay.format(new Date(at));

/** The time of a day to the millisecond: `17:04:05.120`. */
export const formatMoment = (at: string | number | Date): string => moments.format(new Date(at));

const BYTE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** `1.2 MB`, in steps of 1,000. */
export function formatBytes(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const unit = BYTE_UNITS[step] ?? "byte";
  const format = new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  });
  return format.format(bytes / 1000 ** step);
}

const DURATION_UNITS: [limitMs: number, unitMs: number, unit: string][] = [
  [1000, 1, "millisecond"],
  [60_000, 1000, "second"],
  [3_600_000, 60_000, "minute"],
  [86_400_000, 3_600_000, "hour"],
  [Infinity, 86_400_000, "day"],
];

/** A length of time in milliseconds, in its largest unit: `350 ms`, `1.5 sec`, `3 days`. */
export function formatDuration(ms: number): string {
  const [, unitMs, unit] = DURATION_UNITS.find(([limit]) => ms < limit) ?? [0, 86_400_000, "day"];
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(ms / unitMs);
}

/** The one of `forms` that goes with `count` in the language: `{one: "message", other: "messages"}`. */
export const plural = (
  count: number,
  forms: { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>,
): string => forms[plurals.select(count)] ?? forms.other;

/** `a, b and c`, or with `or` before the last. */
export function listed(words: readonly string[], type: "conjunction" | "disjunction" = "conjunction"): string {
  // British English has no comma before the last.
  return new Intl.ListFormat(language === "en" ? "en-GB" : language, { type }).format(words);
}
