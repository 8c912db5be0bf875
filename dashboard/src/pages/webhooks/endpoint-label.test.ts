import { expect, it } from "vitest";
import { endpointLabel } from "./endpoint-label.ts";

const working = {
  enabled: true,
  webhooksEnabled: true,
  targetUrl: "https://desk.example.org",
  paused: false,
  stopped: null,
  failing: null,
};
const failing = { since: "2026-03-04T07:12:04.120Z", failures: 17, error: { message: "The receiver answered 503" } };
const stopped = { reason: "gone", url: "https://desk.example.org", at: "2026-03-04T07:12:04.120Z" };

it("tells first what keeps an endpoint from being told", () => {
  expect(endpointLabel(working)).toMatchObject({ type: "success" });
  expect(endpointLabel({ ...working, failing })).toMatchObject({
    type: "danger",
    error: "17 failures in a row. The last one: The receiver answered 503",
  });
  expect(endpointLabel({ ...working, failing, paused: true })).toMatchObject({ name: "Paused" });
  expect(endpointLabel({ ...working, paused: true, webhooksEnabled: false })).toMatchObject({ type: "neutral" });
  expect(endpointLabel({ ...working, targetUrl: "" })).toMatchObject({ name: "No address" });
  expect(endpointLabel({ ...working, enabled: false, stopped })).toMatchObject({ type: "danger", name: "Stopped" });
});
