import { Allowance } from "./allowance.ts";

/** A pool as its host's limit sees it. */
export interface LimitedPool {
  /** Closes a connection that nobody uses, if there is one. */
  closeIdle(): boolean;
  /** There may be room for one more. */
  serve(): void;
}

/**
 * What a mail server lets everyone from our address have together, as far as it has said so. Until
 * it refuses a connection for that reason there is no limit.
 */
export class HostLimit {
  readonly #allowance: Allowance;
  readonly #onEmpty: () => void;
  readonly #pools = new Set<LimitedPool>();
  readonly #waiting = new Set<LimitedPool>();
  #open = 0;

  constructor(onEmpty: () => void = () => {}, now?: () => number) {
    this.#onEmpty = onEmpty;
    this.#allowance = new Allowance(Infinity, now);
  }

  join(pool: LimitedPool): void {
    this.#pools.add(pool);
  }

  leave(pool: LimitedPool): void {
    this.#pools.delete(pool);
    this.#waiting.delete(pool);
    if (this.#pools.size === 0) this.#onEmpty();
  }

  /** Takes a place for a connection. Where there is none, the pool is served when it may be worth asking again. */
  take(pool: LimitedPool): boolean {
    if (this.#open < this.#allowance.size) {
      this.#open++;
      this.#waiting.delete(pool);
      return true;
    }
    this.#waiting.add(pool);
    for (const other of this.#pools) if (other !== pool && other.closeIdle()) break;
    return false;
  }

  /** Whether another pool waits for a place. */
  isWaitedFor(pool: LimitedPool): boolean {
    return this.#waiting.size > (this.#waiting.has(pool) ? 1 : 0);
  }

  /** The connection is gone. */
  give(): void {
    this.#open--;
    // Some may have found another way meanwhile; others will wait again.
    const waiting = Array.from(this.#waiting);
    for (const pool of waiting) {
      if (this.#open >= this.#allowance.size) return;
      this.#waiting.delete(pool);
      pool.serve();
    }
  }

  /** The server refused the connection for which a place was taken. Answers whether there are others to wait for. */
  refuse(): boolean {
    this.#allowance.refuse(this.#open - 1);
    return this.#open > 1;
  }
}

/** The limits of all hosts that somebody has a pool for. */
export class HostLimits {
  readonly #limits = new Map<string, HostLimit>();

  of(host: string): HostLimit {
    const name = host.toLowerCase();
    const known = this.#limits.get(name);
    if (known) return known;
    const limit: HostLimit = new HostLimit(() => {
      if (this.#limits.get(name) === limit) this.#limits.delete(name);
    });
    this.#limits.set(name, limit);
    return limit;
  }
}
