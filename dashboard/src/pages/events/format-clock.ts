import { language } from "../../languages/language.ts";

const clock = new Intl.DateTimeFormat(language, { timeStyle: "medium" });
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });

const DAY_MS = 86_400_000;

/** The time to the second; of a day that is gone, the day. Formats are made once: hundreds of rows a second need them. */
export function formatClock(at: string): string {
  const time = Date.parse(at);
  return Date.now() - time < DAY_MS ? clock.format(time) : day.format(time);
}
