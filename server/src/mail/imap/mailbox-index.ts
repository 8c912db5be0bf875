import type { NoteWrite } from "../../core/mail-backend.ts";

// What is remembered of a mailbox: the UIDs of its messages and the flags of each. It is kept in
// chunks of about a thousand messages, a note each, so that a scan reads few notes and a change
// rewrites one. A chunk is a sequence of runs, each three varints:
//
//   gap     distance to the UID before (in the first run: from the chunk's first UID)
//   length  how many messages with consecutive UIDs share the flag set
//   flags   number of the flag set, in the mailbox's own dictionary
//
// A chunk's note is named after the UID it began with and holds every UID from there up to where
// the next chunk begins. Positions (IMAP sequence numbers less one) follow from counting.

/** Messages in a full chunk. */
export const CHUNK_MESSAGES = 1000;

export interface IndexedMessage {
  uid: number;
  /** Number of its flag set. */
  flags: number;
}

interface Chunk {
  first: number;
  count: number;
  /** Encoded as in the note. */
  bytes: Uint8Array | undefined;
  /** Decoded, while the chunk is being worked on. */
  messages: IndexedMessage[] | undefined;
  isTouched: boolean;
}

export class MailboxIndex {
  readonly #prefix: string;
  #chunks: Chunk[] = [];
  #removed = new Set<number>();

  /** `notes` are all notes whose key starts with `prefix`. */
  constructor(prefix: string, notes: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#prefix = prefix;
    for (const [key, bytes] of notes) {
      const first = Number.parseInt(key.slice(prefix.length), 16);
      this.#chunks.push({ first, count: countMessages(bytes), bytes, messages: undefined, isTouched: false });
    }
    this.#chunks.sort((a, b) => a.first - b.first);
  }

  get size(): number {
    let size = 0;
    for (const { count } of this.#chunks) size += count;
    return size;
  }

  get lastUid(): number {
    for (let i = this.#chunks.length - 1; i >= 0; i--) {
      const chunk = this.#chunks[i] as Chunk;
      if (chunk.count > 0) return messagesOf(chunk).at(-1)?.uid ?? 0;
    }
    return 0;
  }

  /** The UID at a position, counted from 0. */
  uidAt(position: number): number | undefined {
    let before = 0;
    for (const chunk of this.#chunks) {
      if (position < before + chunk.count) return messagesOf(chunk)[position - before]?.uid;
      before += chunk.count;
    }
    return undefined;
  }

  flagsOf(uid: number): number | undefined {
    const chunk = this.#chunkOf(uid);
    if (!chunk) return undefined;
    const at = find(messagesOf(chunk), uid);
    return at < 0 ? undefined : messagesOf(chunk)[at]?.flags;
  }

  /** Adds a message, or gives a known one other flags. */
  set(uid: number, flags: number): void {
    const last = this.#chunks.at(-1);
    let chunk = this.#chunkOf(uid);
    if (!chunk || (chunk === last && chunk.count >= CHUNK_MESSAGES && uid > this.lastUid)) {
      chunk = { first: uid, count: 0, bytes: undefined, messages: [], isTouched: true };
      this.#chunks.push(chunk);
      this.#chunks.sort((a, b) => a.first - b.first);
      this.#removed.delete(uid);
    }
    const messages = messagesOf(chunk);
    const at = find(messages, uid);
    if (at >= 0) {
      const known = messages[at] as IndexedMessage;
      if (known.flags === flags) return;
      known.flags = flags;
    } else {
      messages.splice(~at, 0, { uid, flags });
      chunk.count++;
    }
    touch(chunk);
  }

  delete(uid: number): boolean {
    const chunk = this.#chunkOf(uid);
    if (!chunk) return false;
    const messages = messagesOf(chunk);
    const at = find(messages, uid);
    if (at < 0) return false;
    messages.splice(at, 1);
    chunk.count--;
    touch(chunk);
    return true;
  }

  clear(): void {
    for (const { first } of this.#chunks) this.#removed.add(first);
    this.#chunks = [];
  }

  *[Symbol.iterator](): Generator<IndexedMessage> {
    for (const chunk of this.#chunks) yield* decodeChunk(chunk.first, encodedOf(chunk));
  }

  /** What has to be written since the last time; afterwards the index is small again. */
  takeWrites(): NoteWrite[] {
    const writes: NoteWrite[] = [];
    for (const chunk of this.#chunks) {
      if (chunk.isTouched) {
        chunk.bytes = encodeChunk(chunk.first, chunk.messages ?? []);
        if (chunk.count === 0) this.#removed.add(chunk.first);
        else writes.push({ key: this.#keyOf(chunk.first), value: chunk.bytes });
        chunk.isTouched = false;
      }
      chunk.messages = undefined;
    }
    this.#chunks = this.#chunks.filter(({ count }) => count > 0);
    for (const first of this.#removed) writes.push({ key: this.#keyOf(first), value: null });
    this.#removed.clear();
    return writes;
  }

  #chunkOf(uid: number): Chunk | undefined {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#chunks[middle] as Chunk).first <= uid) low = middle + 1;
      else high = middle;
    }
    return this.#chunks[low - 1];
  }

  #keyOf(first: number) {
    return this.#prefix + first.toString(16).padStart(8, "0");
  }
}

function messagesOf(chunk: Chunk): IndexedMessage[] {
  return (chunk.messages ??= [...decodeChunk(chunk.first, chunk.bytes ?? new Uint8Array())]);
}

const encodedOf = (chunk: Chunk) =>
  chunk.isTouched || !chunk.bytes ? encodeChunk(chunk.first, messagesOf(chunk)) : chunk.bytes;

function touch(chunk: Chunk) {
  chunk.isTouched = true;
}

/** Where a UID is, or the complement of where it belongs. */
function find(messages: readonly IndexedMessage[], uid: number): number {
  let low = 0;
  let high = messages.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const at = (messages[middle] as IndexedMessage).uid;
    if (at === uid) return middle;
    if (at < uid) low = middle + 1;
    else high = middle - 1;
  }
  return ~low;
}

/** `messages` in the order of their UIDs, none below `first`. */
export function encodeChunk(first: number, messages: readonly IndexedMessage[]): Uint8Array {
  const bytes: number[] = [];
  let next = first;
  for (let i = 0; i < messages.length;) {
    const { uid, flags } = messages[i] as IndexedMessage;
    let length = 1;
    while (messages[i + length]?.uid === uid + length && messages[i + length]?.flags === flags) length++;
    writeVarint(bytes, uid - next);
    writeVarint(bytes, length);
    writeVarint(bytes, flags);
    next = uid + length;
    i += length;
  }
  return Uint8Array.from(bytes);
}

export function* decodeChunk(first: number, bytes: Uint8Array): Generator<IndexedMessage> {
  let next = first;
  for (const [gap, length, flags] of runs(bytes)) {
    next += gap;
    for (let i = 0; i < length; i++) yield { uid: next + i, flags };
    next += length;
  }
}

function countMessages(bytes: Uint8Array): number {
  let count = 0;
  for (const [, length] of runs(bytes)) count += length;
  return count;
}

function* runs(bytes: Uint8Array): Generator<[gap: number, length: number, flags: number]> {
  const cursor = { at: 0 };
  while (cursor.at < bytes.length)
    yield [readVarint(bytes, cursor), readVarint(bytes, cursor), readVarint(bytes, cursor)];
}

function writeVarint(bytes: number[], value: number) {
  // Multiplication instead of shifts: UIDs use all 32 bits.
  while (value >= 0x80) {
    bytes.push((value % 0x80) | 0x80);
    value = Math.floor(value / 0x80);
  }
  bytes.push(value);
}

function readVarint(bytes: Uint8Array, cursor: { at: number }): number {
  let value = 0;
  let scale = 1;
  for (;;) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) throw new Error("A note of the mailbox index is damaged");
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
    scale *= 0x80;
  }
}
