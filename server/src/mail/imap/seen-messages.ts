import { createHash } from "node:crypto";
import type { BackendNotes, NoteWrite } from "../../core/mail-backend.ts";

/**
 * The newest twenty thousand or so messages that were told, as 64-bit hashes of their Message-ID or
 * email id with the id they had, in buckets by hash: to know one takes one small note, and so does
 * to remember it.
 */
const BUCKETS = 64;
const MESSAGES_PER_BUCKET = 320;
const HASH_BYTES = 8;
const ID_BYTES = 8;
const ENTRY_BYTES = HASH_BYTES + ID_BYTES;

export const SEEN_PREFIX = "seen/";

/** Remembers messages for one batch; the notes to write are handed out at its end. */
export class SeenMessages {
  readonly #notes: BackendNotes;
  readonly #open = new Map<string, Buffer>();
  readonly #touched = new Set<string>();

  constructor(notes: BackendNotes) {
    this.#notes = notes;
  }

  /** The id under which a message with one of the names was met last, if it was; from now on it is `id`. */
  async meet(names: readonly string[], id: string): Promise<string | undefined> {
    let known: string | undefined;
    const idBytes = Buffer.from(id, "base64url").subarray(0, ID_BYTES);
    for (const name of names) {
      const hash = createHash("sha256").update(name).digest().subarray(0, HASH_BYTES);
      const key = SEEN_PREFIX + ((hash[0] ?? 0) % BUCKETS).toString(16).padStart(2, "0");
      const bucket = await this.#bucket(key);
      const at = find(bucket, hash);
      if (at >= 0) known ??= bucket.subarray(at + HASH_BYTES, at + ENTRY_BYTES).toString("base64url");
      const others = at < 0 ? bucket : Buffer.concat([bucket.subarray(0, at), bucket.subarray(at + ENTRY_BYTES)]);
      const kept = others.subarray(Math.max(0, others.length - (MESSAGES_PER_BUCKET - 1) * ENTRY_BYTES));
      this.#open.set(key, Buffer.concat([kept, hash, idBytes]));
      this.#touched.add(key);
    }
    return known;
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

/** Where the entry of a hash begins; -1 if there is none. */
function find(bucket: Buffer, hash: Buffer): number {
  for (let at = 0; at + ENTRY_BYTES <= bucket.length; at += ENTRY_BYTES)
    if (hash.equals(bucket.subarray(at, at + HASH_BYTES))) return at;
  return -1;
}
