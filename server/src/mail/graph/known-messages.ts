import { decode, encode } from "@msgpack/msgpack";
import type { BackendNotes, NoteWrite } from "../../core/mail-backend.ts";
import type { GraphMessage } from "./resources.ts";

/** What is remembered of a message: where it is, and what of it may change. */
export interface KnownMessage {
  /** The number of its folder. */
  folder: number;
  isSeen: boolean;
  isFlagged: boolean;
  isDraft: boolean;
  labels: string[];
}

export const KNOWN_PREFIX = "graph/known/";

const SEEN = 1;
const FLAGGED = 2;
const DRAFT = 4;
/** Messages are spread over so many notes by their ids, so that a change rewrites little. */
const BUCKETS = 256;

type Bucket = Map<string, KnownMessage>;
/** `[common beginning of the ids, [rest of the id, folder, flags, labels?][]]` */
type StoredBucket = [string, [string, number, number, string[]?][]];

/**
 * Every message of the mailbox that was told, or needs not be told, in the account's notes. It is read note by note as it is
 * needed, and remembers what it has read until `forget`.
 */
export class KnownMessages {
  readonly #notes: BackendNotes;
  readonly #buckets = new Map<string, Bucket>();
  readonly #changed = new Set<string>();
  #changes = 0;

  constructor(notes: BackendNotes) {
    this.#notes = notes;
  }

  /** Messages that were changed and not written yet. */
  get changes(): number {
    return this.#changes;
  }

  async get(id: string): Promise<KnownMessage | undefined> {
    return (await this.#bucketOf(id)).get(id);
  }

  async set(id: string, message: KnownMessage | null): Promise<void> {
    const bucket = await this.#bucketOf(id);
    if (message) bucket.set(id, message);
    else if (!bucket.delete(id)) return;
    this.#changed.add(keyOf(id));
    this.#changes++;
  }

  /** The ids of all messages in a folder. */
  async in(folder: number): Promise<string[]> {
    for (const [key, value] of await this.#notes.read(KNOWN_PREFIX))
      if (!this.#buckets.has(key)) this.#buckets.set(key, read(value));
    const all = [...this.#buckets.values()].flatMap((bucket) => [...bucket]);
    return all.filter(([, message]) => message.folder === folder).map(([id]) => id);
  }

  /** What has to be written for what was changed since. */
  takeNotes(): NoteWrite[] {
    const notes = [...this.#changed].map((key) => {
      const bucket = this.#buckets.get(key);
      return { key, value: bucket && bucket.size > 0 ? write(bucket) : null };
    });
    this.#changed.clear();
    this.#changes = 0;
    return notes;
  }

  /** Everything is written: the notes know it, too. */
  forget(): void {
    this.#buckets.clear();
  }

  async #bucketOf(id: string): Promise<Bucket> {
    const key = keyOf(id);
    const known = this.#buckets.get(key);
    if (known) return known;
    const value = (await this.#notes.read(key)).get(key);
    const bucket: Bucket = value ? read(value) : new Map<string, KnownMessage>();
    this.#buckets.set(key, bucket);
    return bucket;
  }
}

export const toKnown = (message: GraphMessage, folder: number): KnownMessage => ({
  folder,
  isSeen: message.isRead ?? false,
  isFlagged: message.flag?.flagStatus === "flagged",
  isDraft: message.isDraft ?? false,
  labels: message.categories ?? [],
});

/** FNV-1a, which spreads ids that differ in a few letters. */
function keyOf(id: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  const bucket = (hash >>> 8) % BUCKETS;
  return KNOWN_PREFIX + bucket.toString(16).padStart(2, "0");
}

function write(bucket: Bucket): Uint8Array {
  const ids = [...bucket.keys()].sort();
  const start = commonStart(ids[0] ?? "", ids.at(-1) ?? "");
  const rows = ids.map((id): StoredBucket[1][number] => {
    const { folder, isSeen, isFlagged, isDraft, labels } = bucket.get(id) as KnownMessage;
    const flags = (isSeen ? SEEN : 0) | (isFlagged ? FLAGGED : 0) | (isDraft ? DRAFT : 0);
    const rest = id.slice(start.length);
    return labels.length > 0 ? [rest, folder, flags, labels] : [rest, folder, flags];
  });
  return encode([start, rows] satisfies StoredBucket);
}

function read(value: Uint8Array): Bucket {
  const [start, rows] = decode(value) as StoredBucket;
  return new Map(
    rows.map(([rest, folder, flags, labels = []]) => [
      start + rest,
      {
        folder,
        isSeen: (flags & SEEN) !== 0,
        isFlagged: (flags & FLAGGED) !== 0,
        isDraft: (flags & DRAFT) !== 0,
        labels,
      },
    ]),
  );
}

/** Of the first and the last of sorted texts, and so of all. */
function commonStart(first: string, last: string): string {
  let length = 0;
  while (length < first.length && first[length] === last[length]) length++;
  return first.slice(0, length);
}
