import { describe, expect, it } from "vitest";
import { randomAccountId, timeSortedId } from "./ids.ts";

describe("timeSortedId", () => {
  it("is 24 hex characters that begin with the time", () => {
    const now = Date.UTC(2040, 0, 1);
    expect(timeSortedId(now)).toMatch(/^[0-9a-f]{24}$/);
    expect(Number.parseInt(timeSortedId(now).slice(0, 12), 16)).toBe(now);
  });

  it("sorts by its making, within one millisecond, beyond the counter, and when the clock goes back", () => {
    const start = Date.UTC(2050, 0, 1);
    const ids = Array.from({ length: 140_000 }, (_, index) => timeSortedId(start - (index % 1000)));
    ids.push(timeSortedId(start + 60_000), timeSortedId(start - 86_400_000));
    for (let i = 1; i < ids.length; i++)
      if ((ids[i - 1] ?? "") >= (ids[i] ?? "")) throw new Error(`out of order at ${i}`);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("randomAccountId", () => {
  it("is 16 characters of 0-9a-z", () => {
    const ids = Array.from({ length: 500 }, randomAccountId);
    for (const id of ids) expect(id).toMatch(/^[0-9a-z]{16}$/);
    expect(new Set(ids).size).toBe(500);
    expect(new Set(ids.join("")).size).toBe(36);
  });
});
