import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { requestHeaders } from "./request-headers.ts";

const facts = {
  deliveryId: "d1",
  eventId: "e1",
  attemptsMade: 2,
  queuedAt: 1_700_000_000_000,
  body: '{"a":"ü"}',
  userAgent: "Posthorn/1",
  secret: "key",
  now: 1_700_000_007_900,
};
const make = (url: string, headers: { key: string; value?: string }[] = [], more = {}) =>
  requestHeaders({ url, headers, endpoint: { id: "default", secrets: [] } }, { ...facts, ...more });

describe("requestHeaders", () => {
  it("are those that receivers know", () => {
    const { url, headers } = make("https://hooks.example.com/x?y");
    expect(url).toBe("https://hooks.example.com/x?y");
    expect(headers).toEqual({
      "content-type": "application/json",
      "user-agent": "Posthorn/1",
      "x-ee-wh-id": "d1",
      "x-ee-wh-attempts-made": "2",
      "x-ee-wh-queued-time": "7s",
      "x-ee-wh-event-id": "e1",
      "x-ee-wh-signature": createHmac("sha256", "key").update(facts.body).digest("base64url"),
      "webhook-id": "e1",
      "webhook-timestamp": "1700000007",
      "webhook-signature": expect.stringMatching(/^v1,/) as string,
    });
  });

  it("are signed as Standard Webhooks are", () => {
    const { headers } = make("https://hooks.example.com/", [], { now: Date.now() });
    const secret = `whsec_${Buffer.from("key").toString("base64")}`;
    expect(new Webhook(secret).verify(facts.body, headers)).toEqual({ a: "ü" });
  });

  it("are signed with each live secret of an endpoint, under one id of its own", () => {
    const now = Date.now();
    const secret = (letter: string) => `whsec_${Buffer.from(letter.repeat(32)).toString("base64")}`;
    const secrets = [
      { secret: secret("c"), until: null },
      { secret: secret("b"), until: now + 1000 },
      { secret: secret("a"), until: now - 1000 },
    ];
    const { headers } = requestHeaders(
      { url: "https://hooks.example.com/", headers: [], endpoint: { id: "E7", secrets } },
      { ...facts, now, seq: 12 },
    );
    expect(headers).toMatchObject({
      "webhook-id": "e1-E7",
      "x-ee-wh-custom-route": "E7",
      "x-posthorn-sequence": "12",
      "x-ee-wh-signature": createHmac("sha256", "key").update(facts.body).digest("base64url"),
    });
    expect(headers["webhook-signature"]?.split(" ")).toHaveLength(2);
    for (const live of ["c", "b"]) expect(new Webhook(secret(live)).verify(facts.body, headers)).toEqual({ a: "ü" });
    expect(() => new Webhook(secret("a")).verify(facts.body, headers)).toThrow();
  });

  it.each([
    ["https://ada:secret@hooks.example.com/x", "ada:secret"],
    ["https://ada@hooks.example.com/x", "ada:"],
    // What stands there is taken as it stands there.
    ["https://ada:100%@hooks.example.com/x", "ada:100%"],
    ["https://a%40b:p%zz@hooks.example.com/x", "a%40b:p%zz"],
    ["https://ada:se:cret@hooks.example.com/x", "ada:se:cret"],
    ["https://ada:a@b@hooks.example.com/x", "ada:a@b"],
  ])("log in with what stands in %s", (target, credentials) => {
    const { url, headers } = make(target);
    expect(url).toBe("https://hooks.example.com/x");
    expect(headers["authorization"]).toBe(`Basic ${Buffer.from(credentials).toString("base64")}`);
  });

  it("may be set by custom ones, save for a few", () => {
    const custom = {
      "X-Custom": "1",
      "User-Agent": "mine",
      Authorization: "Bearer x",
      "X-EE-Wh-Id": "mine",
      "X-EE-Wh-Event-Id": "mine",
      "X-EE-Wh-Signature": "mine",
      "Webhook-Id": "mine",
      "Webhook-Timestamp": "mine",
      "Webhook-Signature": "mine",
      "Content-Length": "5",
      Host: "elsewhere",
      Connection: "close",
      "Transfer-Encoding": "chunked",
      "bad name": "x",
      "bad\r\nname": "x",
      "": "x",
    };
    const plain = make("https://ada:secret@hooks.example.com/").headers;
    const { headers } = make(
      "https://ada:secret@hooks.example.com/",
      Object.entries(custom).map(([key, value]) => ({ key, value })),
    );
    expect(headers).toEqual({
      ...plain,
      "x-custom": "1",
      "user-agent": "mine",
      authorization: "Bearer x",
      "x-ee-wh-id": "mine",
    });
  });

  it("can't be used to write another header", () => {
    const { headers } = make("https://hooks.example.com/", [
      { key: "X-A", value: "a\r\nX-B: b\0" },
      { key: "X-C", value: "é 😀" },
      { key: "X-D" },
    ]);
    expect(headers).toMatchObject({ "x-a": "a  X-B: b ", "x-d": "" });
    expect(headers["x-c"]).toMatch(/^é \?+$/);
  });
});
