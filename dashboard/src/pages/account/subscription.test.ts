import { expect, it } from "vitest";
import { subscriptionOf } from "./subscription.ts";

const NOW = Date.parse("2026-01-02T00:00:00Z");
const [before, after] = ["2026-01-01T00:00:00.000Z", "2026-01-03T00:00:00.000Z"];

it("tells whether Microsoft tells of changes", () => {
  const of = (state: "created" | "error", expirationDateTime: string | null) =>
    subscriptionOf({ outlookSubscription: { expirationDateTime, state: { state, error: null } } }, NOW)?.state;
  expect(of("created", after)).toBe("created");
  expect(of("created", before)).toBe("expired");
  expect(of("error", before)).toBe("error");
  expect(subscriptionOf({}, NOW)).toBeUndefined();
});

it("tells whether Gmail does: a promise outlives a request that failed", () => {
  const error = { time: before, message: "Forbidden" };
  expect(subscriptionOf({ gmailSubscription: { expires: after, error } }, NOW)).toMatchObject({
    state: "created",
    error: "Forbidden",
  });
  expect(subscriptionOf({ gmailSubscription: { expires: before } }, NOW)?.state).toBe("expired");
  expect(subscriptionOf({ gmailSubscription: { error } }, NOW)?.state).toBe("error");
});
