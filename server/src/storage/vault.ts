import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { randomBytesPooled } from "../core/random-bytes.ts";

/**
 * Seals what must not be readable at rest with AES-256-GCM under a data key. The data key lies in
 * the database, wrapped by a key that scrypt derives from the installation's secret, once, at
 * start. Each sealed value names its data key, so that keys can be rotated while running.
 */
export class Vault {
  readonly #keys: Map<string, Buffer>;
  readonly #current: string;

  constructor(keys: Map<string, Buffer>, current: string) {
    this.#keys = keys;
    this.#current = current;
  }

  /** `purpose` is bound to the value: what was sealed for one place can't be opened in another. */
  seal(plain: string, purpose: string): string {
    return `p1.${this.#current}.${this.#encrypt(Buffer.from(plain, "utf8"), purpose).toString("base64url")}`;
  }

  /** Throws when the value was changed, sealed for another purpose, or sealed with a key that is gone. */
  open(sealed: string, purpose: string): string {
    const [version, keyId, data] = sealed.split(".");
    if (version !== "p1" || keyId === undefined || data === undefined) throw new Error("Not a sealed value");
    return this.#decrypt(keyId, Buffer.from(data, "base64url"), purpose).toString("utf8");
  }

  sealBytes(plain: Buffer, purpose: string): Buffer {
    return Buffer.concat([Buffer.from(this.#current, "hex"), this.#encrypt(plain, purpose)]);
  }

  openBytes(sealed: Uint8Array, purpose: string): Buffer {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    return this.#decrypt(bytes.subarray(0, 4).toString("hex"), bytes.subarray(4), purpose);
  }

  #encrypt(plain: Buffer, purpose: string): Buffer {
    const iv = randomBytesPooled(12);
    const cipher = createCipheriv("aes-256-gcm", this.#key(this.#current), iv);
    cipher.setAAD(Buffer.from(purpose, "utf8"));
    return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  #decrypt(keyId: string, data: Buffer, purpose: string): Buffer {
    const decipher = createDecipheriv("aes-256-gcm", this.#key(keyId), data.subarray(0, 12));
    decipher.setAAD(Buffer.from(purpose, "utf8"));
    decipher.setAuthTag(data.subarray(-16));
    return Buffer.concat([decipher.update(data.subarray(12, -16)), decipher.final()]);
  }

  #key(id: string): Buffer {
    const key = this.#keys.get(id);
    if (key === undefined) throw new Error(`Sealed with data key ${id}, which is not in this database`);
    return key;
  }
}

const derive = promisify<string, Buffer, number, Buffer>(scrypt);

export interface WrappedKey {
  id: string;
  salt: string;
  wrapped: string;
}

/** A new data key, wrapped by `secret`. */
export async function makeDataKey(secret: string): Promise<WrappedKey> {
  return wrapDataKey(randomBytes(4).toString("hex"), randomBytes(32), secret);
}

export async function wrapDataKey(id: string, key: Buffer, secret: string): Promise<WrappedKey> {
  const salt = randomBytes(16);
  const wrapping = new Vault(new Map([["00000000", await derive(secret, salt, 32)]]), "00000000");
  return {
    id,
    salt: salt.toString("base64url"),
    wrapped: wrapping.sealBytes(key, `data key ${id}`).toString("base64url"),
  };
}

/** The data key in the clear, or null when `secret` is not the one that wrapped it. */
export async function unwrapDataKey(row: WrappedKey, secret: string): Promise<Buffer | null> {
  const wrappingKey = await derive(secret, Buffer.from(row.salt, "base64url"), 32);
  try {
    const wrapping = new Vault(new Map([["00000000", wrappingKey]]), "00000000");
    return wrapping.openBytes(Buffer.from(row.wrapped, "base64url"), `data key ${row.id}`);
  } catch {
    return null;
  }
}
