import fc from "fast-check";
import { expect, it } from "vitest";
import { uidSets } from "./uid-sets.ts";

const ascending = fc
  .uniqueArray(fc.integer({ min: 1, max: 0xffff_ffff }))
  .map((uids) => uids.toSorted((a, b) => a - b));

function members(set: string): number[] {
  return set.split(",").flatMap((range) => {
    const [from = 0, to = from] = range.split(":").map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}

it("writes runs of numbers as ranges", () => {
  expect(uidSets([1, 2, 3, 5, 7, 8])).toEqual([{ set: "1:3,5,7:8", uids: [1, 2, 3, 5, 7, 8] }]);
  expect(uidSets([])).toEqual([]);
});

it("says just the same in sets", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 })), (some) => {
      const uids = some.toSorted((a, b) => a - b);
      expect(uidSets(uids).flatMap(({ set }) => members(set))).toEqual(uids);
    }),
  );
});

it("keeps every set short, and leaves out nothing", () => {
  const uids = Array.from({ length: 20_000 }, (_, i) => 4_000_000_000 + i * 3);
  const sets = uidSets(uids);
  expect(sets.flatMap((part) => part.uids)).toEqual(uids);
  for (const { set, uids: few } of sets) {
    expect(set.length).toBeLessThan(8192);
    expect(few.length).toBeLessThanOrEqual(5000);
    expect(members(set)).toEqual(few);
  }
});

it("takes a whole mailbox by its ends", () => {
  fc.assert(
    fc.property(ascending, (uids) => {
      const [only, ...more] = uidSets(uids, true);
      expect(more).toEqual([]);
      if (uids.length > 1) expect(only?.set).toBe(`${uids[0]}:${uids.at(-1)}`);
    }),
  );
  const many = Array.from({ length: 12_000 }, (_, i) => 2 * i + 1);
  expect(uidSets(many, true).map(({ set }) => set)).toEqual(["1:9999", "10001:19999", "20001:23999"]);
});
