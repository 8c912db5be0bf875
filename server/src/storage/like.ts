import { type RawBuilder, sql } from "kysely";

const literalOf = (text: string) => text.replace(/[%_\\]/g, "\\$&");

/** Whether a column contains `text`, in any case. The wildcards of LIKE mean nothing in it. */
export function contains(column: string, text: string): RawBuilder<boolean> {
  return sql<boolean>`lower(${sql.ref(column)}) like ${`%${literalOf(text.toLowerCase())}%`} escape '\\'`;
}

/** Whether a column begins with `text`; on SQLite in any case. */
export const beginsWith = (column: string, text: string): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(column)} like ${`${literalOf(text)}%`} escape '\\'`;
