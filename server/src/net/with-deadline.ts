/** What became of a deadline: whether the time ran out, and not the caller's patience. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly isOver: boolean;
}

/**
 * Does something that ends with `signal`, or after so many milliseconds. Unlike AbortSignal.any it leaves no trace on a
 * signal that outlives it, so that one may be used for any number of calls.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const both = new AbortController();
  let isOver = false;
  const end = () => both.abort(signal?.reason);
  signal?.addEventListener("abort", end, { once: true });
  const timer = setTimeout(() => {
    isOver = true;
    both.abort();
  }, timeoutMs);
  try {
    return await work({
      signal: both.signal,
      get isOver() {
        return isOver;
      },
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
  }
}
