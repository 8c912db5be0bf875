import type { Snapshot } from "./snapshot.ts";

/** A snapshot of a database as `POSTHORN_DATABASE_URL` names it. Throws when it is not there. */
export async function openSnapshot(database: string): Promise<Snapshot> {
  return /^postgres(ql)?:/.test(database)
    ? (await import("./postgres-snapshot.ts")).openPostgresSnapshot(database)
    : (await import("./sqlite-snapshot.ts")).openSqliteSnapshot(database);
}
