import { type RawBuilder, sql } from "kysely";

/** Whether a column contains `text`, in any case. The wildcards of LIKE mean nothing in it. */
export function contains(column: string, text: string): RawBuilder<boolean> {
  const literal = text.toLowerCase().replace(/[%_\\]/g, "\\$&");
  return sql<boolean>`lower(${sql.ref(column)}) like ${`%${literal}%`} escape '\\'`;
}
