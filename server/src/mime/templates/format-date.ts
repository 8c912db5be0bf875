import moment from "moment";

/** No format that somebody writes is longer. */
const LONGEST_FORMAT = 200;

/**
 * A time in the tokens of Moment (`YYYY-MM-DD HH:mm`), in UTC or at an offset such as `+0200`. The time is
 * ISO 8601 or RFC 2822 text, or epoch milliseconds. Throws for what is no time, no offset, or too long a format.
 */
export function formatDate(time: unknown, format: string, offset?: unknown): string {
  const parsed =
    typeof time === "number" ? moment.utc(time) : moment.utc(String(time), [moment.ISO_8601, moment.RFC_2822]);
  if (!parsed.isValid()) throw new Error(`not a date: ${String(time).slice(0, 100)}`);
  if (format.length > LONGEST_FORMAT) throw new Error("the format is too long");
  if (offset === undefined) return parsed.format(format);
  if (typeof offset !== "string" || !/^(?:Z|[+-]\d\d:?\d\d)$/.test(offset))
    throw new Error(`not an offset such as +0200: ${JSON.stringify(offset).slice(0, 100)}`);
  return parsed.utcOffset(offset).format(format);
}
