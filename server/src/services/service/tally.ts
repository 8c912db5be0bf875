import { addCounts } from "../../storage/counters.ts";
import type { Storage } from "../../storage/storage.ts";

/** Counts for `/v1/stats`, gathered in memory and written together: a count costs no write of its own. */
export interface Tally {
  count(name: string): void;
  flush(now: number): Promise<void>;
}

export function createTally(storage: Storage): Tally {
  let counts = new Map<string, number>();
  return {
    count(name) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    },
    async flush(now) {
      if (counts.size === 0) return;
      const written = counts;
      counts = new Map();
      try {
        await storage.transaction((tx) => addCounts(tx, written, now));
      } catch (error) {
        for (const [name, count] of written) counts.set(name, (counts.get(name) ?? 0) + count);
        throw error;
      }
    },
  };
}
