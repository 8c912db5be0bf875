import { expect, it } from "vitest";
import { pointsOf } from "./usage-points.ts";

it("has a point for each day, with none where nothing was asked", () => {
  const none = { calls: 1, failed: 0, withoutUsage: 0 };
  const days = [{ day: "2026-03-01", ...none, promptTokens: 120, completionTokens: 30 }];
  expect(pointsOf({ from: "2026-02-28", to: "2026-03-02", days }, "en")).toEqual([
    { at: Date.UTC(2026, 1, 28, 12), label: "Feb 28, 2026", promptTokens: 0, completionTokens: 0 },
    { at: Date.UTC(2026, 2, 1, 12), label: "Mar 1, 2026", promptTokens: 120, completionTokens: 30 },
    { at: Date.UTC(2026, 2, 2, 12), label: "Mar 2, 2026", promptTokens: 0, completionTokens: 0 },
  ]);
});
