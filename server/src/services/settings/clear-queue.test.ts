import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { SendError } from "../../core/mail-backend.ts";
import { TEST_ENGINES, toldBy } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

const IN_TIME = { timeout: 30_000, interval: 20 };

describe.each(TEST_ENGINES)("all jobs of a queue at once, on %s", (engine) => {
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

  const at = (queue: string, more = "") => `/v1/settings/queue/${queue}${more}`;
  const jobs = async (queue: string) => (await gateway.call("GET", at(queue))).body["jobs"];
  const pause = (queue: string, paused: boolean) => gateway.call("PUT", at(queue), { paused });
  const clear = async (queue: string, state: string) =>
    (await gateway.call("DELETE", at(queue, `/jobs?state=${state}`))).body;
  const submit = async (account: string, more: object = {}) =>
    (await gateway.call("POST", `/v1/account/${account}/submit`, { to: { address: "bob@example.com" }, text: "x", copy: false, ...more })).body["queueId"] as string; // prettier-ignore
  /** Those that wait, once there are so many: events are sorted to endpoints a moment after they happen. */
  const pending = async (count: number) => {
    let found: { id: string }[] = [];
    await vi.waitFor(async () => {
      found = (await gateway.call("GET", "/v1/webhooks/deliveries?state=pending")).body["deliveries"] as typeof found;
      expect(found).toHaveLength(count);
    }, IN_TIME);
    return found;
  };
  const endsOf = async (account: string) =>
    (await toldBy(gateway.storage, ["messageSent", "messageFailed", "messageCancelled"], account))
      .map(({ name }) => name)
      .toSorted();

  it("of mail are cancelled, promoted, tried again and forgotten, and each end is told", async () => {
    const account = await gateway.addAccount();
    const mailbox = gateway.mailOf(account);
    await pause("submit", true);
    await submit(account);
    await submit(account, { sendAt: "2099-01-01" });
    expect(await clear("submit", "waiting")).toEqual({ queue: "submit", cleared: 1, hasMore: false });
    expect(await jobs("submit")).toMatchObject({ waiting: 0, delayed: 1 });
    expect(await clear("submit", "delayed")).toMatchObject({ cleared: 1 });
    expect(await endsOf(account)).toEqual(["messageCancelled", "messageCancelled"]);
    expect((await gateway.call("GET", "/v1/outbox")).body["total"]).toBe(0);
    await pause("submit", false);

    mailbox.failNext("send", new SendError("No such user", { code: "EENVELOPE", smtpResponseCode: 550 }));
    await submit(account);
    await vi.waitFor(async () => expect(await jobs("submit")).toMatchObject({ failed: 1 }), IN_TIME);
    const scheduled = await submit(account, { sendAt: "2099-01-01" });
    expect((await gateway.call("POST", at("submit", "/promote"))).body).toEqual({
      queue: "submit",
      promoted: 1,
      hasMore: false,
    });
    await vi.waitFor(() => expect(mailbox.sent).toHaveLength(1), IN_TIME);
    expect((await gateway.call("POST", at("submit", "/retry"))).body).toEqual({
      queue: "submit",
      retried: 1,
      skipped: 0,
      hasMore: false,
    });
    await vi.waitFor(() => expect(mailbox.sent).toHaveLength(2), IN_TIME);
    expect((await gateway.call("GET", `/v1/outbox/${scheduled}`)).status).toBe(404);

    // Nobody knows whether it was sent: a person decides.
    mailbox.failNext("send", new SendError("No such user", { code: "EENVELOPE", smtpResponseCode: 550 }));
    const held = await submit(account);
    await vi.waitFor(async () => expect(await jobs("submit")).toMatchObject({ failed: 1 }), IN_TIME);
    await gateway.storage.sql.updateTable("submissions").set({ state: "held" }).where("id", "=", held).execute();
    expect((await gateway.call("POST", at("submit", "/retry"))).body).toMatchObject({ retried: 0, skipped: 1 });
    expect(await clear("submit", "failed")).toMatchObject({ cleared: 1 });
    expect(await jobs("submit")).toMatchObject({ failed: 0 });
  });

  it("of webhooks are dropped with a trace, which brings them back, or forgotten", async () => {
    await pause("notify", true);
    await gateway.set({ webhooksEnabled: true, webhooks: receiver.url, webhookEvents: ["accountAdded"] });
    for (let i = 0; i < 3; i++) await gateway.addAccount();
    await pending(3);
    expect(await clear("notify", "waiting")).toEqual({ queue: "notify", cleared: 3, hasMore: false });
    expect(await gateway.storage.sql.selectFrom("lanes").select("lane").where("kind", "=", "webhook-delivery").execute()).toEqual([]); // prettier-ignore
    const dropped = (await gateway.call("GET", "/v1/webhooks/deliveries?state=dropped")).body["deliveries"];
    expect(dropped).toMatchObject(Array.from({ length: 3 }, () => ({ error: { message: "queueCleared" } })));
    await pause("notify", false);
    expect(receiver.received).toEqual([]);

    expect((await gateway.call("POST", "/v1/webhooks/deliveries/retry", { state: "dropped" })).body).toMatchObject({ retried: 3 }); // prettier-ignore
    await receiver.waitFor((received) => received.length === 3);
    await vi.waitFor(async () => expect(await jobs("notify")).toMatchObject({ active: 0, waiting: 0 }), IN_TIME);
    expect(await clear("notify", "completed")).toMatchObject({ cleared: 3 });

    receiver.script({ times: 1, status: 503 });
    receiver.script({ times: 1, status: 302 });
    await gateway.addAccount();
    await vi.waitFor(async () => expect(await jobs("notify")).toMatchObject({ delayed: 1, active: 0 }), IN_TIME);
    expect((await gateway.call("POST", at("notify", "/promote"))).body).toMatchObject({ promoted: 1 });
    await vi.waitFor(async () => expect(await jobs("notify")).toMatchObject({ delayed: 0, failed: 1 }), IN_TIME);
    expect((await gateway.call("POST", at("notify", "/retry"))).body).toMatchObject({ retried: 1, skipped: 0 });
    await vi.waitFor(async () => expect(await jobs("notify")).toMatchObject({ failed: 0, active: 0 }), IN_TIME);
    expect(await clear("notify", "failed")).toMatchObject({ cleared: 0 });
  });

  it("stay where somebody works on them", async () => {
    await pause("notify", true);
    await gateway.addAccount();
    const [{ id }] = (await pending(1)) as [{ id: string }];
    const hold = (leasedUntil: number) =>
      gateway.storage.sql.updateTable("lanes").set({ leasedUntil }).where("kind", "=", "webhook-delivery").execute();
    await hold(Date.now() + 60_000);
    expect(await clear("notify", "waiting")).toMatchObject({ cleared: 0 });
    expect((await gateway.call("DELETE", `/v1/webhooks/delivery/${id}`)).body).toMatchObject({ code: "NotFinished" });
    await hold(0);
    const one = `/v1/webhooks/delivery/${id}`;
    expect((await gateway.call("POST", `${one}/promote`)).body).toMatchObject({ statusCode: 409, code: "NotDelayed" });
    expect((await gateway.call("DELETE", one)).body).toEqual({ id, dropped: true, deleted: false });
    expect((await gateway.call("GET", one)).body).toMatchObject({ state: "dropped", error: { message: "droppedByHand" } }); // prettier-ignore
    expect((await gateway.call("DELETE", one)).body).toEqual({ id, dropped: false, deleted: true });
    expect((await gateway.call("GET", one)).status).toBe(404);
    await pause("notify", false);
  });

  it("are asked for by their state, and none are those of documents", async () => {
    expect((await gateway.call("DELETE", at("submit", "/jobs"))).status).toBe(400);
    expect((await gateway.call("DELETE", at("submit", "/jobs?state=active"))).status).toBe(400);
    expect(await clear("documents", "waiting")).toEqual({ queue: "documents", cleared: 0, hasMore: false });
  });
});
