import { randomBytes } from "node:crypto";
import { access, rename, rm } from "node:fs/promises";
import { StartError } from "../../core/errors.ts";
import { readKeyFile } from "../key-file.ts";
import { type ArchivedTable, writeArchive } from "./archive.ts";
import { openSnapshot } from "./open-snapshot.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * Who is signed in or about to be, and the links by which people choose a password: old copies of that must open nothing, least
 * of all what was used up since. What goes with it is left out, too.
 */
const LEFT_OUT: readonly string[] = ["ceremonies", "invitations", "nodes", "sessions", "setupLinks"];

export interface BackupOptions {
  /** As `POSTHORN_DATABASE_URL` names it. */
  database: string;
  /** Where the key file is. */
  dataDir: string;
  /** Whether what is in the key file goes into the backup, too. */
  withKey: boolean;
  /** The version of the program. */
  version: string;
}

/**
 * Writes everything that a database holds at one moment to a file, while others go on working with it. The file is made
 * anew and has its name only once it is complete. Throws StartError when there is nothing to back up.
 */
export async function makeBackup(
  path: string,
  { database, dataDir, withKey, version }: BackupOptions,
): Promise<{ rows: number }> {
  const key = withKey ? await readKeyFile(dataDir) : null;
  if (withKey && key === null) throw new StartError(`There is no key file in ${dataDir}.`);
  if (await exists(path)) throw new StartError(`${path} is there already.`);
  const snapshot = await openSnapshot(database);
  const draft = `${path}.${randomBytes(4).toString("hex")}`;
  try {
    if (!snapshot.migrations.length) throw new StartError("This database holds nothing of Posthorn yet.");
    const rows = await writeArchive(
      draft,
      {
        createdAt: new Date().toISOString(),
        version,
        engine: snapshot.engine,
        migrations: snapshot.migrations,
        lastEvent: snapshot.lastEvent,
        ...(key !== null && { key }),
      },
      tablesOf(snapshot),
    );
    await rename(draft, path);
    return { rows };
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await snapshot.close();
  }
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

async function* tablesOf(snapshot: Snapshot): AsyncGenerator<ArchivedTable> {
  const leftOut = new Set(LEFT_OUT);
  for (const { name, columns, refersTo } of snapshot.tables)
    if (leftOut.has(name) || refersTo.some((other) => leftOut.has(other))) leftOut.add(name);
    else yield { name, columns, rows: snapshot.rows(name, columns) };
}
