import { describe, expect, it } from "vitest";
import { backoffDelay } from "./backoff.ts";

describe("backoffDelay", () => {
  const plan = { firstMs: 5000, capMs: 60_000, jitter: 0.2 };

  it("doubles up to its cap", () => {
    const delays = [1, 2, 3, 4, 5, 6, 2000].map((failures) => backoffDelay(plan, failures, 0));
    expect(delays).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
  });

  it("takes off a random part", () => {
    expect(backoffDelay(plan, 1, 0.5)).toBe(4500);
    for (let i = 0; i < 100; i++) {
      const delay = backoffDelay(plan, 2);
      expect(delay).toBeGreaterThanOrEqual(8000);
      expect(delay).toBeLessThanOrEqual(10_000);
    }
  });

  it("grows by another factor", () => {
    expect(backoffDelay({ ...plan, firstMs: 1000, factor: 1.5 }, 3, 0)).toBe(2250);
  });
});
