import { Readable } from "node:stream";

/** After so long without a word, a comment keeps those in between from closing the connection. */
const KEEP_ALIVE_AFTER_MS = 90_000;
/** Characters that may wait for a slow reader; after that it is given up. */
const MOST_WAITING = 4 * 1024 * 1024;

/**
 * Server-sent events for one reader. One who reads along gets every message in order. For one who
 * does not, only the newest of each account waits; when even that becomes too much, the stream
 * breaks off, and the reader may come again.
 */
export class StateStream extends Readable {
  /** By account, in the order of their newest messages. */
  readonly #waiting = new Map<string, string>();
  #waitingSize = 0;
  #lastToldAt: number;
  #isWanted = false;

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

  /** Tells what became of an account. */
  tell(account: string, data: string, now: number): void {
    if (this.readableEnded || this.destroyed) return;
    this.#lastToldAt = now;
    this.#forget(account);
    this.#waiting.set(account, `event: message\ndata:${data}\n\n`);
    this.#waitingSize += this.#waiting.get(account)?.length ?? 0;
    this.#passOn();
    if (this.#waitingSize > MOST_WAITING) this.destroy();
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

  #passOn(): void {
    while (this.#isWanted) {
      const next = this.#waiting.entries().next();
      if (next.done === true) return;
      const [account, text] = next.value;
      this.#forget(account);
      this.#isWanted = this.push(text);
    }
  }

  #forget(account: string): void {
    this.#waitingSize -= this.#waiting.get(account)?.length ?? 0;
    this.#waiting.delete(account);
  }
}
