import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("a queue on %s", (engine) => {
  let gateway: TestGateway;
  let receiver: WebhookReceiver;
  beforeAll(async () => {
    gateway = await createTestGateway(engine);
    receiver = await startWebhookReceiver();
  });
  afterAll(async () => {
    await gateway.close();
    await receiver.close();
  });

  const look = async (queue: string) => (await gateway.call("GET", `/v1/settings/queue/${queue}`)).body;
  const pause = async (queue: string, paused: unknown) =>
    (await gateway.call("PUT", `/v1/settings/queue/${queue}`, { paused })).body;
  const waiting = (queue: string, count: number) =>
    vi.waitFor(async () => expect((await look(queue))["jobs"]).toMatchObject({ waiting: count }), {
      timeout: 30_000,
      interval: 10,
    });

  it("holds webhooks while it is paused, and lets them go afterwards", async () => {
    expect(await pause("notify", true)).toEqual({ queue: "notify", paused: true });
    expect(await pause("notify", "true")).toEqual({ queue: "notify", paused: true });
    await gateway.set({ webhooksEnabled: true, webhooks: receiver.url, webhookEvents: ["accountAdded"] });
    const account = await gateway.addAccount();
    const jobs = { active: 0, delayed: 0, waiting: 1, paused: 0, failed: 0 };
    const seen = { queue: "notify", jobs, paused: true, oldest: expect.any(String) as string };
    await vi.waitFor(async () => expect(await look("notify")).toEqual(seen), {
      interval: 10,
      timeout: 30_000,
    });
    await vi.waitFor(
      async () =>
        expect((await gateway.call("GET", "/v1/stats")).body["queues"]).toMatchObject({
          notify: { active: 0, delayed: 0, waiting: 1, paused: 0, isPaused: true, total: 1 },
          submit: { isPaused: false, total: 0 },
        }),
      { timeout: 30_000, interval: 10 },
    );
    expect(receiver.received).toEqual([]);
    expect(await pause("notify", false)).toEqual({ queue: "notify", paused: false });
    const [webhook] = await receiver.waitFor((received) => received.length === 1);
    expect(webhook?.json).toMatchObject({ event: "accountAdded", account });
    await waiting("notify", 0);
  });

  it("holds mail while it is paused, and goes on taking it in", async () => {
    const account = await gateway.addAccount();
    await pause("submit", true);
    const mail = { to: { address: "bob@example.com" }, text: "x" };
    for (let i = 0; i < 2; i++)
      expect((await gateway.call("POST", `/v1/account/${account}/submit`, mail)).status).toBe(200);
    await gateway.call("POST", `/v1/account/${account}/submit`, { ...mail, sendAt: "2099-01-01" });
    expect(await look("submit")).toMatchObject({ jobs: { active: 0, delayed: 1, waiting: 2 }, paused: true });
    expect(gateway.mailOf(account).sent).toEqual([]);
    await pause("submit", false);
    await vi.waitFor(() => expect(gateway.mailOf(account).sent).toHaveLength(2), { timeout: 30_000, interval: 10 });
  });

  it("of documents is always empty, and others are unknown", async () => {
    expect(await look("documents")).toEqual({
      queue: "documents",
      jobs: { active: 0, delayed: 0, waiting: 0, paused: 0, failed: 0 },
      oldest: null,
      paused: false,
    });
    expect((await gateway.call("GET", "/v1/settings/queue/export")).status).toBe(400);
    expect((await gateway.call("PUT", "/v1/settings/queue/submit", {})).body).toEqual({
      queue: "submit",
      paused: false,
    });
  });
});
