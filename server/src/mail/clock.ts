import { setTimeout as sleep } from "node:timers/promises";

/** The time, and waiting for it. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Resolves after so many milliseconds; rejects with the signal's reason once that aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: Date.now,
  async wait(ms, signal) {
    try {
      await sleep(ms, undefined, { ...(signal && { signal }) });
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    }
  },
};
