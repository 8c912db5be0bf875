const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A date as INTERNALDATE writes it (RFC 9051 section 9, date-time). */
export function writeInternalDate(date: Date): string {
  const day = String(date.getUTCDate()).padStart(2, " ");
  const time = date.toISOString().slice(11, 19);
  return `${day}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()} ${time} +0000`;
}

/** The first millisecond of a day like `1-Feb-2025`, or the moment that a date-time names. */
export function readImapDate(text: string): number {
  const spaced = text.trim().replace(/^(\d{1,2})-(\w{3})-/, "$1 $2 ");
  return Date.parse(spaced.includes(":") ? spaced : `${spaced} UTC`);
}
