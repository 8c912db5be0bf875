/** After a refusal, one connection more is tried whenever this has passed. */
const MORE_AFTER_MS = 10 * 60_000;

/**
 * How many connections one may have at a time: as many as are wanted, after a refusal as many as
 * there were then, and with time more again. A mail server's limit is shared with programs that we
 * know nothing of (Gmail has 15 for one mailbox, Yahoo about 10), so it is learned, not known.
 */
export class Allowance {
  readonly #most: number;
  readonly #now: () => number;
  #learned: { size: number; at: number } | undefined;

  constructor(most: number, now: () => number = () => performance.now()) {
    this.#most = most;
    this.#now = now;
  }

  /** At least 1. */
  get size(): number {
    if (!this.#learned) return this.#most;
    const { size, at } = this.#learned;
    const grown = size + Math.floor((this.#now() - at) / MORE_AFTER_MS);
    if (grown >= this.#most) this.#learned = undefined;
    return Math.min(this.#most, grown);
  }

  /** The server refused one connection more than these. */
  refuse(open: number): void {
    this.#learned = { size: Math.max(1, Math.min(open, this.size)), at: this.#now() };
  }
}
