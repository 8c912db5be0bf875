import type { FetchMessageObject } from "imapflow";
import type { MessageKey } from "./message-id.ts";
import { type FixedMessage, isWhole, toFixed } from "./message-object.ts";

/** About this much memory, over all accounts of the process: some ten thousand messages. */
const MAX_BYTES = 32 * 1024 * 1024;
/** What nobody asked for in so long is forgotten. */
const IDLE_MS = 10 * 60_000;
/** Not every server keeps the rules, so nothing is believed for longer than this. */
const MAX_AGE_MS = 60 * 60_000;

/** What is remembered of one account's messages. */
export interface AccountMessages {
  get(key: MessageKey): FixedMessage | undefined;
  /** `seq` is the message's sequence number at the moment. */
  learn(key: MessageKey, seq: number, message: FixedMessage): void;
  /** How many of these positions of a mailbox are expected to hold a known message: a guess, for mailboxes change. */
  countAt(mailbox: number, first: number, last: number): number;
}

interface Entry {
  message: FixedMessage;
  bytes: number;
  position: string;
  learnedAt: number;
  usedAt: number;
}

/**
 * Remembers what of a message can't change as long as it keeps its UID and UIDVALIDITY (RFC 9051
 * section 2.3.1.1): envelope, structure, size, time of arrival. Whoever lists or reads a message
 * that is known has to ask the server for its flags only. A message's key names one life of a
 * mailbox, so another UIDVALIDITY means other keys. Flags, labels and the thread are never kept.
 * Bounded in memory over all accounts; what was not used for the longest time goes first.
 */
export class KnownMessages {
  readonly #maxBytes: number;
  readonly #now: () => number;
  /** The least recently used first. */
  readonly #entries = new Map<string, Entry>();
  /** Which message was last seen at a position. */
  readonly #positions = new Map<string, string>();
  #bytes = 0;
  #accounts = 0;
  #sweeper: ReturnType<typeof setInterval> | undefined;

  constructor({ maxBytes = MAX_BYTES, now = () => performance.now() }: { maxBytes?: number; now?: () => number } = {}) {
    this.#maxBytes = maxBytes;
    this.#now = now;
  }

  /** An estimate. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The memory of a newly opened account; it shares nothing with an earlier one of the same name. */
  ofAccount(): AccountMessages {
    const account = ++this.#accounts;
    const keyOf = ({ mailbox, uid }: MessageKey) => `${account}/${mailbox}/${uid}`;
    return {
      get: (key) => this.#get(keyOf(key)),
      learn: (key, seq, message) => this.#learn(keyOf(key), `${account}/${key.mailbox}/${seq}`, message),
      countAt: (mailbox, first, last) => {
        let count = 0;
        for (let seq = first; seq <= last; seq++) if (this.#positions.has(`${account}/${mailbox}/${seq}`)) count++;
        return count;
      },
    };
  }

  /** Forgets what was not used for long; called by itself now and then. */
  sweep(): void {
    const now = this.#now();
    for (const [key, entry] of this.#entries) {
      if (now - entry.usedAt < IDLE_MS) break;
      this.#forget(key, entry);
    }
    if (this.#entries.size > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }

  #get(key: string): FixedMessage | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    const now = this.#now();
    if (now - entry.learnedAt >= MAX_AGE_MS || now - entry.usedAt >= IDLE_MS) {
      this.#forget(key, entry);
      return undefined;
    }
    entry.usedAt = now;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.message;
  }

  #learn(key: string, position: string, message: FixedMessage): void {
    const known = this.#entries.get(key);
    if (known) this.#forget(key, known);
    const now = this.#now();
    const entry = { message, bytes: bytesOf(message), position, learnedAt: now, usedAt: now };
    this.#entries.set(key, entry);
    this.#positions.set(position, key);
    this.#bytes += entry.bytes;
    for (const [oldest, old] of this.#entries) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#forget(oldest, old);
    }
    this.#sweeper ??= setInterval(() => this.sweep(), IDLE_MS / 4).unref();
  }

  #forget(key: string, { bytes, position }: Entry): void {
    this.#entries.delete(key);
    if (this.#positions.get(position) === key) this.#positions.delete(position);
    this.#bytes -= bytes;
  }
}

/** Reads what the server answered to LIST_QUERY, and remembers it if it is all there. */
export function learnFrom(known: AccountMessages, key: MessageKey, fetched: FetchMessageObject): FixedMessage {
  const message = toFixed(key, fetched);
  if (isWhole(fetched)) known.learn(key, fetched.seq, message);
  return message;
}

/** What a message takes in memory, roughly: the objects and their texts. */
function bytesOf({ from, sender, replyTo, to, cc, bcc, attachments, text, textParts, ...rest }: FixedMessage): number {
  let bytes = 1500 + 250 * (attachments.length + textParts.length);
  for (const list of [from, sender, replyTo, to, cc, bcc])
    for (const { name, address } of list) bytes += 150 + 2 * ((name ?? "").length + (address ?? "").length);
  for (const { id, filename, contentId } of attachments)
    bytes += 2 * (id.length + (filename ?? "").length + (contentId ?? "").length);
  for (const value of Object.values(rest)) if (typeof value === "string") bytes += 2 * value.length;
  return bytes + 2 * (text?.id.length ?? 0);
}
