import { expect, it } from "vitest";
import { requestHeaders } from "./request-headers.ts";

const delivery = {
  id: "d1",
  eventId: "e1",
  event: "messageNew",
  account: "ada",
  endpoint: "AAABnLV0OkA5cFTx",
  state: "failed" as const,
  attemptsMade: 1,
  url: null,
  error: null,
  replay: null,
  created: "2026-03-04T08:15:30.000Z",
  finished: null,
  nextAttempt: null,
  mappedBody: null,
  attempts: [
    {
      attempt: 1,
      started: "2026-03-04T08:15:37.500Z",
      duration: 12,
      statusCode: 503,
      error: null,
      response: null,
    },
  ],
};

it("tells the headers of the last attempt, without what is secret", () => {
  const known = {
    targetUrl: "https://******:******@desk.example.org",
    customHeaders: [{ key: "X-Team", value: "******" }],
  };
  expect(requestHeaders(delivery, known)?.split("\n")).toEqual([
    "content-type: application/json",
    "authorization: ******",
    "x-team: ******",
    "x-ee-wh-id: d1",
    "x-ee-wh-event-id: e1",
    "x-ee-wh-custom-route: AAABnLV0OkA5cFTx",
    "x-ee-wh-queued-time: 7s",
    "x-ee-wh-signature: ******",
    "webhook-id: e1-AAABnLV0OkA5cFTx",
    "webhook-timestamp: 1772612137",
    "webhook-signature: ******",
  ]);
  const ofDefault = requestHeaders({ ...delivery, endpoint: "default" }, undefined);
  expect(ofDefault).toContain("webhook-id: e1\n");
  expect(ofDefault).not.toMatch(/custom-route|authorization/);
  expect(requestHeaders({ ...delivery, attempts: [] }, known)).toBeUndefined();
});
