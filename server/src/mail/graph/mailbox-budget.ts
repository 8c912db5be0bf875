import type { Clock } from "../clock.ts";

/** What Graph lets one app do in one mailbox: so many requests at once, and so many in ten minutes. */
const AT_ONCE = 4;
const REQUESTS = 10_000;
const PERIOD_MS = 600_000;
/** Of all places, so many are left to callers. */
const LEFT_TO_CALLERS = 1;

export interface Wish {
  /** Requests in it; a batch goes alone. */
  requests: number;
  /** What nobody waits for comes after what somebody does. */
  isBackground: boolean;
  /** Milliseconds that it may wait until the service takes requests again; more is refused. */
  maxPauseMs: number;
  signal?: AbortSignal | undefined;
}

/** The service asked to be left alone for longer than somebody wants to wait. */
export class MailboxPaused extends Error {
  readonly forMs: number;

  constructor(forMs: number) {
    super(`Microsoft Graph asks to wait for ${Math.ceil(forMs / 1000)} seconds`);
    this.name = "MailboxPaused";
    this.forMs = forMs;
  }
}

interface Waiting extends Wish {
  places: number;
  start(): void;
}

/** The places and the requests of one app in one mailbox. */
export class MailboxBudget {
  readonly #clock: Clock;
  readonly #callers: Waiting[] = [];
  readonly #background: Waiting[] = [];
  #busy = 0;
  #busyInBackground = 0;
  #tokens = REQUESTS;
  #filledAt: number;
  #pausedUntil = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#filledAt = clock.now();
  }

  get isIdle(): boolean {
    return this.#busy === 0 && this.#callers.length === 0 && this.#background.length === 0;
  }

  /** Nobody asks before this much time is over. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + ms);
  }

  /** Does `work` when there is a place and a request left. Rejects with MailboxPaused or the signal's reason. */
  async use<T>(wish: Wish, work: () => Promise<T>): Promise<T> {
    const places = Math.min(AT_ONCE, wish.requests);
    await this.#place({ ...wish, places });
    try {
      await this.#allowance(wish);
      return await work();
    } finally {
      this.#busy -= places;
      if (wish.isBackground) this.#busyInBackground -= places;
      this.#serve();
    }
  }

  #place(wish: Wish & { places: number }): Promise<void> {
    const { signal, isBackground } = wish;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const line = isBackground ? this.#background : this.#callers;
      const onAbort = () => {
        line.splice(line.indexOf(waiting), 1);
        reject(signal?.reason as Error);
      };
      const start = () => {
        signal?.removeEventListener("abort", onAbort);
        this.#busy += waiting.places;
        if (isBackground) this.#busyInBackground += waiting.places;
        resolve();
      };
      const waiting: Waiting = { ...wish, start };
      line.push(waiting);
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#serve();
    });
  }

  #serve(): void {
    for (;;) {
      const isCaller = this.#callers.length > 0;
      const next = isCaller ? this.#callers[0] : this.#background[0];
      if (!next || this.#busy + next.places > AT_ONCE) return;
      const tooMany = this.#busyInBackground + next.places > AT_ONCE - LEFT_TO_CALLERS;
      // A batch takes all there is, once nothing else is under way.
      if (!isCaller && tooMany && this.#busyInBackground > 0) return;
      (isCaller ? this.#callers : this.#background).shift();
      next.start();
    }
  }

  /** Waits until the service takes requests, and until there are some left. */
  async #allowance({ requests, maxPauseMs, signal }: Wish): Promise<void> {
    for (;;) {
      const now = this.#clock.now();
      this.#tokens = Math.min(REQUESTS, this.#tokens + ((now - this.#filledAt) * REQUESTS) / PERIOD_MS);
      this.#filledAt = now;
      const missing = Math.max(0, requests - this.#tokens);
      const forMs = Math.max(this.#pausedUntil - now, Math.ceil((missing * PERIOD_MS) / REQUESTS));
      if (forMs <= 0) break;
      if (forMs > maxPauseMs) throw new MailboxPaused(forMs);
      await this.#clock.wait(forMs, signal);
    }
    this.#tokens -= requests;
  }
}

/** The budgets of all mailboxes, by app: accounts of one mailbox share its budget. */
export class MailboxBudgets {
  readonly #clock: Clock;
  readonly #budgets = new Map<string, MailboxBudget>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(app: string, mailbox: string): MailboxBudget {
    const key = JSON.stringify([app, mailbox.toLowerCase()]);
    const known = this.#budgets.get(key);
    if (known) return known;
    const made = new MailboxBudget(this.#clock);
    this.#budgets.set(key, made);
    return made;
  }
}
