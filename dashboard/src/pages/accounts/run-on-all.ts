export interface Failure {
  account: string;
  error: unknown;
}

/** How far something is that is done to many. */
export interface Progress {
  done: number;
  /** Grows while it goes on. */
  failures: readonly Failure[];
}

/** Calls at once: quick, and still no burden to a server. */
const AT_ONCE = 4;

/**
 * Calls `act` for each account, a few at once, and tells after each one how far it is. A failure stops nothing; once
 * `signal` is aborted, no other is begun.
 */
export async function runOnAll(
  accounts: readonly string[],
  act: (account: string) => Promise<unknown>,
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  const waiting = accounts.values();
  const failures: Failure[] = [];
  let done = 0;
  async function work() {
    for (const account of waiting) {
      if (signal.aborted) return;
      try {
        await act(account);
      } catch (error) {
        // What was stopped on its way is no failure.
        if (signal.aborted) return;
        failures.push({ account, error });
      }
      tell({ done: ++done, failures });
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
