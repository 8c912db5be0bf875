import { sql } from "kysely";
import { isOfMigrator } from "../storage/backup/snapshot.ts";
import type { Storage } from "../storage/storage.ts";
import type { Output } from "./output.ts";

/** Prints how many rows each table has: `KEY,COUNT`, by name. */
export async function scan(store: Storage, _options: object, output: Output): Promise<number> {
  output.out("KEY,COUNT\n");
  const tables = (await store.sql.introspection.getTables()).map(({ name }) => name);
  for (const name of tables.filter((one) => !isOfMigrator(one)).toSorted()) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(name)}`.execute(store.sql);
    output.out(`${name},${Number(rows[0]?.count ?? 0)}\n`);
  }
  return 0;
}
