import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SendError } from "../../core/mail-backend.ts";
import { createTestGateway, type TestGateway } from "../../services/testing.ts";
import { TEST_ENGINES, toldBy } from "../../storage/testing.ts";

const WAIT = { interval: 20, timeout: 30_000 };

describe.each(TEST_ENGINES)("a message whose gateway has a fallback on %s", (engine) => {
  let gateway: TestGateway;
  let account: string;
  beforeEach(async () => {
    gateway = await createTestGateway(engine, { ownClock: true });
    account = await gateway.addConnected();
    await add("backup");
    await add("main", { fallback: "backup" });
  });
  afterEach(() => gateway.close());

  const add = async (id: string, more: object = {}) => {
    const relay = { gateway: id, name: id, host: `${id}.example.com`, port: 587, user: "ada", pass: "secret", ...more };
    expect((await gateway.call("POST", "/v1/gateway", relay)).status).toBe(200);
  };
  const view = async (id: string) => (await gateway.call("GET", `/v1/gateway/${id}`)).body;
  const failNext = (...failures: SendError[]) => {
    for (const failure of failures) gateway.mailOf(account).failNext("send", failure);
  };
  const unreachable = () => new SendError("connect ECONNREFUSED", { code: "ESOCKET" });
  const refusal = () =>
    new SendError("Invalid login", { code: "EAUTH", smtpResponse: "535 No", smtpResponseCode: 535, smtpCommand: "AUTH PLAIN" }); // prettier-ignore
  async function submit(more: Record<string, unknown> = {}): Promise<string> {
    const body = { to: { address: "bob@example.com" }, text: "x", copy: false, gateway: "main", ...more };
    const answer = await gateway.call("POST", `/v1/account/${account}/submit`, body);
    expect(answer.status).toBe(200);
    return String(answer.body["queueId"]);
  }
  const entry = async (id: string) => (await gateway.call("GET", `/v1/outbox/${id}`)).body;
  /** Hosts that took messages, in order, once there are so many. */
  const took = (...hosts: string[]) =>
    vi.waitFor(() => expect(gateway.mailOf(account).sent.map((sent) => (sent as { relay?: { host: string } }).relay?.host)).toEqual(hosts.map((host) => `${host}.example.com`)), WAIT); // prettier-ignore
  const told = (...names: string[]) =>
    vi.waitFor(async () => {
      const events = await toldBy(gateway.storage, ["messageSent", "messageDeliveryError", "messageFailed"]);
      expect(events.map(({ name }) => name)).toEqual(names);
      return events.map(({ data }) => data);
    }, WAIT);

  it("goes through that in the same attempt when the first can't be reached", async () => {
    failNext(unreachable());
    await submit();
    await took("backup");
    expect(await told("messageSent")).toMatchObject([{ gateway: "backup" }]);
    await vi.waitFor(async () => {
      expect(await view("main")).toMatchObject({ deliveries: 0, lastError: { code: "ESOCKET" }, fallback: "backup" });
      expect(await view("backup")).toMatchObject({ deliveries: 1, lastError: null });
    }, WAIT);
    await submit();
    await took("backup", "main");
    expect((await told("messageSent", "messageSent"))[1]).toMatchObject({ gateway: "main" });
  });

  it("passes by a gateway that refuses the login, until that is mended", async () => {
    failNext(refusal());
    await submit();
    await took("backup");
    await submit();
    await took("backup", "backup");
    await told("messageSent", "messageSent");
    await gateway.call("PUT", "/v1/gateway/edit/main", { pass: "new" });
    await submit();
    await took("backup", "backup", "main");
  });

  it("fails once when nobody is reached, by what may pass, and is tried again", async () => {
    failNext(new SendError("No TLS", { code: "ETLS" }), unreachable());
    const id = await submit();
    expect(await told("messageDeliveryError")).toMatchObject([{ errorCode: "ESOCKET", gateway: "backup", permanent: false, job: { attemptsMade: 0 } }]); // prettier-ignore
    expect(await entry(id)).toMatchObject({
      state: "delayed",
      gateway: "main",
      attemptsMade: 1,
      attemptHistory: [
        { code: "ETLS", gateway: "main" },
        { code: "ESOCKET", gateway: "backup" },
      ],
      progress: { gateway: "backup" },
    });
    gateway.moveClock(5000);
    await took("main");
  });

  it("waits when both refuse the login, and asks both again within the hour", async () => {
    failNext(refusal(), refusal());
    const id = await submit();
    await told("messageDeliveryError");
    gateway.moveClock(5000);
    await vi.waitFor(async () => expect(await entry(id)).toMatchObject({ state: "delayed", waitingFor: "login", attemptsMade: 0 }), WAIT); // prettier-ignore
    gateway.moveClock(60 * 60_000);
    await took("main");
    await told("messageDeliveryError", "messageSent");
  });

  it("goes nowhere else for what a server says of the message, or once it may have been taken", async () => {
    failNext(new SendError("No such user", { code: "EENVELOPE", smtpResponse: "550 No", smtpResponseCode: 550 }));
    await submit();
    expect((await told("messageDeliveryError", "messageFailed"))[1]).toMatchObject({ gateway: "main" });
    await gateway.set({ unknownOutcome: "hold" });
    const backend = await gateway.ctx.mail.open(account);
    const send = backend.send.bind(backend);
    backend.send = async (message, options) => {
      await send(message, options);
      throw new SendError("Connection closed", { code: "ECONNECTION" });
    };
    const id = await submit();
    await vi.waitFor(async () => expect(await entry(id)).toMatchObject({ state: "failed", progress: { error: { code: "UnknownOutcome" } } }), WAIT); // prettier-ignore
    await took("main");
  });

  it("ends its way with a gateway that is gone, with the fifth, and where it began", async () => {
    await gateway.call("DELETE", "/v1/gateway/backup");
    failNext(unreachable());
    const id = await submit();
    await vi.waitFor(async () => expect((await entry(id))["attemptHistory"]).toHaveLength(1), WAIT);
    gateway.moveClock(5000);
    await took("main");

    for (const i of [6, 5, 4, 3, 2, 1]) await add(`g${i}`, i < 6 ? { fallback: `g${i + 1}` } : {});
    failNext(...Array.from({ length: 5 }, unreachable));
    const long = await submit({ gateway: "g1" });
    await vi.waitFor(async () => expect((await entry(long))["attemptHistory"]).toMatchObject([1, 2, 3, 4, 5].map((i) => ({ gateway: `g${i}` }))), WAIT); // prettier-ignore
    await gateway.call("DELETE", `/v1/outbox/${long}`);

    await gateway.call("PUT", "/v1/gateway/edit/g2", { fallback: "g1" });
    failNext(unreachable(), unreachable());
    const round = await submit({ gateway: "g1" });
    await vi.waitFor(async () => expect((await entry(round))["attemptHistory"]).toMatchObject([{ gateway: "g1" }, { gateway: "g2" }]), WAIT); // prettier-ignore
  });

  it("keeps the limits of both, and counts for its account once", async () => {
    await gateway.call("PUT", `/v1/account/${account}`, { sending: { perDay: 2 } });
    await gateway.call("PUT", "/v1/gateway/edit/main", { sending: { perDay: 10, atOnce: 5 } });
    await gateway.call("PUT", "/v1/gateway/edit/backup", { sending: { perDay: 1 } });
    failNext(unreachable());
    await submit();
    await took("backup");
    failNext(unreachable());
    const id = await submit();
    await vi.waitFor(async () => expect(await entry(id)).toMatchObject({ waitingFor: "dailyCap", waitingReason: expect.stringContaining("gateway backup") as string }), WAIT); // prettier-ignore
    await gateway.call("PUT", "/v1/gateway/edit/backup", { sending: null });
    await took("backup", "main");
    const third = await submit();
    await vi.waitFor(async () => expect(await entry(third)).toMatchObject({ waitingReason: expect.stringContaining(`account ${account}`) as string }), WAIT); // prettier-ignore
    const paces = await gateway.storage.sql.selectFrom("sendingPaces").select(["scope", "sentToday"]).orderBy("scope").execute(); // prettier-ignore
    expect(paces).toEqual([
      { scope: `account ${account}`, sentToday: 2 },
      { scope: "gateway backup", sentToday: 1 },
      { scope: "gateway main", sentToday: 1 },
    ]);
    expect(await gateway.storage.sql.selectFrom("sendingUnderWay").selectAll().execute()).toEqual([]);
  });
});
