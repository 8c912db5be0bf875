import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Kysely } from "kysely";
import { StartError } from "../core/errors.ts";
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

const keyFilePath = (dataDir: string) => join(dataDir, "posthorn.key");

async function readKeyFile(dataDir: string | undefined): Promise<string | null> {
  if (dataDir === undefined) return null;
  try {
    return (await readFile(keyFilePath(dataDir), "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function keyFile(dataDir: string | undefined, mayCreate: boolean): Promise<string> {
  if (dataDir === undefined) throw new StartError("Set POSTHORN_SECRET: there is no data folder for a key file.");
  const existing = await readKeyFile(dataDir);
  if (existing !== null) return existing;
  if (!mayCreate)
    throw new StartError(
      `The key file ${keyFilePath(dataDir)} is missing, and the data was sealed with it. Put it back, or set POSTHORN_SECRET.`,
    );
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const secret = randomBytes(32).toString("base64url");
  // Whole before it has its name: another first start at the same moment must not read half a key.
  const draft = `${keyFilePath(dataDir)}.${randomBytes(6).toString("hex")}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(`${secret}\n`);
    await file.sync();
    await link(draft, keyFilePath(dataDir));
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return (await readKeyFile(dataDir)) ?? secret;
  } finally {
    await file.close();
    await unlink(draft);
  }
}
