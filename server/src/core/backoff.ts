/** Exponential delays in milliseconds: `first`, doubling with each failure up to `cap`. */
export interface Backoff {
  firstMs: number;
  capMs: number;
  /** A random part of up to this share is taken off, so that many failures don't come back at once. */
  jitter: number;
  factor?: number;
}

/** The delay after the nth failure in a row (n from 1). `random` is from 0 to below 1. */
export function backoffDelay(
  { firstMs, capMs, jitter, factor = 2 }: Backoff,
  failures: number,
  random = Math.random(),
) {
  const delay = Math.min(firstMs * factor ** (failures - 1), capMs);
  return Math.round(delay * (1 - jitter * random));
}
