import { sql } from "kysely";
import type { Storage } from "../../storage/storage.ts";

/** How long the database takes to answer, in nanoseconds. */
export async function measureStore(storage: Storage): Promise<number> {
  const startedAt = process.hrtime.bigint();
  await sql`select 1`.execute(storage.sql);
  return Number(process.hrtime.bigint() - startedAt);
}
