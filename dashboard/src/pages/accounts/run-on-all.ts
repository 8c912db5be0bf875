/** How far something is that is done to many. */
export interface Progress {
  done: number;
  failures: { account: string; error: unknown }[];
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
  let progress: Progress = { done: 0, failures: [] };
  async function work() {
    for (const account of waiting) {
      if (signal.aborted) return;
      const failures = await act(account).then(
        () => [],
        (error: unknown) => [{ account, error }],
      );
      if (signal.aborted && failures.length > 0) return;
      progress = { done: progress.done + 1, failures: [...progress.failures, ...failures] };
      tell(progress);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
