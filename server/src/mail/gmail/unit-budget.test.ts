import { describe, expect, it } from "vitest";
import { VirtualClock } from "./testing.ts";
import { GmailBudgets, UnitBudget } from "./unit-budget.ts";

/** A caller that does not leave. */
const stays = () => new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("a budget of quota units", () => {
  it("lets no more through in a second than it has, and what was saved up", async () => {
    const clock = new VirtualClock();
    const budget = new UnitBudget({ unitsPerSecond: 200, burst: 240 }, clock);
    const spent: number[] = [];
    for (let index = 0; index < 400; index++)
      void budget.take(5, { isBackground: true, signal: stays() }).then(() => spent.push(clock.now()));
    const start = clock.now();
    for (let step = 0; step < 200; step++) {
      await settled();
      clock.advance(50);
    }
    expect(spent).toHaveLength(400);
    expect(spent.filter((at) => at - start < 1000).length * 5).toBeLessThanOrEqual(240 + 200);
    for (const from of spent.filter((at) => at - start >= 1000))
      expect(spent.filter((at) => at >= from && at < from + 1000).length * 5).toBeLessThanOrEqual(250);
  });

  it("serves callers before background work", async () => {
    const clock = new VirtualClock();
    const budget = new UnitBudget({ unitsPerSecond: 10, burst: 10 }, clock);
    const order: string[] = [];
    const take = (name: string, isBackground: boolean) =>
      budget.take(10, { isBackground, signal: stays() }).then(() => order.push(name));
    const all = [take("first", true), take("work", true), take("more work", true), take("caller", false)];
    for (let step = 0; step < 4; step++) {
      await settled();
      clock.advance(1000);
    }
    await Promise.all(all);
    expect(order).toEqual(["first", "caller", "work", "more work"]);
  });

  it("takes nothing for who leaves", async () => {
    const clock = new VirtualClock();
    const budget = new UnitBudget({ unitsPerSecond: 10, burst: 10 }, clock);
    await budget.take(10, { isBackground: false, signal: stays() });
    const leaving = new AbortController();
    const left = budget.take(10, { isBackground: false, signal: leaving.signal });
    const other = budget.take(5, { isBackground: false, signal: stays() });
    leaving.abort(new Error("gone"));
    await expect(left).rejects.toThrow("gone");
    await settled();
    clock.advance(1000);
    await other;
  });

  it("is one for all accounts of an application", () => {
    const budgets = new GmailBudgets();
    const clock = new VirtualClock();
    expect(budgets.forApp("a", clock)).toBe(budgets.forApp("a", clock));
    expect(budgets.forApp("a", clock)).not.toBe(budgets.forApp("b", clock));
    expect(budgets.forUser(clock)).not.toBe(budgets.forUser(clock));
  });
});
