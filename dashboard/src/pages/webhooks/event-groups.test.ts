import { EVENT_NAMES } from "@posthorn/contracts/events";
import { expect, it } from "vitest";
import { EVENT_GROUPS } from "./event-groups.ts";
import { eventWords } from "./event-words.ts";

it("offers every event once, each with words", () => {
  const offered = EVENT_GROUPS.flatMap(([, names]) => names);
  expect([...offered].sort()).toEqual([...EVENT_NAMES].sort());
  expect(Object.keys(eventWords.events).sort()).toEqual([...EVENT_NAMES].sort());
});
