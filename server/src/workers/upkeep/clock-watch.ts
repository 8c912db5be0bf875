import { JOB_KINDS, jobsTopic } from "../../core/jobs.ts";
import type { Log } from "../../core/log.ts";
import { followClockSetBack } from "../../queue/clock-set-back.ts";
import type { Storage } from "../../storage/storage.ts";

/** Looks whether the clock of the machine was set, by one that only goes forward. */
export interface ClockWatch {
  look(): Promise<void>;
}

/** Smaller steps are how clocks are kept right; nothing waits long for them. */
const STEP_MS = 2000;
/** A machine that slept has a clock that went forward, too. */
const LEAP_MS = 60_000;

/**
 * A clock that was set back would keep all waiting that is due now, for as long as it was set back. It is told, and what was due
 * is due again. One that went forward is told.
 */
export function createClockWatch(parts: { storage: Storage; log: Log; now(): number }): ClockWatch {
  const { storage, log, now } = parts;
  /** What the clock shows beyond the time since the process began. */
  const offsetNow = () => now() - performance.now();
  let offset = offsetNow();

  return {
    async look() {
      const moved = Math.round(offsetNow() - offset);
      if (moved > LEAP_MS)
        log.warn(
          { seconds: Math.round(moved / 1000) },
          "The clock of this machine went forward, or the machine slept: what should have happened meanwhile happens now",
        );
      if (moved < -STEP_MS) {
        log.warn(
          { seconds: Math.round(-moved / 1000) },
          "The clock of this machine was set back: what was due stays due, what has a date waits for it",
        );
        const at = now();
        await storage.transaction(async (tx) => {
          await followClockSetBack(tx, at - moved, at);
          for (const kind of JOB_KINDS) tx.hint(jobsTopic(kind));
        });
      }
      // Only now, so that what failed is done with the next look.
      offset += moved;
    },
  };
}
