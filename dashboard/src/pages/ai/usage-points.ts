import type { AiUsage } from "@posthorn/contracts/ai";
import { language } from "../../languages/language.ts";

export interface UsagePoint {
  /** Epoch milliseconds. */
  at: number;
  label: string;
  promptTokens: number;
  completionTokens: number;
}

const DAY_MS = 86_400_000;
/** In the middle of a day of UTC it is the same day nearly everywhere. */
const NOON_MS = DAY_MS / 2;

/** One point a day from the first to the last, also for days without calls. */
export function pointsOf({ from, to, days }: Pick<AiUsage, "from" | "to" | "days">, locale = language): UsagePoint[] {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  const byDay = new Map(days.map((day) => [day.day, day]));
  const points: UsagePoint[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS) {
    const { promptTokens = 0, completionTokens = 0 } = byDay.get(new Date(at).toISOString().slice(0, 10)) ?? {};
    points.push({ at: at + NOON_MS, label: format.format(at), promptTokens, completionTokens });
  }
  return points;
}
