import type { OutboxEntry } from "@posthorn/contracts/outbox";
import { expect, it } from "vitest";
import { lastAnswer, outboxLabel } from "./state-label.ts";

const entry = (of: Partial<OutboxEntry>): OutboxEntry => ({ queueId: "1", account: "ada", ...of });

it("tells mail that waits for its time from mail that is put off", () => {
  expect(outboxLabel(entry({ state: "delayed", attemptsMade: 0 }))).toEqual({ type: "neutral", name: "Scheduled" });
  expect(outboxLabel(entry({ state: "delayed", attemptsMade: 2, progress: { error: { message: "busy" } } }))).toEqual({
    type: "warning",
    name: "Put off",
    error: "busy",
  });
  expect(outboxLabel(entry({ state: "delayed", waitingReason: "30 a minute" }))).toMatchObject({
    error: "30 a minute",
  });
  expect(outboxLabel(entry({ state: "waiting" }))).toEqual({ type: "info", name: "Waiting" });
  expect(outboxLabel(entry({ state: "failed" }))).toEqual({ type: "danger", name: "Failed" });
});

it("finds what the server said last", () => {
  const time = "2026-01-01T00:00:00.000Z";
  const attemptHistory = [
    { time, error: "first", response: "450 first" },
    { time, error: "second", response: "451 second" },
  ];
  expect(lastAnswer(entry({ attemptHistory }))).toBe("451 second");
  expect(lastAnswer(entry({ attemptHistory, progress: { response: "250 ok" } }))).toBe("250 ok");
  expect(lastAnswer(entry({ attemptHistory: [{ time, error: "no connection" }] }))).toBe("no connection");
  expect(lastAnswer(entry({}))).toBeUndefined();
});
