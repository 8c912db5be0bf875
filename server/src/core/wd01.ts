import { createDecipheriv, scrypt } from "node:crypto";
import { promisify } from "node:util";

const deriveKey = promisify<string, Buffer, number, Buffer>(scrypt);

const VALUE = /^\$wd01\$aes-256-gcm\$([0-9a-f]{32})\$([0-9a-f]{24})\$([0-9a-f]{32})\$((?:[0-9a-f]{2})*)$/i;

/** Whether a text is a value that EmailEngine encrypted at rest: `$wd01$aes-256-gcm$<tag>$<iv>$<salt>$<data>`, in hex. */
export const isWd01 = (text: string) => text.startsWith("$wd01$");

/**
 * What such a value says; null when none of the secrets opens it, or when it was changed. Each try costs some 50 ms, off
 * the event loop: the key is derived anew for each value.
 */
export async function openWd01(text: string, secrets: readonly string[]): Promise<string | null> {
  const parts = VALUE.exec(text)
    ?.slice(1)
    .map((hex) => Buffer.from(hex, "hex"));
  if (parts === undefined) return null;
  const [tag, iv, salt, data] = parts as [Buffer, Buffer, Buffer, Buffer];
  for (const secret of secrets) {
    const decipher = createDecipheriv("aes-256-gcm", await deriveKey(secret, salt, 32), iv);
    decipher.setAuthTag(tag);
    try {
      return Buffer.concat([decipher.update(data), decipher.final()]).toString("utf8");
    } catch {
      // Another secret, perhaps.
    }
  }
  return null;
}
