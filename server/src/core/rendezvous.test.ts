import { expect, it } from "vitest";
import { rendezvous } from "./rendezvous.ts";

const ADDRESSES = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1"];
const KEYS = Array.from({ length: 400 }, (_, index) => `account-${index}`);

it("chooses the same candidate whatever the order", () => {
  for (const key of KEYS) expect(rendezvous(key, ADDRESSES.toReversed())).toBe(rendezvous(key, ADDRESSES));
});

it("gives every candidate its share", () => {
  for (const address of ADDRESSES) {
    const share = KEYS.filter((key) => rendezvous(key, ADDRESSES) === address).length;
    expect(share).toBeGreaterThan(KEYS.length / ADDRESSES.length / 2);
  }
});

it("moves only what belonged to a candidate that went", () => {
  const [gone, ...left] = ADDRESSES;
  for (const key of KEYS) {
    const before = rendezvous(key, ADDRESSES);
    if (before !== gone) expect(rendezvous(key, left)).toBe(before);
  }
});

it("has nothing to choose from nothing", () => {
  expect(rendezvous("a", [])).toBeUndefined();
});
