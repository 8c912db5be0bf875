import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startWebhookReceiver, type WebhookReceiver } from "./webhook-receiver.ts";

describe("the webhook receiver", () => {
  let receiver: WebhookReceiver;
  beforeEach(async () => {
    receiver = await startWebhookReceiver();
  });
  afterEach(() => receiver.close());

  const post = (body: unknown, signal?: AbortSignal) =>
    fetch(`${receiver.url}/hook?x=1`, { method: "POST", body: JSON.stringify(body), ...(signal && { signal }) });

  it("remembers what it was sent, byte for byte", async () => {
    await post({ event: "test", text: "õ" });
    const [webhook] = await receiver.waitFor((received) => received.length === 1);
    expect(webhook).toMatchObject({
      method: "POST",
      url: "/hook?x=1",
      json: { event: "test", text: "õ" },
      status: 200,
    });
    expect(webhook?.rawBody.toString()).toBe('{"event":"test","text":"õ"}');
  });

  it("answers by its rules, each as often as it may", async () => {
    receiver.script({ times: 1, status: 503, headers: { "Retry-After": "7" } });
    receiver.script({ matches: ({ json }) => (json as { event: string }).event === "gone", status: 410 });
    const first = await post({ event: "a" });
    expect([first.status, first.headers.get("retry-after")]).toEqual([503, "7"]);
    expect((await post({ event: "gone" })).status).toBe(410);
    expect((await post({ event: "a" })).status).toBe(200);
  });

  it("hangs and resets on request", async () => {
    receiver.script({ times: 1, fault: "reset" });
    await expect(post({})).rejects.toThrow();
    receiver.script({ times: 1, fault: "hang" });
    await expect(post({}, AbortSignal.timeout(50))).rejects.toThrow();
    expect(receiver.received.map(({ status }) => status)).toEqual([undefined, undefined]);
  });

  it("says what it has when it waits in vain", async () => {
    await post({ event: "messageNew" });
    await expect(receiver.waitFor((received) => received.length > 1, 20)).rejects.toThrow("messageNew");
  });
});
