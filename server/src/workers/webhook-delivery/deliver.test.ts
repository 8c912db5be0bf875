import { createHmac } from "node:crypto";
import { type ReceivedWebhook, startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTestGateway, type TestGateway, type TestGatewayOptions } from "../../services/testing.ts";
import { TEST_ENGINES, toldBy } from "../../storage/testing.ts";

const eventOf = ({ json }: ReceivedWebhook) =>
  json as { event: string; account: string; data: Record<string, unknown> };
const subjectsOf = (received: readonly ReceivedWebhook[]) => received.map((one) => eventOf(one).data["subject"]);

describe.each(TEST_ENGINES)("webhooks on %s", (engine) => {
  let gateway: TestGateway;
  const receivers: WebhookReceiver[] = [];

  async function start(options: TestGatewayOptions = {}) {
    gateway = await createTestGateway(engine, { ownClock: true, ...options });
    await gateway.set({ webhooksEnabled: true, webhookEvents: ["messageNew"], webhooks: (await receive()).url });
  }
  async function receive(): Promise<WebhookReceiver> {
    const receiver = await startWebhookReceiver();
    receivers.push(receiver);
    return receiver;
  }
  const main = () => receivers[0] as WebhookReceiver;
  const count = (received: number, of = main()) => of.waitFor((all) => all.length >= received);
  const deliveries = () => gateway.storage.sql.selectFrom("deliveries").selectAll().orderBy("id").execute();
  const settled = (state: string, number = 1) =>
    vi.waitFor(async () => expect((await deliveries()).filter((one) => one.state === state)).toHaveLength(number), {
      interval: 20,
      timeout: 30_000,
    });
  const attempted = (attempts: number) =>
    vi.waitFor(async () => expect((await deliveries())[0]?.attemptsMade).toBe(attempts), {
      interval: 20,
      timeout: 30_000,
    });
  const mail = (subject: string, to: string, path = "INBOX") =>
    gateway
      .mailOf(to)
      .deliver(`From: b@example.org\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@x.test>\r\n\r\nhi`, path);

  beforeEach(() => start());
  afterEach(async () => {
    await gateway.close();
    for (const receiver of receivers.splice(0)) await receiver.close();
  });

  it("are signed requests, noted with their attempts", async () => {
    const account = await gateway.addConnected();
    await gateway.set({ serviceUrl: "https://mail.example.com" });
    mail("one", account);
    const [webhook] = await count(1);
    const { headers, rawBody } = webhook as ReceivedWebhook;
    expect(eventOf(webhook as ReceivedWebhook)).toMatchObject({
      serviceUrl: "https://mail.example.com",
      account,
      date: expect.any(String) as string,
      path: "INBOX",
      specialUse: "\\Inbox",
      event: "messageNew",
      data: { subject: "one" },
    });
    const secret = gateway.ctx.settings.get("serviceSecret") ?? "";
    expect(headers["x-ee-wh-signature"]).toBe(createHmac("sha256", secret).update(rawBody).digest("base64url"));
    expect(headers["x-ee-wh-attempts-made"]).toBe("0");
    await settled("delivered");
    const [attempt] = await gateway.storage.sql.selectFrom("deliveryAttempts").selectAll().execute();
    expect(attempt).toMatchObject({ attempt: 1, statusCode: 200, error: null });
  });

  it("go to the account's own URL with its own headers, else to the global one with both", async () => {
    const own = await receive();
    await gateway.set({
      webhooksCustomHeaders: [
        { key: "X-Global", value: "g" },
        { key: "X-Both", value: "g" },
      ],
    });
    const webhooksCustomHeaders = [{ key: "x-both", value: "a" }];
    const withUrl = await gateway.addConnected({ webhooks: `${own.url}/own`, webhooksCustomHeaders });
    const without = await gateway.addConnected({ webhooksCustomHeaders });
    mail("to its own", withUrl);
    mail("to the global", without);
    const [atOwn] = await count(1, own);
    const [atMain] = await count(1);
    expect(atOwn).toMatchObject({ url: "/own", headers: { "x-both": "a" } });
    expect(atOwn?.headers["x-global"]).toBeUndefined();
    expect(atMain?.headers).toMatchObject({ "x-both": "a", "x-global": "g" });
    expect(main().received).toHaveLength(1);
  });

  it("are only those that were chosen, while they are switched on", async () => {
    const account = await gateway.addConnected();
    await gateway.set({ webhooksEnabled: false });
    mail("off", account);
    await told(account, "messageNew", 1);
    await gateway.set({ webhooksEnabled: true, webhookEvents: [] });
    mail("none", account);
    await told(account, "messageNew", 2);
    await gateway.set({ webhookEvents: ["*"], inboxNewOnly: true });
    mail("elsewhere", account, "Junk");
    mail("inbox", account);
    await gateway.call("PUT", `/v1/account/${account}`, { name: "B" });
    const received = await count(1);
    expect(subjectsOf(received)).toEqual(["inbox"]);
  });

  /** Waits until an event is in the log and has been fanned out. */
  async function told(account: string, name: string, number: number) {
    await vi.waitFor(
      async () => {
        const { sql } = gateway.storage;
        const events = await sql.selectFrom("events").select("name").where("account", "=", account).execute();
        expect(events.filter((one) => one.name === name)).toHaveLength(number);
        const jobs = await sql.selectFrom("jobs").select("id").where("kind", "=", "event-fan-out").execute();
        expect(jobs).toEqual([]);
      },
      { timeout: 30_000, interval: 20 },
    );
  }

  it("that waited are dropped when the settings of then no longer want them", async () => {
    const account = await gateway.addConnected();
    const other = await gateway.addConnected();
    await gateway.call("PUT", "/v1/settings/queue/notify", { paused: true });
    mail("a", account);
    mail("b", other);
    await settled("pending", 2);
    await gateway.call("DELETE", `/v1/account/${other}`);
    await gateway.set({ webhookEvents: ["messageSent"] });
    await gateway.call("PUT", "/v1/settings/queue/notify", { paused: false });
    await settled("dropped", 2);
    const reasons = (await deliveries()).map(({ error }) => (JSON.parse(error ?? "{}") as { message: string }).message);
    expect(reasons.toSorted()).toEqual(["accountGone", "eventNotSelected"]);
    expect(main().received).toEqual([]);
  });

  it("are tried again by the plan, and keep their order meanwhile", async () => {
    main().script({ times: 2, status: 500 });
    const account = await gateway.addConnected();
    mail("first", account);
    await attempted(1);
    mail("second", account);
    await told(account, "messageNew", 2);
    expect(subjectsOf(main().received)).toEqual(["first"]);
    gateway.moveClock(3900);
    gateway.moveClock(1100);
    await attempted(2);
    gateway.moveClock(10_000);
    const received = await count(4);
    expect(subjectsOf(received)).toEqual(["first", "first", "first", "second"]);
    expect(received.map(({ headers }) => headers["x-ee-wh-attempts-made"])).toEqual(["0", "1", "2", "0"]);
    expect(new Set(received.slice(0, 3).map(({ headers }) => headers["x-ee-wh-event-id"])).size).toBe(1);
    expect(received[2]?.headers["x-ee-wh-queued-time"]).toBe("15s");
  });

  it("wait as long as the receiver asks for", async () => {
    main().script({ times: 1, status: 429, headers: { "Retry-After": "600" } });
    const account = await gateway.addConnected();
    mail("x", account);
    await attempted(1);
    const { runAt } = await gateway.storage.sql.selectFrom("jobs").select("runAt").executeTakeFirstOrThrow();
    expect(Math.abs(runAt - Date.now() - 600_000)).toBeLessThan(5000);
    gateway.moveClock(600_000);
    await settled("delivered");
  });

  it("are given up as the settings say, listed, tried again and dropped by hand", async () => {
    await gateway.set({ webhooksDeliveryAttempts: 2, webhooksRetryDelay: 100 });
    main().script({ times: 2, status: 503, body: "down\0" });
    const account = await gateway.addConnected({ webhooks: `${main().url.replace("//", "//ada:secret@")}/x` });
    mail("x", account);
    await attempted(1);
    gateway.moveClock(100);
    await settled("failed");
    const { body } = await gateway.call("GET", `/v1/webhooks/failed?account=${account}`);
    const [entry] = body["deliveries"] as { id: string }[];
    expect(body).toEqual({
      total: 1,
      page: 0,
      pages: 1,
      scanLimited: false,
      deliveries: [
        {
          id: expect.any(String) as string,
          event: "messageNew",
          account,
          url: `${main().url.replace("//", "//******:******@")}/x`,
          created: expect.any(String) as string,
          failed: expect.any(String) as string,
          attemptsMade: 2,
          error: { message: "The receiver answered 503", statusCode: 503 },
        },
      ],
    });
    expect((await gateway.call("GET", "/v1/webhooks/failed?account=nobody")).body).toMatchObject({ total: 0 });
    const retried = await gateway.call("POST", `/v1/webhooks/failed/${entry?.id}/retry`);
    expect(retried.body).toEqual({ id: entry?.id, retried: true });
    await settled("delivered");
    expect(main().received.at(-1)?.headers["x-ee-wh-attempts-made"]).toBe("0");
    for (const [method, verb] of [
      ["POST", "/retry"],
      ["DELETE", ""],
    ] as const) {
      const late = await gateway.call(method, `/v1/webhooks/failed/${entry?.id}${verb}`);
      expect(late.body).toMatchObject({ statusCode: 409, code: "NotFailed" });
      const unknown = await gateway.call(method, `/v1/webhooks/failed/nonsense${verb}`);
      expect(unknown.body).toMatchObject({ statusCode: 404, code: "NotFound" });
    }
    main().script({ status: 410 });
    mail("y", account);
    await settled("failed");
    const [gone] = (await gateway.call("GET", "/v1/webhooks/failed")).body["deliveries"] as { id: string }[];
    expect((await gateway.call("DELETE", `/v1/webhooks/failed/${gone?.id}`)).body).toEqual({
      id: gone?.id,
      deleted: true,
    });
    expect((await gateway.call("GET", "/v1/webhooks/failed")).body).toMatchObject({ total: 0 });
  });

  it("are given up at once after a redirect, and the next one goes on", async () => {
    main().script({ times: 1, status: 302, headers: { location: "http://127.0.0.1:1/" } });
    const account = await gateway.addConnected();
    mail("first", account);
    mail("second", account);
    expect(subjectsOf(await count(2))).toEqual(["first", "second"]);
    await settled("failed");
    const [first] = await deliveries();
    expect(JSON.parse(first?.error ?? "")).toEqual({
      message: "The receiver redirects, which is not followed",
      code: "EREDIRECTNOTFOLLOWED",
      statusCode: 302,
    });
  });

  it("go no more to an address that answered 410, until somebody says that it is there again", async () => {
    main().script({ times: 1, status: 410 });
    const account = await gateway.addConnected();
    mail("first", account);
    await settled("failed");
    mail("second", account);
    await told(account, "messageNew", 2);
    expect(await toldBy(gateway.storage, ["webhookStopped"])).toMatchObject([
      { data: { endpoint: "default", reason: "gone", url: main().url } },
    ]);
    await gateway.call("PUT", "/v1/webhooks/endpoint/default", { enabled: true });
    mail("third", account);
    expect(subjectsOf(await count(2))).toEqual(["first", "third"]);
    await gateway.call("POST", "/v1/webhooks/endpoint/default/replay", {});
    expect(subjectsOf(await count(5)).slice(2)).toEqual(["first", "second", "third"]);
  });

  it("of one account stay in order, whatever the crowd", async () => {
    const accounts = [await gateway.addConnected(), await gateway.addConnected()];
    main().script({ matches: ({ json }) => (json as { account: string }).account === accounts[0], delayMs: 5 });
    const subjects = Array.from({ length: 30 }, (_, index) => `m${index}`);
    for (const subject of subjects) for (const account of accounts) mail(subject, account);
    const received = await count(60);
    for (const account of accounts)
      expect(subjectsOf(received.filter((one) => eventOf(one).account === account))).toEqual(subjects);
  });

  it("to a dead endpoint delay no other", async () => {
    const dead = await receive();
    dead.script({ fault: "hang" });
    const hanging = [];
    for (let i = 0; i < 30; i++) hanging.push(await gateway.addConnected({ webhooks: dead.url }));
    for (const account of hanging) mail("never", account);
    await vi.waitFor(() => expect(dead.counts.open).toBeGreaterThanOrEqual(20), { timeout: 30_000, interval: 20 });
    const well = await gateway.addConnected();
    mail("soon", well);
    await count(1);
    expect(dead.counts.open).toBeGreaterThanOrEqual(20);
    expect(dead.counts.peak).toBeLessThanOrEqual(25);
  });

  it("that are under way when the service stops are made again, uncounted", async () => {
    main().script({ fault: "hang" });
    const account = await gateway.addConnected();
    mail("x", account);
    await count(1);
    await gateway.stop();
    main().clear();
    const next = await createTestGateway(engine, { after: gateway, ownClock: true });
    const [webhook] = await count(1);
    expect(webhook?.headers["x-ee-wh-attempts-made"]).toBe("0");
    await vi.waitFor(
      async () =>
        expect(await next.storage.sql.selectFrom("deliveries").select(["state", "attemptsMade"]).execute()).toEqual([
          { state: "delivered", attemptsMade: 1 },
        ]),
      { timeout: 30_000, interval: 20 },
    );
    await next.close();
  });
});

describe.each(TEST_ENGINES)("attempts on %s", (engine) => {
  it("end in time, are blocked by the policy, and are told why they failed", async () => {
    const receiver = await startWebhookReceiver();
    const gateway = await createTestGateway(engine, {
      env: { POSTHORN_WEBHOOK_TIMEOUT: "100ms", POSTHORN_WEBHOOK_EGRESS_POLICY: "link-local" },
    });
    receiver.script({ times: 1, fault: "hang" });
    receiver.script({ times: 1, fault: "reset" });
    await gateway.set({ webhooksEnabled: true, webhookEvents: ["messageNew"], webhooksRetryDelay: 100 });
    await gateway.set({ webhooksDeliveryAttempts: 3 });
    const account = await gateway.addConnected({ webhooks: receiver.url });
    gateway.mailOf(account).deliver("Subject: x\r\n\r\nx");
    await receiver.waitFor((received) => received.length === 3);
    const errors = async () =>
      (await gateway.storage.sql.selectFrom("deliveryAttempts").select("error").orderBy("startedAt").execute()).map(
        ({ error }) => error,
      );
    await vi.waitFor(
      async () =>
        expect(await errors()).toEqual([
          "ETIMEDOUT: No complete answer within 0.1 s",
          expect.stringMatching(/^(ECONNRESET|UND_ERR_SOCKET)/) as string,
          null,
        ]),
      { timeout: 30_000, interval: 20 },
    );
    await gateway.call("PUT", `/v1/account/${account}`, { webhooks: "http://169.254.169.254/latest" });
    gateway.mailOf(account).deliver("Subject: y\r\n\r\ny");
    await vi.waitFor(
      async () =>
        expect((await gateway.call("GET", "/v1/webhooks/failed")).body["deliveries"]).toMatchObject([
          { attemptsMade: 1, error: { code: "EEGRESSBLOCKED" } },
        ]),
      { timeout: 30_000, interval: 20 },
    );
    await gateway.close();
    await receiver.close();
  });
});
