import { timeSortedId } from "../../core/ids.ts";
import type { Log } from "../../core/log.ts";
import { type AdminLogRecord, insertAdminLog, trimAdminLog } from "../../storage/admin-log.ts";
import type { Storage } from "../../storage/storage.ts";

/** Something that somebody who signs in did, or tried to do. Nothing in it is secret. */
export type Deed = Omit<AdminLogRecord, "id" | "changes"> & Partial<Pick<AdminLogRecord, "changes">>;

/**
 * Writes down what people do. Entries wait in memory and are written together a moment later; a flood of failed
 * sign-ins pushes out what waits of failures only.
 */
export interface AdminAudit {
  note(deed: Deed): void;
  /** Writes what was noted before the call. Rejects when the database can't be written to; nothing is lost then. */
  flush(): Promise<void>;
}

/** Entries of each kind that wait for the database at most; more are dropped, and the log says so. */
const MOST_WAITING = 10_000;
const ENTRIES_AT_ONCE = 200;
const TRIM_EVERY_MS = 60_000;
const LONGEST_TARGET = 256;

export function createAdminAudit(options: {
  storage: Storage;
  log: Log;
  /** How many entries are kept, and for how long. */
  keep: { entries: number; ms: number };
  now(): number;
}): AdminAudit {
  const { storage, log, keep, now } = options;
  const waiting = { done: [] as AdminLogRecord[], failed: [] as AdminLogRecord[] };
  let dropped = 0;
  let trimmedAt = 0;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    if (dropped > 0) {
      log.warn({ dropped }, "People's calls came faster than they could be written down, some are missing");
      dropped = 0;
    }
    for (const records of [waiting.done, waiting.failed])
      while (records.length > 0) {
        const portion = records.slice(0, ENTRIES_AT_ONCE);
        await storage.transaction((tx) => insertAdminLog(tx, portion));
        records.splice(0, portion.length);
      }
    if (now() - trimmedAt < TRIM_EVERY_MS) return;
    await trimAdminLog(storage, { keep: keep.entries, before: now() - keep.ms });
    trimmedAt = now();
  }

  return {
    note(deed) {
      const records = deed.status < 400 ? waiting.done : waiting.failed;
      if (records.length >= MOST_WAITING) {
        dropped++;
        return;
      }
      const target = deed.target && deed.target.replaceAll("\0", "\ufffd").slice(0, LONGEST_TARGET);
      records.push({ changes: null, ...deed, target, id: timeSortedId(deed.at) });
    },
    flush() {
      writing = writing.catch(() => undefined).then(write);
      return writing;
    },
  };
}
