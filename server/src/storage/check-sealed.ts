import { sql } from "kysely";
import type { SealedPlace } from "./sealed-places.ts";
import type { Db } from "./storage.ts";
import { Vault } from "./vault.ts";

/** What is sealed in one place: how many values, and which of them can't be opened. */
export interface SealedCheck {
  total: number;
  /** The keys of the rows whose value does not open. */
  failed: string[];
}

/** Of values that are bytes one: it may be a whole message. */
const PORTION = 100;

/** Opens every value of a place, portion by portion. */
export async function checkSealed(
  { sql: db, vault }: Pick<Db, "sql" | "vault">,
  { table, column, key, isBytes, purpose }: SealedPlace,
): Promise<SealedCheck> {
  const limit = isBytes ? 1 : PORTION;
  const failed: string[] = [];
  let total = 0;
  let after: string | null = null;
  for (;;) {
    const { rows }: { rows: { key: string; value: string | Uint8Array | null }[] } = await sql<{
      key: string;
      value: string | Uint8Array | null;
    }>`select ${sql.ref(key)} as "key", ${sql.ref(column)} as "value" from ${sql.table(table)}
       ${after === null ? sql`` : sql`where ${sql.ref(key)} > ${after}`} order by ${sql.ref(key)} limit ${limit}`.execute(
      db,
    );
    for (const { key: row, value } of rows) {
      if (value === null || Vault.keyOf(value) === null) continue;
      total++;
      try {
        if (typeof value === "string") vault.open(value, purpose(row));
        else vault.openBytes(value, purpose(row));
      } catch {
        failed.push(row);
      }
    }
    after = rows.at(-1)?.key ?? null;
    if (rows.length < limit) return { total, failed };
  }
}
