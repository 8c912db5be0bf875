import { Readable } from "node:stream";
import type { LiveCall } from "../streams/live-calls.ts";

/** After so long without a word, a comment keeps those in between from closing the connection. */
const KEEP_ALIVE_AFTER_MS = 90_000;
/** Characters that may wait for a slow reader; after that it is given up. */
const MOST_WAITING = 4 * 1024 * 1024;

/**
 * Server-sent events for one reader. One who reads along gets every message in order. For one who
 * does not, only the newest of each key (an account, say) waits; when even that becomes too much, the stream
 * breaks off, and the reader may come again.
 */
export class StateStream extends Readable implements LiveCall {
  /** By key, in the order of their newest messages. */
  readonly #waiting = new Map<string, string>();
  #waitingSize = 0;
  #lastToldAt: number;
  #isWanted = false;
  #hasIds = true;
  #whenDrained: (() => void)[] = [];

  /** `greeting` becomes a comment at the start. */
  constructor(greeting: string, now: number) {
    super();
    this.#lastToldAt = now;
    this.#isWanted = this.push(`: ${greeting}\n\n`);
  }

  override _read(): void {
    this.#isWanted = true;
    this.#passOn();
  }

  /** Tells what became of an account, say; `id` is what a reader names who comes again. */
  tell(key: string, data: string, now: number, id: string | null = null): void {
    const idLine = id === null || !this.#hasIds ? "" : `id: ${id}\n`;
    this.#send(key, `${idLine}event: message\ndata:${data}\n\n`, now);
  }

  /** From now on messages have no ids, until `giveIds`. */
  holdIdsBack(): void {
    this.#hasIds = false;
  }

  /** From now on messages have ids. A reader who comes again after what was sent so far names `id`. */
  giveIds(id: string): void {
    this.#hasIds = true;
    // Without data it is no message, but the reader remembers it.
    this.#send("", `id: ${id}\n\n`, this.#lastToldAt);
  }

  /** Resolves when nothing waits for the reader, or when the stream is over. */
  drained(): Promise<void> {
    if (this.#waiting.size === 0 || this.destroyed) return Promise.resolve();
    return new Promise((resolve) => this.#whenDrained.push(resolve));
  }

  /** Sends a comment when nothing was sent for long. */
  keepAlive(now: number): void {
    if (!this.#isWanted || now - this.#lastToldAt < KEEP_ALIVE_AFTER_MS) return;
    this.#lastToldAt = now;
    this.#isWanted = this.push(": still here\n\n");
  }

  /** Ends the stream, at once for whoever does not read. */
  end(): void {
    if (!this.#isWanted) this.destroy();
    else if (!this.readableEnded) this.push(null);
    this.#isWanted = false;
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#tellDrained();
    done(error);
  }

  #send(key: string, text: string, now: number): void {
    if (this.readableEnded || this.destroyed) return;
    this.#lastToldAt = now;
    this.#forget(key);
    this.#waiting.set(key, text);
    this.#waitingSize += text.length;
    this.#passOn();
    if (this.#waitingSize > MOST_WAITING) this.destroy();
  }

  #passOn(): void {
    while (this.#isWanted) {
      const next = this.#waiting.entries().next();
      if (next.done === true) break;
      const [key, text] = next.value;
      this.#forget(key);
      this.#isWanted = this.push(text);
    }
    if (this.#waiting.size === 0) this.#tellDrained();
  }

  #tellDrained(): void {
    for (const resolve of this.#whenDrained.splice(0)) resolve();
  }

  #forget(key: string): void {
    this.#waitingSize -= this.#waiting.get(key)?.length ?? 0;
    this.#waiting.delete(key);
  }
}
