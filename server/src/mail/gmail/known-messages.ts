import { decode, encode } from "@msgpack/msgpack";
import type { NoteWrite } from "../../core/mail-backend.ts";

/** Notes are written bucket by bucket, so that a change costs about a kilobyte. */
const BUCKETS = 64;
export const KNOWN_PREFIX = "known/";

type Entry = [id: Uint8Array, labels: number[] | null];

/**
 * What was told of the recent messages of an account: their labels, or that they are gone. It is what a reconcile
 * compares the mailbox with, and what keeps a message from being told twice. About 15 bytes a message.
 */
export class KnownMessages {
  readonly #messages = new Map<string, ReadonlySet<string> | null>();
  readonly #changed = new Set<number>();
  /** Many messages have the same labels; one set is enough for all of them. */
  readonly #sets = new Map<string, ReadonlySet<string>>();

  static read(notes: ReadonlyMap<string, Uint8Array>): KnownMessages {
    const known = new KnownMessages();
    for (const [key, value] of notes) {
      if (!key.startsWith(KNOWN_PREFIX)) continue;
      const [names, entries] = decode(value) as [string[], Entry[]];
      for (const [id, labels] of entries)
        known.#messages.set(toHex(id), labels && known.#shared(labels.flatMap((index) => names[index] ?? [])));
    }
    return known;
  }

  get size(): number {
    return this.#messages.size;
  }

  get ids(): IterableIterator<string> {
    return this.#messages.keys();
  }

  /** Labels as last told; null for a message that is gone; undefined for one never heard of. */
  labelsOf(id: string): ReadonlySet<string> | null | undefined {
    return this.#messages.get(id);
  }

  set(id: string, labels: Iterable<string> | null): void {
    this.#messages.set(id, labels && this.#shared(labels));
    this.#changed.add(bucketOf(id));
  }

  forget(id: string): void {
    if (this.#messages.delete(id)) this.#changed.add(bucketOf(id));
  }

  #shared(labels: Iterable<string>): ReadonlySet<string> {
    const list = [...labels].toSorted();
    const key = list.join("\n");
    const known = this.#sets.get(key) ?? new Set(list);
    this.#sets.set(key, known);
    return known;
  }

  /** What keeps the changes since this was asked last. */
  takeNotes(): NoteWrite[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    const byBucket = new Map<number, [string, ReadonlySet<string> | null][]>(changed.map((bucket) => [bucket, []]));
    for (const entry of changed.length > 0 ? this.#messages : []) byBucket.get(bucketOf(entry[0]))?.push(entry);
    return [...byBucket].map(([bucket, entries]) => ({
      key: `${KNOWN_PREFIX}${bucket}`,
      value: entries.length === 0 ? null : write(entries),
    }));
  }
}

function write(messages: readonly [string, ReadonlySet<string> | null][]): Uint8Array {
  const indexes = new Map<string, number>();
  const indexOf = (label: string) => {
    const known = indexes.get(label) ?? indexes.size;
    indexes.set(label, known);
    return known;
  };
  const entries = messages.map(([id, labels]): Entry => [toBytes(id), labels && [...labels].map(indexOf)]);
  return encode([[...indexes.keys()], entries]);
}

/** Ids are hexadecimal numbers, without zeros in front. */
function toBytes(id: string): Uint8Array {
  const even = id.length % 2 === 0 ? id : `0${id}`;
  return Buffer.from(even, "hex");
}

const toHex = (bytes: Uint8Array) =>
  Buffer.from(bytes)
    .toString("hex")
    .replace(/^0(?=.)/, "");

const bucketOf = (id: string) => Number.parseInt(id.slice(-8), 16) % BUCKETS;
