import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { StartError } from "../core/errors.ts";

/** Where the key file of a data folder is. */
export const keyFilePath = (dataDir: string) => join(dataDir, "posthorn.key");

/** What is in the key file; null when there is none. */
export async function readKeyFile(dataDir: string | undefined): Promise<string | null> {
  if (dataDir === undefined) return null;
  try {
    return (await readFile(keyFilePath(dataDir), "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** What is in the key file, which is made if it may be. Throws StartError when there is none. */
export async function keyFile(dataDir: string | undefined, mayCreate: boolean): Promise<string> {
  if (dataDir === undefined) throw new StartError("Set POSTHORN_SECRET: there is no data folder for a key file.");
  const existing = await readKeyFile(dataDir);
  if (existing !== null) return existing;
  if (!mayCreate)
    throw new StartError(
      `The key file ${keyFilePath(dataDir)} is missing, and the data was sealed with it. Put it back, or set POSTHORN_SECRET.`,
    );
  return writeKeyFile(dataDir, randomBytes(32).toString("base64url"));
}

/** Makes the key file, flushed to the disk. Returns what is in it: not `secret` where another process was faster. */
export async function writeKeyFile(dataDir: string, secret: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
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
