import { decode, encode } from "@msgpack/msgpack";
import type { NoteWrite } from "../../core/mail-backend.ts";

export const PENDING_PREFIX = "pending/";
/** Read with one request. */
const CHUNK = 50;

/**
 * Messages that are to be told as new and are not yet, in order: those of a first sync, and those that a reconcile found.
 * Each note holds a chunk of them, and goes when its chunk is told.
 */
export class PendingMessages {
  readonly #chunks = new Map<string, string[]>();
  readonly #ids = new Set<string>();
  #last = 0;

  static read(notes: ReadonlyMap<string, Uint8Array>): PendingMessages {
    const pending = new PendingMessages();
    const keys = [...notes.keys()].filter((key) => key.startsWith(PENDING_PREFIX)).toSorted();
    for (const key of keys) pending.#put(key, decode(notes.get(key) as Uint8Array) as string[]);
    return pending;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  get isEmpty(): boolean {
    return this.#chunks.size === 0;
  }

  /** Adds messages, the oldest first, and says how to keep them. */
  add(ids: readonly string[]): NoteWrite[] {
    const notes: NoteWrite[] = [];
    for (let start = 0; start < ids.length; start += CHUNK) {
      const chunk = ids.slice(start, start + CHUNK);
      const key = `${PENDING_PREFIX}${String(this.#last + 1).padStart(9, "0")}`;
      this.#put(key, chunk);
      notes.push({ key, value: encode(chunk) });
    }
    return notes;
  }

  /** The chunk that is next; it stays until `done` says that it is told. */
  next(): { key: string; ids: string[] } | undefined {
    const [first] = this.#chunks;
    return first && { key: first[0], ids: first[1] };
  }

  done(key: string): NoteWrite {
    for (const id of this.#chunks.get(key) ?? []) this.#ids.delete(id);
    this.#chunks.delete(key);
    return { key, value: null };
  }

  #put(key: string, ids: string[]): void {
    this.#chunks.set(key, ids);
    for (const id of ids) this.#ids.add(id);
    this.#last = Math.max(this.#last, Number(key.slice(PENDING_PREFIX.length)));
  }
}
