import { describe, expect, it } from "vitest";
import type { SettingsStore } from "../../storage/settings.ts";
import { askedDelay, DEFAULT_PLAN, nextDelay } from "./retry-plan.ts";

const settings = (stored: Record<string, number>) => ({ stored: () => stored }) as unknown as SettingsStore;
const HOUR = 3_600_000;

describe("the plan of retries", () => {
  it("begins within seconds and spans three days", () => {
    const delays = Array.from({ length: 18 }, (_, index) => nextDelay(settings({}), index + 1, 0));
    expect(delays).toEqual([...DEFAULT_PLAN, null]);
    expect(delays[0]).toBe(5000);
    const sum = DEFAULT_PLAN.reduce((total, delay) => total + delay, 0);
    expect(sum).toBeGreaterThan(71 * HOUR);
    expect(sum).toBeLessThan(74 * HOUR);
  });

  it("gives way to the settings, one or both", () => {
    const both = settings({ webhooksDeliveryAttempts: 3, webhooksRetryDelay: 100 });
    expect([1, 2, 3].map((failures) => nextDelay(both, failures, 0))).toEqual([100, 200, null]);
    const attempts = settings({ webhooksDeliveryAttempts: 2 });
    expect([1, 2].map((failures) => nextDelay(attempts, failures, 0))).toEqual([5000, null]);
    const delay = settings({ webhooksRetryDelay: 1000 });
    expect([9, 10].map((failures) => nextDelay(delay, failures, 0))).toEqual([256_000, null]);
    expect(nextDelay(settings({ webhooksDeliveryAttempts: 1 }), 1)).toBeNull();
    const long = settings({ webhooksDeliveryAttempts: 100, webhooksRetryDelay: HOUR });
    expect(nextDelay(long, 90, 0)).toBe(24 * HOUR);
  });

  it("takes off a random part", () => {
    expect(nextDelay(settings({}), 1, 0.999)).toBeGreaterThanOrEqual(4000);
    expect(nextDelay(settings({}), 1, 0.5)).toBe(4500);
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
