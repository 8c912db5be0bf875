import { describe, expect, it } from "vitest";
import { unusedOf } from "./unused.ts";

const NOW = Date.parse("2026-06-01T12:00:00.000Z");
const day = (days: number) => new Date(NOW + days * 86_400_000).toISOString();
const found = (created: number, used: number | null, expires?: number) =>
  unusedOf(
    {
      id: "a",
      created: day(created),
      access: { time: used === null ? null : day(used), ip: null },
      ...(expires !== undefined && { expires: day(expires) }),
    },
    NOW,
  );

describe("a token that is not used", () => {
  it("is one that was not used once in the 30 days since it was made", () => {
    expect(found(-29.9, null)).toBeUndefined();
    expect(found(-30, null)).toEqual({ wasUsed: false, days: 30 });
    expect(found(-400.5, null)).toEqual({ wasUsed: false, days: 400 });
  });

  it("is one that was not used for 90 days, however old it is", () => {
    expect(found(-400, -89.9)).toBeUndefined();
    expect(found(-400, -90)).toEqual({ wasUsed: true, days: 90 });
    expect(found(-400, 0)).toBeUndefined();
  });

  it("is none that ends by itself within as many days", () => {
    expect(found(-40, null, 30)).toBeUndefined();
    expect(found(-40, null, 31)).toEqual({ wasUsed: false, days: 40 });
    expect(found(-400, -100, 90)).toBeUndefined();
    expect(found(-400, -100, 91)).toEqual({ wasUsed: true, days: 100 });
  });

  it("is none of which nobody knows how old it is", () => {
    expect(unusedOf({ id: "a" }, NOW)).toBeUndefined();
  });
});
