/** A statement may bind so many variables, 32,766 on SQLite and 65,535 on PostgreSQL; no row has as many columns as fill that. */
const ROWS_AT_ONCE = 500;

/** Rows in portions of a size that one statement may insert. */
export function* portionsOf<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) yield rows.slice(from, from + ROWS_AT_ONCE);
}
