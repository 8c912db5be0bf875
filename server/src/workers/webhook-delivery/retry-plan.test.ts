import { describe, expect, it } from "vitest";
import type { RetryRules } from "../../core/webhook-endpoint.ts";
import type { SettingsStore } from "../../storage/settings.ts";
import { askedDelay, DEFAULT_PLAN, nextDelay } from "./retry-plan.ts";

const settings = (stored: Record<string, number>) => ({ stored: () => stored }) as unknown as SettingsStore;
const HOUR = 3_600_000;
const delayOf = (of: SettingsStore, count: number, random?: number) => nextDelay(of, null, { count, ageMs: 0 }, random);

describe("the plan of retries", () => {
  it("begins within seconds and spans three days", () => {
    const delays = Array.from({ length: 18 }, (_, index) => delayOf(settings({}), index + 1, 0));
    expect(delays).toEqual([...DEFAULT_PLAN, null]);
    expect(delays[0]).toBe(5000);
    const sum = DEFAULT_PLAN.reduce((total, delay) => total + delay, 0);
    expect(sum).toBeGreaterThan(71 * HOUR);
    expect(sum).toBeLessThan(74 * HOUR);
  });

  it("gives way to the settings, one or both", () => {
    const both = settings({ webhooksDeliveryAttempts: 3, webhooksRetryDelay: 100 });
    expect([1, 2, 3].map((failures) => delayOf(both, failures, 0))).toEqual([100, 200, null]);
    const attempts = settings({ webhooksDeliveryAttempts: 2 });
    expect([1, 2].map((failures) => delayOf(attempts, failures, 0))).toEqual([5000, null]);
    const delay = settings({ webhooksRetryDelay: 1000 });
    expect([9, 10].map((failures) => delayOf(delay, failures, 0))).toEqual([256_000, null]);
    expect(delayOf(settings({ webhooksDeliveryAttempts: 1 }), 1)).toBeNull();
    const long = settings({ webhooksDeliveryAttempts: 100, webhooksRetryDelay: HOUR });
    expect(delayOf(long, 90, 0)).toBe(24 * HOUR);
  });

  it("gives way to the rules of an endpoint", () => {
    const of = (rules: RetryRules, count: number, ageMs = 0) =>
      nextDelay(settings({ webhooksDeliveryAttempts: 3, webhooksRetryDelay: 100 }), rules, { count, ageMs }, 0);
    expect([1, 4, 5].map((count) => of({ attempts: 5 }, count))).toEqual([100, 800, null]);
    expect([1, 2, 3].map((count) => of({ delay: 1000 }, count))).toEqual([1000, 2000, null]);
    expect(nextDelay(settings({}), { maxAge: 60 }, { count: 20, ageMs: 0 }, 0)).toBeNull();
    expect(nextDelay(settings({}), { maxAge: 172_800 }, { count: 20, ageMs: 0 }, 0)).toBe(24 * HOUR);
    expect(of({ attempts: 100, maxAge: 60 }, 1, 59_950)).toBeNull();
    expect(of({ attempts: 100, maxAge: 60 }, 1, 59_900)).toBe(100);
  });

  it("takes off a random part", () => {
    expect(delayOf(settings({}), 1, 0.999)).toBeGreaterThanOrEqual(4000);
    expect(delayOf(settings({}), 1, 0.5)).toBe(4500);
  });
});

describe("askedDelay", () => {
  const now = Date.UTC(2026, 0, 1);

  it.each([
    [undefined, null],
    ["nonsense", null],
    ["", null],
    ["120", 120_000],
    [" 120 ", 120_000],
    ["0", 1000],
    ["999999999", 24 * HOUR],
    [["7", "8"], 7000],
    ["Thu, 01 Jan 2026 00:10:00 GMT", 600_000],
    ["Thu, 01 Jan 2025 00:10:00 GMT", 1000],
  ])("of %j is %s", (header, delay) => {
    expect(askedDelay(header, now)).toBe(delay);
  });
});
