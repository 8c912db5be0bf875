import { type Kysely, type Selectable, sql } from "kysely";
import { StartError } from "../core/errors.ts";
import type { Engine } from "./engine.ts";
import { keyFile, readKeyFile } from "./key-file.ts";
import type { Tables } from "./schema.ts";
import { type DataKey, makeDataKey, unwrapDataKey, Vault, wrapDataKey } from "./vault.ts";

/** How often a process looks for data keys that others made or retired. */
export const KEYS_SEEN_EVERY_MS = 10_000;
/** Who has not seen them for so long seals nothing; until then what is sealed with a retired key has to be expected. */
export const KEYS_GOOD_FOR_MS = 60_000;

export interface OpenVault {
  vault: Vault;
  /** Looks for keys that others made or retired. Throws when one can't be opened with the secret that this process has. */
  refresh(): Promise<void>;
}

/**
 * Opens the installation's vault, making its first data key when there is none. Without a secret
 * in the configuration a key file in the data folder serves as one. A secret that is configured
 * later takes over from the key file.
 */
export async function openVault(
  db: Kysely<Tables>,
  engine: Engine,
  options: { secret: string | undefined; dataDir: string | undefined },
): Promise<OpenVault> {
  let rows = await keyRows(db, engine);
  const secret = options.secret ?? (await keyFile(options.dataDir, rows.length === 0));
  if (rows.length === 0) {
    await db
      .insertInto("dataKeys")
      .values({ ...(await makeDataKey(secret)), createdAt: Date.now(), sealsFrom: 0 })
      .onConflict((c) => c.doNothing())
      .execute();
    // Two nodes may have made a first key each; the oldest is kept by everyone.
    rows = await keyRows(db, engine);
  }
  if (rows.length === 0) throw new StartError("The database keeps no data key.");
  const vault = new Vault(() => void refresh().catch(() => undefined));
  const keys: DataKey[] = [];
  for (const row of rows) {
    const key = (await unwrapDataKey(row, secret)) ?? (await takeOverFromKeyFile(db, row, options));
    if (key === null)
      throw new StartError(
        options.secret === undefined
          ? "The key file does not fit this database. Put back the posthorn.key that was made with it, or set POSTHORN_SECRET."
          : "POSTHORN_SECRET does not fit this database. Set the secret that was used when the data was written, or change it with posthorn encrypt.",
      );
    keys.push({ id: row.id, key, sealsFrom: row.sealsFrom });
  }
  vault.setKeys(keys, Date.now() + KEYS_GOOD_FOR_MS);

  async function refresh(): Promise<void> {
    const seenAt = Date.now();
    const known = new Map(vault.keys.map(({ id, key }) => [id, key]));
    const present: DataKey[] = [];
    let strange: string | null = null;
    for (const row of await keyRows(db, engine)) {
      const key = known.get(row.id) ?? (await unwrapDataKey(row, secret));
      if (key === null) strange = row.id;
      else present.push({ id: row.id, key, sealsFrom: row.sealsFrom });
    }
    vault.setKeys(present, strange === null ? seenAt + KEYS_GOOD_FOR_MS : 0);
    if (strange !== null)
      throw new Error(`The data key ${strange} was made with another secret. Restart with the present one.`);
  }
  return { vault, refresh };
}

type KeyRow = Selectable<Tables["dataKeys"]>;

/** Oldest first. When a key begins to seal is told by the clock of this machine, wherever that of the database stands. */
async function keyRows(db: Kysely<Tables>, { clock }: Engine): Promise<KeyRow[]> {
  const rows = await db
    .selectFrom("dataKeys")
    .selectAll()
    .select(sql<number>`${sql.raw(clock)}`.as("now"))
    .orderBy("createdAt")
    .orderBy("id")
    .execute();
  const here = Date.now();
  return rows.map(({ now, ...row }) => ({ ...row, sealsFrom: row.sealsFrom - now + here }));
}

/** The key of a row that the key file had wrapped, which is wrapped by the secret from now on. */
async function takeOverFromKeyFile(
  db: Kysely<Tables>,
  row: KeyRow,
  { secret, dataDir }: { secret: string | undefined; dataDir: string | undefined },
): Promise<Buffer | null> {
  const old = secret === undefined ? null : await readKeyFile(dataDir);
  const key = old === null ? null : await unwrapDataKey(row, old);
  if (key === null || secret === undefined) return null;
  const { salt, wrapped } = await wrapDataKey(row.id, key, secret);
  await db.updateTable("dataKeys").set({ salt, wrapped }).where("id", "=", row.id).execute();
  return key;
}
