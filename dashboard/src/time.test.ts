import { expect, it } from "vitest";
import { inWords } from "./time.ts";

const now = Date.UTC(2026, 0, 15, 12);
const SECOND = 1000;
const DAY = 86_400 * SECOND;

it.each([
  [0, "just now"],
  [-30 * SECOND, "30 seconds ago"],
  [-100 * SECOND, "2 minutes ago"],
  [-3 * 3600 * SECOND, "3 hours ago"],
  [-DAY, "yesterday"],
  [30 * DAY, "next month"],
  [90 * DAY, "in 3 months"],
  [365 * DAY, "next year"],
])("says of a distance of %i ms: %s", (distance, words) => {
  expect(inWords(now + distance, now)).toBe(words);
});

it("does not stumble over what is no time", () => {
  expect(inWords(Number.NaN, now)).toBe("unknown");
});
