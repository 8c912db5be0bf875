import type { Storage } from "../../storage/storage.ts";
import { queueCounts } from "./queue-counts.ts";
import type { Tally } from "./tally.ts";

/**
 * Looks at how much waits and counts it, with the look: the mean over a time is what was counted by looks. That stays
 * true when several nodes look.
 */
export async function sampleQueues(storage: Storage, tally: Tally, now: number): Promise<void> {
  for (const queue of ["notify", "submit"] as const) {
    const { active, waiting, delayed } = await queueCounts(storage, queue, now);
    tally.count(`queued:${queue}`, active + waiting + delayed);
  }
  tally.count("queued:looks");
}
