import type { Kysely } from "kysely";
import { StartError } from "../core/errors.ts";
import { keyFile, readKeyFile } from "./key-file.ts";
import type { Tables } from "./schema.ts";
import { makeDataKey, unwrapDataKey, Vault, wrapDataKey } from "./vault.ts";

/**
 * Opens the installation's vault, making its first data key when there is none. Without a secret
 * in the configuration a key file in the data folder serves as one. A secret that is configured
 * later takes over from the key file.
 */
export async function openVault(
  db: Kysely<Tables>,
  options: { secret: string | undefined; dataDir: string | undefined },
): Promise<Vault> {
  const rows = await db.selectFrom("dataKeys").selectAll().orderBy("createdAt").execute();
  const secret = options.secret ?? (await keyFile(options.dataDir, rows.length === 0));
  if (rows.length === 0) {
    const made = { ...(await makeDataKey(secret)), createdAt: Date.now() };
    await db
      .insertInto("dataKeys")
      .values(made)
      .onConflict((c) => c.doNothing())
      .execute();
    // Two nodes may have made a first key each; the oldest is kept by everyone.
    rows.push(...(await db.selectFrom("dataKeys").selectAll().orderBy("createdAt").execute()));
  }
  const keys = new Map<string, Buffer>();
  for (const row of rows) {
    let key = await unwrapDataKey(row, secret);
    if (key === null && options.secret !== undefined) {
      const old = await readKeyFile(options.dataDir);
      key = old === null ? null : await unwrapDataKey(row, old);
      if (key !== null) {
        const { salt, wrapped } = await wrapDataKey(row.id, key, secret);
        await db.updateTable("dataKeys").set({ salt, wrapped }).where("id", "=", row.id).execute();
      }
    }
    if (key === null)
      throw new StartError(
        options.secret === undefined
          ? "The key file does not fit this database. Put back the posthorn.key that was made with it, or set POSTHORN_SECRET."
          : "POSTHORN_SECRET does not fit this database. Set the secret that was used when the data was written.",
      );
    keys.set(row.id, key);
  }
  const newest = rows.at(-1);
  if (newest === undefined) throw new StartError("The database keeps no data key.");
  return new Vault(keys, newest.id);
}
