import type { FetchMessageObject } from "imapflow";
import { LRUCache } from "lru-cache";
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
  position: string;
  learnedAt: number;
}

/**
 * Remembers what of a message can't change as long as it keeps its UID and UIDVALIDITY (RFC 9051
 * section 2.3.1.1): envelope, structure, size, time of arrival. Whoever lists or reads a message
 * that is known has to ask the server for its flags only. A message's key names one life of a
 * mailbox, so another UIDVALIDITY means other keys. Flags, labels and the thread are never kept.
 * Bounded in memory over all accounts; what was not used for the longest time goes first.
 */
export class KnownMessages {
  readonly #now: () => number;
  readonly #entries: LRUCache<string, Entry>;
  /** Which message was last seen at a position. */
  readonly #positions = new Map<string, string>();
  #accounts = 0;
  #sweeper: ReturnType<typeof setInterval> | undefined;

  constructor({ maxBytes = MAX_BYTES, now = () => performance.now() }: { maxBytes?: number; now?: () => number } = {}) {
    this.#now = now;
    this.#entries = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ message }) => bytesOf(message),
      ttl: IDLE_MS,
      ttlResolution: 0,
      updateAgeOnGet: true,
      perf: { now },
      dispose: ({ position }, key) => {
        if (this.#positions.get(position) === key) this.#positions.delete(position);
      },
    });
  }

  /** An estimate. */
  get bytes(): number {
    return this.#entries.calculatedSize;
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
    this.#entries.purgeStale();
    if (this.#entries.size > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }

  #get(key: string): FixedMessage | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || this.#now() - entry.learnedAt < MAX_AGE_MS) return entry?.message;
    this.#entries.delete(key);
    return undefined;
  }

  #learn(key: string, position: string, message: FixedMessage): void {
    this.#entries.set(key, { message, position, learnedAt: this.#now() });
    if (this.#entries.has(key)) this.#positions.set(position, key);
    this.#sweeper ??= setInterval(() => this.sweep(), IDLE_MS / 4).unref();
  }
}

/** Reads what the server answered to LIST_QUERY, and remembers it if it is all there. */
export function learnFrom(known: AccountMessages, key: MessageKey, fetched: FetchMessageObject): FixedMessage {
  const message = toFixed(key, fetched);
  if (isWhole(fetched) && fetched.bodyStructure) known.learn(key, fetched.seq, message);
  return message;
}

/** What a message takes in memory, roughly: the objects and their texts. */
function bytesOf({ from, sender, replyTo, to, cc, bcc, attachments, text, textParts, ...rest }: FixedMessage): number {
  let bytes = 1600 + 250 * textParts.length + 450 * attachments.length;
  for (const list of [from, sender, replyTo, to, cc, bcc])
    for (const { name, address } of list) bytes += 150 + 2 * ((name ?? "").length + (address ?? "").length);
  for (const { id, filename, contentId } of attachments)
    bytes += 2 * (id.length + (filename ?? "").length + (contentId ?? "").length);
  for (const value of Object.values(rest)) if (typeof value === "string") bytes += 2 * value.length;
  return bytes + 2 * (text?.id.length ?? 0);
}
