import type { AccountLogEntry } from "@posthorn/contracts/logs";
import type { AccountLog } from "../../core/account-log.ts";
import type { Log } from "../../core/log.ts";
import { appendAccountLog, listLoggedAccounts } from "../../storage/account-log.ts";
import type { SettingsStore } from "../../storage/settings.ts";
import type { Storage } from "../../storage/storage.ts";

/**
 * The log of single accounts, in the database. Lines wait in memory and are written together a moment later. The
 * accounts that want it are known from a look at the database, which every change of an account prompts.
 */
export interface KeptAccountLog extends AccountLog {
  /** Lines kept of each account; 0 is none. */
  keep(): number;
  /** Looks which accounts want their log kept. */
  refresh(): Promise<void>;
  /** Takes it from whoever has just read the account, so that its first lines are there too. */
  learn(account: string, isWanted: boolean): void;
  /** Writes what was noted before the call. Rejects when the database can't be written to; nothing is lost then. */
  flush(): Promise<void>;
  /** Hears of no more changes. */
  close(): void;
}

/** Lines of all accounts that wait for the database at most; the oldest are dropped for newer ones. */
const MOST_WAITING = 5000;
/** So many are dropped together, since each drop costs a move of all the others. */
const DROPPED_AT_ONCE = 500;
/** As soon as so many wait they are written. */
const WRITTEN_FROM = 500;
/** Lines that go in one transaction, so that nobody waits long for it. */
const LINES_AT_ONCE = 200;

interface Waiting {
  account: string;
  line: string;
}

export function createAccountLog(options: {
  storage: Storage;
  settings: SettingsStore;
  log: Log;
  /** Whether nothing is hidden. */
  isRaw?: boolean;
  now(): number;
}): KeptAccountLog {
  const { storage, settings, log, isRaw = false, now } = options;
  let logged = new Set<string>();
  let waiting: Waiting[] = [];
  /** Of each account, how many lines came to nothing since one was written. */
  const dropped = new Map<string, number>();
  let writing: Promise<void> = Promise.resolve();
  /** Whether lines that become many are left to a write that is to come. */
  let isLeftToWrite = false;
  let looks = 0;
  let newestLook = 0;

  const keep = () => settings.get("logs")?.maxLogLines ?? 10_000;
  const keptLog = () => ({ lines: keep(), bytes: settings.get("logs")?.maxLogSize ?? 10_485_760 });
  const textOf = (entry: Omit<AccountLogEntry, "time">) =>
    JSON.stringify({ time: new Date(now()).toISOString(), ...entry });

  async function write(): Promise<void> {
    isLeftToWrite = false;
    for (let left = waiting.length; left > 0; left -= LINES_AT_ONCE) {
      const portion = waiting.splice(0, Math.min(left, LINES_AT_ONCE));
      if (portion.length === 0) return;
      const gaps = new Map(dropped);
      dropped.clear();
      try {
        await storage.transaction((tx) => appendAccountLog(tx, linesOf(portion, gaps), keptLog()));
      } catch (error) {
        isLeftToWrite = true;
        waiting = [...portion, ...waiting];
        for (const [account, count] of gaps) countDropped(account, count);
        dropSurplus();
        throw error;
      }
    }
  }

  /** The lines by account; what is missing, before those that came after it. */
  function linesOf(portion: readonly Waiting[], gaps: ReadonlyMap<string, number>): Map<string, string[]> {
    const lines = new Map<string, string[]>();
    for (const [account, count] of gaps) {
      const text = `Lines that came faster than they could be written down, and are missing here: ${count}`;
      lines.set(account, [textOf({ direction: null, connection: null, purpose: null, text })]);
    }
    for (const { account, line } of portion) {
      const own = lines.get(account);
      if (own) own.push(line);
      else lines.set(account, [line]);
    }
    return lines;
  }

  const countDropped = (account: string, count: number) => dropped.set(account, (dropped.get(account) ?? 0) + count);

  function dropSurplus(): void {
    if (waiting.length < MOST_WAITING) return;
    const surplus = waiting.length - MOST_WAITING + DROPPED_AT_ONCE;
    for (const { account } of waiting.splice(0, surplus)) countDropped(account, 1);
  }

  function flush(): Promise<void> {
    writing = writing.catch(() => undefined).then(write);
    return writing;
  }

  async function refresh(): Promise<void> {
    const look = ++looks;
    const accounts = new Set(await listLoggedAccounts(storage));
    // One that began later saw more.
    if (look < newestLook) return;
    newestLook = look;
    logged = accounts;
  }

  const stopListening = storage.onHint((topic) => {
    if (!topic.startsWith("account:")) return;
    refresh().catch((error: unknown) => log.warn({ err: error }, "Which accounts are logged can't be looked up now"));
  });

  return {
    isRaw,
    keep,
    refresh,
    learn(account, isWanted) {
      if (logged.has(account) === isWanted) return;
      // A look under way may have missed it.
      newestLook = ++looks;
      if (isWanted) logged.add(account);
      else logged.delete(account);
    },
    flush,
    isOn: (account) => (logged.has(account) || settings.get("logs")?.all === true) && keep() > 0,
    note(account, { connection, purpose, direction, text }) {
      dropSurplus();
      waiting.push({ account, line: textOf({ direction, connection, purpose, text }) });
      if (waiting.length < WRITTEN_FROM || isLeftToWrite) return;
      isLeftToWrite = true;
      flush().catch((error: unknown) => log.warn({ err: error }, "Lines of accounts' logs could not be written yet"));
    },
    async forget(account) {
      waiting = waiting.filter((line) => line.account !== account);
      dropped.delete(account);
      await writing.catch(() => undefined);
      // What could not be written came back.
      waiting = waiting.filter((line) => line.account !== account);
    },
    close: stopListening,
  };
}
