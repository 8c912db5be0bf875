import type { Kysely } from "kysely";
import type { Tables } from "./schema.ts";

/** Runs `work` in a transaction. It may run more than once; only its last run counts. */
export type RunTransaction = <T>(work: (sql: Kysely<Tables>) => Promise<T>) => Promise<T>;

interface Asked {
  work: (sql: Kysely<Tables>) => Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** So that whoever reads in between does not wait for long. */
const MOST_AT_ONCE = 64;

/**
 * Transactions that are asked for in one turn of the event loop run one after the other and share
 * a commit, which costs more than all the rest of a small transaction. For a database with a
 * single writer: there they would run one after the other anyway. When one of them fails, nothing
 * has happened and each runs again by itself, so that a fault stays with whoever made it.
 */
export function shareCommits(kysely: Kysely<Tables>): RunTransaction {
  let asked: Asked[] = [];
  let isRunning = false;

  async function runAsked(): Promise<void> {
    while (asked.length > 0) {
      const together = asked.slice(0, MOST_AT_ONCE);
      asked = asked.slice(MOST_AT_ONCE);
      if (!(await runTogether(together))) for (const one of together) await runTogether([one]);
    }
    isRunning = false;
  }

  /** Returns false when nothing has happened and nobody was told. */
  async function runTogether(together: readonly Asked[]): Promise<boolean> {
    try {
      const values = await kysely.transaction().execute(async (sql) => {
        const results: unknown[] = [];
        for (const { work } of together) results.push(await work(sql));
        return results;
      });
      for (const [index, { resolve }] of together.entries()) resolve(values[index]);
      return true;
    } catch (error) {
      if (together.length > 1) return false;
      together[0]?.reject(error);
      return true;
    }
  }

  return <T>(work: (sql: Kysely<Tables>) => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      asked.push({ work, resolve: resolve as (value: unknown) => void, reject });
      if (isRunning) return;
      isRunning = true;
      setImmediate(() => void runAsked());
    });
}
