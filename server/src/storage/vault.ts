import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { PosthornError } from "../core/errors.ts";
import { randomBytesPooled } from "../core/random-bytes.ts";

/** A key that seals values, in the clear. */
export interface DataKey {
  readonly id: string;
  readonly key: Buffer;
  /** From when on it seals (epoch ms), unless a later one does. It opens at any time. */
  readonly sealsFrom: number;
}

/**
 * Seals what must not be readable at rest with AES-256-GCM under a data key. The data key lies in
 * the database, wrapped by a key that scrypt derives from the installation's secret, once, at
 * start. Each sealed value names its data key, so that keys can be rotated while running.
 *
 * A key that was retired elsewhere must seal nothing here, or the value could never be opened again.
 * So whoever has not looked at the keys for a while seals nothing until that is made up for.
 */
export class Vault {
  #keys = new Map<string, DataKey>();
  #order: readonly DataKey[] = [];
  #sealsUntil = 0;
  readonly #onStale: () => void;
  readonly #now: () => number;

  constructor(onStale: () => void = () => {}, now: () => number = Date.now) {
    this.#onStale = onStale;
    this.#now = now;
  }

  /** Takes `keys` for all that there are; they seal until a time (epoch ms). */
  setKeys(keys: readonly DataKey[], sealsUntil: number): void {
    this.#keys = new Map(keys.map((one) => [one.id, one]));
    this.#order = keys.toSorted((one, other) => other.sealsFrom - one.sealsFrom);
    this.#sealsUntil = sealsUntil;
  }

  get keys(): readonly DataKey[] {
    return this.#order;
  }

  /** Which data key a value is sealed with; null for what is not sealed. */
  static keyOf(sealed: string | Uint8Array): string | null {
    return typeof sealed === "string"
      ? (/^p1\.([0-9a-f]{8})\./.exec(sealed)?.[1] ?? null)
      : Buffer.from(sealed.subarray(0, 4)).toString("hex");
  }

  /** `purpose` is bound to the value: what was sealed for one place can't be opened in another. */
  seal(plain: string, purpose: string): string {
    const key = this.#current();
    return `p1.${key.id}.${encrypt(key.key, Buffer.from(plain, "utf8"), purpose).toString("base64url")}`;
  }

  /** Throws when the value was changed, sealed for another purpose, or sealed with a key that is gone. */
  open(sealed: string, purpose: string): string {
    const [version, keyId, data] = sealed.split(".");
    if (version !== "p1" || keyId === undefined || data === undefined) throw new Error("Not a sealed value");
    return decrypt(this.#key(keyId), Buffer.from(data, "base64url"), purpose).toString("utf8");
  }

  sealBytes(plain: Buffer, purpose: string): Buffer {
    const key = this.#current();
    return Buffer.concat([Buffer.from(key.id, "hex"), encrypt(key.key, plain, purpose)]);
  }

  openBytes(sealed: Uint8Array, purpose: string): Buffer {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    return decrypt(this.#key(bytes.subarray(0, 4).toString("hex")), bytes.subarray(4), purpose);
  }

  #current(): DataKey {
    const now = this.#now();
    const current = this.#order.find(({ sealsFrom }) => sealsFrom <= now) ?? this.#order.at(-1);
    if (now <= this.#sealsUntil && current !== undefined) return current;
    this.#onStale();
    throw new PosthornError("unavailable", "The data keys have to be looked at before anything can be sealed", {
      code: "ServiceUnavailable",
      temporary: true,
    });
  }

  #key(id: string): Buffer {
    const found = this.#keys.get(id);
    if (found === undefined) throw new Error(`Sealed with data key ${id}, which is not known here`);
    return found.key;
  }
}

function encrypt(key: Buffer, plain: Buffer, purpose: string): Buffer {
  const iv = randomBytesPooled(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(Buffer.from(purpose, "utf8"));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, data: Buffer, purpose: string): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, data.subarray(0, 12));
  decipher.setAAD(Buffer.from(purpose, "utf8"));
  decipher.setAuthTag(data.subarray(-16));
  return Buffer.concat([decipher.update(data.subarray(12, -16)), decipher.final()]);
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

/** What stands before a wrapped key, where that of a sealed value names its data key. */
const NO_KEY = Buffer.alloc(4);

export async function wrapDataKey(id: string, key: Buffer, secret: string): Promise<WrappedKey> {
  const salt = randomBytes(16);
  const wrapped = Buffer.concat([NO_KEY, encrypt(await derive(secret, salt, 32), key, `data key ${id}`)]);
  return { id, salt: salt.toString("base64url"), wrapped: wrapped.toString("base64url") };
}

/** The data key in the clear, or null when `secret` is not the one that wrapped it. */
export async function unwrapDataKey(row: WrappedKey, secret: string): Promise<Buffer | null> {
  const wrapping = await derive(secret, Buffer.from(row.salt, "base64url"), 32);
  try {
    return decrypt(wrapping, Buffer.from(row.wrapped, "base64url").subarray(NO_KEY.length), `data key ${row.id}`);
  } catch {
    return null;
  }
}
