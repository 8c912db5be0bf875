import { describe, expect, it } from "vitest";
import { MailboxBudget, MailboxBudgets, MailboxPaused, type Wish } from "./mailbox-budget.ts";
import { TestClock } from "./testing.ts";

const CALLER: Wish = { requests: 1, isBackground: false, maxPauseMs: 20_000 };
const BACKGROUND: Wish = { ...CALLER, isBackground: true, maxPauseMs: 600_000 };

/** Lets everything happen that only waits for its turn. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Work that ends when it is told to. */
function start(budget: MailboxBudget, wish: Wish) {
  const work = { hasBegun: false, finish: () => {}, done: Promise.resolve() as Promise<unknown> };
  work.done = budget.use(
    wish,
    () =>
      new Promise<void>((resolve) => {
        work.hasBegun = true;
        work.finish = resolve;
      }),
  );
  return work;
}

describe("the budget of a mailbox", () => {
  it("has four places, one of which is left to callers", async () => {
    const budget = new MailboxBudget(new TestClock());
    const background = Array.from({ length: 4 }, () => start(budget, BACKGROUND));
    const callers = Array.from({ length: 2 }, () => start(budget, CALLER));
    await turn();
    expect(background.map(({ hasBegun }) => hasBegun)).toEqual([true, true, true, false]);
    expect(callers.map(({ hasBegun }) => hasBegun)).toEqual([true, false]);
    background[0]?.finish();
    await turn();
    // Whoever is waited for comes first.
    expect([callers[1]?.hasBegun, background[3]?.hasBegun]).toEqual([true, false]);
    for (const { finish } of [...callers, ...background.slice(1, 3)]) finish();
    await turn();
    expect(background[3]?.hasBegun).toBe(true);
    background[3]?.finish();
    await turn();
    expect(budget.isIdle).toBe(true);
  });

  it("lets a batch go alone", async () => {
    const budget = new MailboxBudget(new TestClock());
    const one = start(budget, CALLER);
    const batch = start(budget, { ...BACKGROUND, requests: 20 });
    await turn();
    expect(batch.hasBegun).toBe(false);
    one.finish();
    await turn();
    expect(batch.hasBegun).toBe(true);
    const other = start(budget, CALLER);
    await turn();
    expect(other.hasBegun).toBe(false);
    batch.finish();
    await turn();
    expect(other.hasBegun).toBe(true);
    other.finish();
  });

  it("waits as long as it is asked to, and tells at once who would not", async () => {
    const clock = new TestClock();
    const budget = new MailboxBudget(clock);
    budget.pause(60_000);
    await expect(budget.use(CALLER, async () => "done")).rejects.toThrow(MailboxPaused);
    const patient = budget.use(BACKGROUND, async () => clock.now());
    await turn();
    const until = clock.now() + 60_000;
    clock.set(until);
    expect(await patient).toBe(until);
  });

  it("gives ten thousand requests in ten minutes", async () => {
    const clock = new TestClock();
    const budget = new MailboxBudget(clock);
    for (let i = 0; i < 500; i++) await budget.use({ ...CALLER, requests: 20 }, async () => undefined);
    const late = budget.use({ ...BACKGROUND, requests: 20 }, async () => clock.now());
    await turn();
    const begun = clock.now();
    clock.set(begun + 1199);
    await turn();
    clock.set(begun + 1200);
    expect(await late).toBe(begun + 1200);
  });

  it("forgets who gave up waiting", async () => {
    const budget = new MailboxBudget(new TestClock());
    const batch = start(budget, { ...CALLER, requests: 20 });
    const abort = new AbortController();
    const waiting = budget.use({ ...CALLER, signal: abort.signal }, async () => undefined);
    abort.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
    batch.finish();
    await batch.done;
    expect(budget.isIdle).toBe(true);
  });

  it("is one for all accounts of a mailbox, by app", () => {
    const budgets = new MailboxBudgets(new TestClock());
    expect(budgets.of("app", "Bob@example.test")).toBe(budgets.of("app", "bob@example.test"));
    expect(budgets.of("app", "bob@example.test")).not.toBe(budgets.of("other", "bob@example.test"));
  });
});
