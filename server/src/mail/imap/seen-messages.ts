import { createHash } from "node:crypto";
import type { BackendNotes, NoteWrite } from "../../core/mail-backend.ts";

/**
 * The newest twenty thousand or so messages that were told, as 64-bit hashes of their Message-ID or
 * email id, in buckets by hash: to know one takes one small note, and so does to remember it.
 */
const BUCKETS = 64;
const HASHES_PER_BUCKET = 320;
const HASH_BYTES = 8;

export const SEEN_PREFIX = "seen/";

/** Remembers messages for one batch; the notes to write are handed out at its end. */
export class SeenMessages {
  readonly #notes: BackendNotes;
  readonly #open = new Map<string, Buffer>();
  readonly #touched = new Set<string>();

  constructor(notes: BackendNotes) {
    this.#notes = notes;
  }

  /** Whether any of the names was met before; from now on all of them were. */
  async meet(names: readonly string[]): Promise<boolean> {
    let wasKnown = false;
    for (const name of names) {
      const hash = createHash("sha256").update(name).digest().subarray(0, HASH_BYTES);
      const key = SEEN_PREFIX + ((hash[0] ?? 0) % BUCKETS).toString(16).padStart(2, "0");
      const bucket = await this.#bucket(key);
      if (includes(bucket, hash)) {
        wasKnown = true;
        continue;
      }
      const kept = bucket.subarray(Math.max(0, bucket.length - (HASHES_PER_BUCKET - 1) * HASH_BYTES));
      this.#open.set(key, Buffer.concat([kept, hash]));
      this.#touched.add(key);
    }
    return wasKnown;
  }

  takeWrites(): NoteWrite[] {
    const writes = [...this.#touched].map((key) => ({ key, value: this.#open.get(key) as Uint8Array }));
    this.#touched.clear();
    this.#open.clear();
    return writes;
  }

  async #bucket(key: string): Promise<Buffer> {
    const open = this.#open.get(key);
    if (open) return open;
    const found = (await this.#notes.read(key)).get(key);
    const bucket = found ? Buffer.from(found.buffer, found.byteOffset, found.byteLength) : Buffer.alloc(0);
    this.#open.set(key, bucket);
    return bucket;
  }
}

function includes(bucket: Buffer, hash: Buffer): boolean {
  for (let at = 0; at + HASH_BYTES <= bucket.length; at += HASH_BYTES)
    if (hash.equals(bucket.subarray(at, at + HASH_BYTES))) return true;
  return false;
}
