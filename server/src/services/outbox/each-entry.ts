import type { OutboxState } from "@posthorn/contracts/outbox";
import type { Db } from "../../storage/storage.ts";
import { nextOutboxIds } from "../../storage/submissions.ts";
import type { Context } from "../context.ts";

const AT_ONCE = 50;
const MOST = 2000;

export interface Went {
  /** Entries with which it was done. */
  done: number;
  /** Entries with which it was not. */
  passed: number;
  hasMore: boolean;
}

/**
 * Goes through the entries of the outbox that are in one state, oldest first, 50 in each transaction, until something was
 * done with 2000 of them or the signal says so. `act` says whether it did something with one.
 */
export async function eachEntry(
  ctx: Context,
  state: OutboxState,
  signal: AbortSignal,
  act: (tx: Db, id: string, now: number) => Promise<boolean>,
): Promise<Went> {
  const now = ctx.now();
  const went: Went = { done: 0, passed: 0, hasMore: true };
  let after = "";
  while (went.hasMore && went.done < MOST && !signal.aborted) {
    const { ids, done } = await ctx.storage.transaction(async (tx) => {
      const portion = await nextOutboxIds(tx, { state, now, after, limit: AT_ONCE });
      let count = 0;
      for (const id of portion) if (await act(tx, id, now)) count++;
      return { ids: portion, done: count };
    });
    went.done += done;
    went.passed += ids.length - done;
    went.hasMore = ids.length === AT_ONCE;
    after = ids.at(-1) ?? after;
  }
  await ctx.storage.durable();
  return went;
}
