/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * Rows as CSV (RFC 4180), in UTF-8 with a byte order mark, as spreadsheets want it. A value that a spreadsheet would
 * run as a formula gets an apostrophe in front.
 */
export const toCsv = (rows: readonly (readonly (string | null | undefined)[])[]): string =>
  `\uFEFF${rows.map((row) => `${row.map(toField).join(",")}\r\n`).join("")}`;

function toField(value: string | null | undefined): string {
  const text = FORMULA.test(value ?? "") ? `'${value}` : (value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
