import { expect, it } from "vitest";
import { emptyReplay, replayFaults, toLocalInput, toReplay } from "./replay-form.ts";

it("begins an hour ago, and asks only for what was chosen", () => {
  const now = Date.parse("2026-03-04T08:15:00Z");
  const form = emptyReplay(now);
  expect(toReplay(form)).toEqual({ since: "2026-03-04T07:15:00.000Z" });
  expect(toReplay({ ...form, until: toLocalInput(now), events: ["messageNew"], account: "ada" })).toEqual({
    since: "2026-03-04T07:15:00.000Z",
    until: "2026-03-04T08:15:00.000Z",
    events: ["messageNew"],
    accounts: ["ada"],
  });
});

it("refuses a range that is none", () => {
  const form = emptyReplay(Date.parse("2026-03-04T08:15:00Z"));
  expect(replayFaults(form)).toEqual({});
  expect(Object.keys(replayFaults({ ...form, since: "" }))).toEqual(["since"]);
  expect(Object.keys(replayFaults({ ...form, until: form.since }))).toEqual(["until"]);
});
