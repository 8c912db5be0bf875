import type { Account } from "@posthorn/contracts/accounts";

// What the stream of changes told, so that an answer that was on its way at that moment, and may be
// older, does not undo it.

type Condition = Pick<Account, "state" | "lastError">;

const told = new Map<string, { at: number; condition: Condition }>();

/** Remembers what the stream told of an account just now. */
export function noteToldState(account: string, condition: Condition): void {
  told.set(account, { at: performance.now(), condition });
}

/** An answer that was asked for at `askedAt` (of `performance.now()`), with what was told since then. */
export function withToldState<T extends { account: string } & Condition>(answer: T, askedAt: number): T {
  const news = told.get(answer.account);
  return news === undefined || news.at < askedAt ? answer : { ...answer, ...news.condition };
}
