import { addAccountCounts } from "../../storage/account-counters.ts";
import { findAccountConditions } from "../../storage/accounts.ts";
import { addCounts } from "../../storage/counters.ts";
import type { Storage } from "../../storage/storage.ts";

/**
 * Counts for `/v1/stats` and for accounts, gathered in memory and written together: a count costs
 * no write of its own, and no two transactions wait for each other over one.
 */
export interface Tally {
  count(name: string, by?: number): void;
  /** Counts an event of an account, over its lifetime. */
  countForAccount(account: string, event: string): void;
  /** What is counted for an account and not written yet. */
  pendingOf(account: string): ReadonlyMap<string, number>;
  flush(now: number): Promise<void>;
  /** Drops what is not written yet of an account. */
  forget(account: string): void;
}

const NOTHING: ReadonlyMap<string, number> = new Map();

export function createTally(storage: Storage): Tally {
  let counts = new Map<string, number>();
  let accounts = new Map<string, Map<string, number>>();
  /** What is being written. */
  let writing: typeof accounts = new Map();

  const add = (to: Map<string, number>, name: string, count = 1) => to.set(name, (to.get(name) ?? 0) + count);
  const addForAccount = (account: string, event: string, count = 1) => {
    const events = accounts.get(account) ?? new Map<string, number>();
    add(events, event, count);
    accounts.set(account, events);
  };

  return {
    count: (name, by) => void add(counts, name, by),
    countForAccount: (account, event) => addForAccount(account, event),
    pendingOf: (account) => accounts.get(account) ?? NOTHING,
    forget(account) {
      accounts.delete(account);
      writing.delete(account);
    },
    async flush(now) {
      if (counts.size === 0 && accounts.size === 0) return;
      const written = { counts, accounts };
      writing = accounts;
      counts = new Map();
      accounts = new Map();
      try {
        await storage.transaction(async (tx) => {
          await addCounts(tx, written.counts, now);
          // Those of an account that went meanwhile are not for the next one by its id.
          const known = await findAccountConditions(tx, [...written.accounts.keys()]);
          const kept = new Set(known.map(({ id }) => id));
          await addAccountCounts(tx, new Map([...written.accounts].filter(([id]) => kept.has(id))));
        });
      } catch (error) {
        for (const [name, count] of written.counts) add(counts, name, count);
        for (const [account, events] of written.accounts)
          for (const [event, count] of events) addForAccount(account, event, count);
        throw error;
      }
    },
  };
}
