import { useState } from "react";
import { formatDate, formatDay, formatTime } from "../../languages/format.ts";

/** The time of a message of today, else the day; the exact time for whoever points at it. */
export function ShortDate({ at }: { at: string }) {
  // Where a page stays open past midnight, the next look at the list tells the day.
  const [today] = useState(() => new Date().toDateString());
  const isToday = new Date(at).toDateString() === today;
  return (
    <time dateTime={at} title={formatDate(at)}>
      {isToday ? formatTime(at) : formatDay(at)}
    </time>
  );
}
