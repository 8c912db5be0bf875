import { TOKEN_LOG_STATUSES, type TokenLogEntry, type TokenLogStatus } from "@posthorn/contracts/tokens";
import { timeSortedId } from "../../core/ids.ts";
import type { Log } from "../../core/log.ts";
import type { SettingsStore } from "../../storage/settings.ts";
import type { Storage } from "../../storage/storage.ts";
import { insertTokenLog, type TokenLogRecord, trimTokenLog } from "../../storage/token-log.ts";

/** One use of a token, by whatever door. */
export interface TokenUseRecord extends Omit<TokenLogEntry, "time"> {
  token: string;
  /** Epoch milliseconds. */
  at: number;
}

/**
 * Writes down how tokens are used. Entries wait in memory and are written together a moment later,
 * so that a request costs no write of its own. Admitted and refused calls are kept apart, in memory
 * and in the database: a flood of one kind pushes nothing out of the other.
 */
export interface TokenAudit {
  /** Whether uses are to be noted; nothing else may be asked of a request while they are not. */
  isOn(): boolean;
  note(use: TokenUseRecord): void;
  /** Writes what was noted before the call. Rejects when the database can't be written to; nothing is lost then. */
  flush(): Promise<void>;
}

/** Entries of one status that wait for the database at most; more are dropped, and the log says so. */
const MOST_WAITING = 10_000;
/** Entries of one status that go in one transaction, so that nobody waits long for it. */
const ENTRIES_AT_ONCE = 200;
const LONGEST_ACCOUNT = 256;

export function createTokenAudit(options: { storage: Storage; settings: SettingsStore; log: Log }): TokenAudit {
  const { storage, settings, log } = options;
  const waiting: Record<TokenLogStatus, TokenLogRecord[]> = { allowed: [], denied: [] };
  let dropped = 0;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    if (dropped > 0) {
      log.warn({ dropped }, "Uses of tokens came faster than they could be written down, some are missing");
      dropped = 0;
    }
    for (const status of TOKEN_LOG_STATUSES)
      for (let left = waiting[status].length; left > 0; left -= ENTRIES_AT_ONCE) {
        const portion = waiting[status].slice(0, Math.min(left, ENTRIES_AT_ONCE));
        await storage.transaction((tx) => save(tx, status, portion));
        waiting[status].splice(0, portion.length);
      }
  }

  async function save(tx: Parameters<typeof insertTokenLog>[0], status: TokenLogStatus, portion: TokenLogRecord[]) {
    await insertTokenLog(tx, portion);
    const keep = settings.get("tokenLogEntries") ?? 0;
    // Sorted, so that two nodes take locks in one order.
    const tokens = [...new Set(portion.map(({ token }) => token))].toSorted();
    for (const token of tokens) await trimTokenLog(tx, token, status, keep);
  }

  return {
    isOn: () => settings.get("tokenAuditLog") === true,
    note({ account, ...use }) {
      if (waiting[use.status].length >= MOST_WAITING) {
        dropped++;
        return;
      }
      waiting[use.status].push({ ...use, id: timeSortedId(use.at), account: account && storable(account) });
    },
    flush() {
      writing = writing.catch(() => undefined).then(write);
      return writing;
    },
  };
}

/** An account as a caller wrote it, before anybody looked whether it can be one. */
const storable = (account: string) => account.replaceAll("\0", "\ufffd").slice(0, LONGEST_ACCOUNT);
