import { expect, it } from "vitest";
import { createServicePause } from "./service-pause.ts";

it("leaves a service alone that failed three times in a row, for a minute, and then after each failure", () => {
  let now = 1_000_000;
  const pause = createServicePause(() => now);
  expect([false, false, true, false, false].map((answered) => pause.note("a", answered))).not.toContain(true);
  expect(pause.isOn("a")).toBe(false);
  expect(pause.note("a", false)).toBe(true);
  // Of requests that ran meanwhile.
  expect(pause.note("a", false)).toBe(false);
  expect([pause.isOn("a"), pause.isOn("b")]).toEqual([true, false]);
  now += 60_000;
  expect(pause.isOn("a")).toBe(false);
  expect(pause.note("a", false)).toBe(true);
  expect(pause.isOn("a")).toBe(true);
  now += 60_000;
  expect(pause.note("a", true)).toBe(false);
  expect(pause.note("a", false)).toBe(false);
  expect(pause.isOn("a")).toBe(false);
});

it("begins anew with another service", () => {
  const pause = createServicePause(() => 1_000_000);
  for (let time = 0; time < 3; time++) pause.note("a", false);
  expect(pause.note("b", false)).toBe(false);
  expect([pause.isOn("a"), pause.isOn("b")]).toEqual([false, false]);
});
