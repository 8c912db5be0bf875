import type { Clock } from "../clock.ts";

interface Waiter {
  units: number;
  grant(): void;
}

/** How fast a budget fills up. */
export interface BudgetRate {
  unitsPerSecond: number;
  /** What may be spent at once. */
  burst: number;
}

/** Gmail allows 250 a second on average; what is left is for other programs of the user. */
export const USER_RATE: BudgetRate = { unitsPerSecond: 200, burst: 240 };
/** Gmail allows 20,000. */
export const APP_RATE: BudgetRate = { unitsPerSecond: 18_000, burst: 18_000 };

/**
 * Quota units that fill up over time (a token bucket). Whoever finds too few waits in line; callers come before background
 * work, which waits as long as any caller does.
 */
export class UnitBudget {
  readonly #rate: BudgetRate;
  readonly #clock: Clock;
  readonly #callers: Waiter[] = [];
  readonly #background: Waiter[] = [];
  #level: number;
  #filledAt: number;
  #isRunning = false;

  constructor(rate: BudgetRate, clock: Clock) {
    this.#rate = rate;
    this.#clock = clock;
    this.#level = rate.burst;
    this.#filledAt = clock.now();
  }

  /** Resolves when the units are there, and taken. Rejects with the signal's reason. */
  async take(units: number, { isBackground, signal }: { isBackground: boolean; signal: AbortSignal }): Promise<void> {
    signal.throwIfAborted();
    const line = isBackground ? this.#background : this.#callers;
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        const at = line.indexOf(waiter);
        if (at >= 0) line.splice(at, 1);
        reject(signal.reason as Error);
      };
      const waiter: Waiter = {
        // More than there ever is comes when the budget is full.
        units: Math.min(units, this.#rate.burst),
        grant: () => {
          signal.removeEventListener("abort", leave);
          resolve();
        },
      };
      signal.addEventListener("abort", leave, { once: true });
      line.push(waiter);
      this.#run();
    });
  }

  #run(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const step = (): void => {
      this.#fill();
      for (;;) {
        const line = this.#callers.length > 0 ? this.#callers : this.#background;
        const [next] = line;
        if (!next) {
          this.#isRunning = false;
          return;
        }
        if (this.#level < next.units) {
          const missing = next.units - this.#level;
          void this.#clock.wait(Math.ceil((missing / this.#rate.unitsPerSecond) * 1000)).then(step);
          return;
        }
        this.#level -= next.units;
        line.shift();
        next.grant();
      }
    };
    step();
  }

  #fill(): void {
    const now = this.#clock.now();
    const gained = (Math.max(0, now - this.#filledAt) / 1000) * this.#rate.unitsPerSecond;
    this.#level = Math.min(this.#rate.burst, this.#level + gained);
    this.#filledAt = now;
  }
}

/** The budgets of all applications. One for the whole program, shared by the accounts. */
export class GmailBudgets {
  readonly #apps = new Map<string, UnitBudget>();
  readonly #rates: { user: BudgetRate; app: BudgetRate };

  constructor(rates: Partial<{ user: BudgetRate; app: BudgetRate }> = {}) {
    this.#rates = { user: USER_RATE, app: APP_RATE, ...rates };
  }

  forUser(clock: Clock): UnitBudget {
    return new UnitBudget(this.#rates.user, clock);
  }

  /** That of an OAuth2 application. */
  forApp(app: string, clock: Clock): UnitBudget {
    const known = this.#apps.get(app);
    if (known) return known;
    const made = new UnitBudget(this.#rates.app, clock);
    this.#apps.set(app, made);
    return made;
  }
}
