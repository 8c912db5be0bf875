const DAY_S = 86_400;
const WEEK_S = 7 * DAY_S;

/** Labels points of a window by the time of day, with the day too where it is needed to tell them apart. */
export function labelling(seconds: number, locale?: string): (at: string) => string {
  const format = new Intl.DateTimeFormat(locale, {
    ...(seconds > WEEK_S
      ? { day: "numeric", month: "short" }
      : seconds > DAY_S && { weekday: "short", day: "numeric" }),
    hour: "2-digit",
    minute: "2-digit",
  });
  return (at) => format.format(new Date(at));
}

/**
 * What stands below a picture of more than a week: the days, by the label of the first point of each. Null where the
 * labels stand there themselves.
 */
export function daysOf(
  points: readonly { at: number; label: string }[],
  seconds: number,
  locale?: string,
): Map<string, string> | null {
  if (seconds <= WEEK_S) return null;
  const format = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
  const firstOf = new Map<string, string>();
  for (const { at, label } of points) {
    const day = format.format(new Date(at));
    if (!firstOf.has(day)) firstOf.set(day, label);
  }
  return new Map([...firstOf].map(([day, label]) => [label, day]));
}
