import type { LoggedEvent } from "@posthorn/contracts/event-log";
import { expect, it } from "vitest";
import { EMPTY_TAIL, matches, MOST_KEPT, paused, withArrived } from "./tail.ts";

const event = (id: number): LoggedEvent => ({
  id: String(id),
  cursor: `c_${id}_0`,
  serviceUrl: null,
  account: "ada",
  date: "2026-03-04T08:15:30.250Z",
  event: "messageNew",
  data: { subject: `Hello ${id}` },
});
const events = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => event(from + index));
const ids = (list: readonly LoggedEvent[]) => list.map(({ id }) => id);

it("shows the newest first and keeps within bounds", () => {
  let tail = withArrived(EMPTY_TAIL, events(0, 3));
  expect(ids(tail.shown)).toEqual(["2", "1", "0"]);
  tail = withArrived(tail, events(3, MOST_KEPT + 1));
  expect([tail.shown.length, tail.shown[0]?.id, tail.shown.at(-1)?.id]).toEqual([MOST_KEPT, String(MOST_KEPT), "1"]);
  expect(withArrived(tail, [])).toBe(tail);
  expect(withArrived(tail, events(0, 2 * MOST_KEPT)).shown).toHaveLength(MOST_KEPT);
});

it("holds back what arrives while it is paused, within the same bounds", () => {
  const before = withArrived(EMPTY_TAIL, events(0, 1));
  const held = withArrived(paused(before, true), events(1, 3));
  expect([ids(held.shown), ids(held.held)]).toEqual([["0"], ["1", "2"]]);
  expect(paused(held, false)).toEqual({ shown: [event(2), event(1), event(0)], held: [], isPaused: false });
  expect(withArrived(held, events(3, 2 * MOST_KEPT)).held).toHaveLength(MOST_KEPT);
});

it("finds words anywhere in an event, whatever the case", () => {
  expect(matches(event(7), "hello 7")).toBe(true);
  expect(matches(event(7), "bounce")).toBe(false);
});
