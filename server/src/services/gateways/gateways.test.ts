import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

const WAIT = { interval: 10, timeout: 30_000 };

describe.each(TEST_ENGINES)("gateways on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false });
  });
  afterAll(() => gateway.close());

  const RELAY = { name: "Relay", host: "relay.example.com", port: 587, user: "ada", pass: "secret" };
  const create = (body: object) => gateway.call("POST", "/v1/gateway", body);
  const get = (id: string) => gateway.call("GET", `/v1/gateway/${id}`);

  it("are added under an id of one's own or ours, and replaced", async () => {
    expect((await create({ gateway: "own", ...RELAY })).body).toEqual({ gateway: "own", state: "new" });
    expect((await get("own")).body).toEqual({
      gateway: "own",
      name: "Relay",
      host: "relay.example.com",
      port: 587,
      secure: false,
      requireTLS: true,
      user: "ada",
      pass: "******",
      deliveries: 0,
      lastUse: null,
      lastError: null,
    });
    expect((await create({ gateway: "own", name: "Other", host: "192.0.2.1", port: 25, secure: "Y" })).body).toEqual({
      gateway: "own",
      state: "existing",
    });
    const replaced = (await get("own")).body;
    expect(replaced).toMatchObject({ name: "Other", host: "192.0.2.1", secure: true, user: null });
    expect(replaced).not.toHaveProperty("pass");
    for (const id of [undefined, null, ""]) {
      const { body } = await create({ ...(id !== undefined && { gateway: id }), ...RELAY });
      expect(body).toEqual({ gateway: expect.stringMatching(/^[0-9a-f]{24}$/) as string, state: "new" });
    }
  });

  it("are listed by id, page by page", async () => {
    for (const id of ["z-1", "z-3", "z-2"]) await create({ gateway: id, ...RELAY });
    const { body } = await gateway.call("GET", "/v1/gateways?pageSize=1000");
    const gateways = body["gateways"] as { gateway: string }[];
    expect(gateways.map(({ gateway: id }) => id).slice(-3)).toEqual(["z-1", "z-2", "z-3"]);
    expect(gateways.at(-1)).toEqual({ gateway: "z-3", name: "Relay", deliveries: 0, lastUse: null, lastError: null });
    const page = await gateway.call("GET", "/v1/gateways?pageSize=2&page=1");
    expect(page.body).toMatchObject({ total: gateways.length, page: 1 });
    expect(page.body["gateways"]).toHaveLength(2);
  });

  it("change in what is named, and keep the rest", async () => {
    await create({ gateway: "edit", ...RELAY });
    const edit = (body: object, id = "edit") => gateway.call("PUT", `/v1/gateway/edit/${id}`, body);
    expect((await edit({ port: 465, secure: true, user: null })).body).toEqual({ gateway: "edit" });
    expect((await get("edit")).body).toMatchObject({
      name: "Relay",
      port: 465,
      secure: true,
      user: null,
      pass: "******",
    });
    expect((await edit({ pass: "******" })).body["fields"]).toMatchObject([{ key: "pass" }]);
    expect((await edit({ gateway: "other" })).status).toBe(400);
    expect(await edit({}, "nowhere")).toMatchObject({ status: 404, body: { code: "GatewayNotFound" } });
  });

  it("have a fallback that is another gateway, until it is taken away", async () => {
    await create({ gateway: "spare", ...RELAY });
    await create({ gateway: "first", ...RELAY, fallback: "spare" });
    expect((await get("first")).body).toMatchObject({ fallback: "spare" });
    for (const fallback of ["nowhere", "first", "x".repeat(257)]) {
      for (const answer of [
        await create({ gateway: "first", ...RELAY, fallback }),
        await gateway.call("PUT", "/v1/gateway/edit/first", { fallback }),
      ])
        expect(answer).toMatchObject({ status: 400, body: { fields: [{ key: "fallback" }] } });
    }
    expect((await gateway.call("DELETE", "/v1/gateway/spare")).status).toBe(200);
    await gateway.call("PUT", "/v1/gateway/edit/first", { port: 2525 });
    expect((await get("first")).body).toMatchObject({ port: 2525 });
    await gateway.call("PUT", "/v1/gateway/edit/first", { fallback: null });
    expect((await get("first")).body).not.toHaveProperty("fallback");
  });

  it("keep their login sealed", async () => {
    await create({ gateway: "sealed", ...RELAY, pass: "top-secret-word" });
    const rows = await gateway.storage.sql.selectFrom("gateways").selectAll().execute();
    expect(JSON.stringify(rows)).not.toMatch(/top-secret-word|relay\.example\.com/);
  });

  it("go, and are gone", async () => {
    await create({ gateway: "gone", ...RELAY });
    expect((await gateway.call("DELETE", "/v1/gateway/gone")).body).toEqual({ gateway: "gone", deleted: true });
    for (const [method, path] of [
      ["GET", "/v1/gateway/gone"],
      ["DELETE", "/v1/gateway/gone"],
      ["POST", "/v1/gateway/gone/verify"],
    ] as const)
      expect(await gateway.call(method, path)).toMatchObject({ status: 404, body: { code: "GatewayNotFound" } });
  });

  it.each([
    [{}, ["name", "host", "port"]],
    [{ ...RELAY, port: 0 }, ["port"]],
    [{ ...RELAY, port: 65_536 }, ["port"]],
    [{ ...RELAY, host: "not a host" }, ["host"]],
    [{ ...RELAY, gateway: "x".repeat(257) }, ["gateway"]],
    [{ ...RELAY, pass: "******" }, ["pass"]],
    [{ ...RELAY, nonsense: 1 }, ["nonsense"]],
  ])("refuse %j", async (body, keys) => {
    const answer = await create(body);
    expect(answer.status).toBe(400);
    expect((answer.body["fields"] as { key: string }[]).map(({ key }) => key)).toEqual(keys);
  });
});

describe.each(TEST_ENGINES)("a message through a gateway on %s", (engine) => {
  let gateway: TestGateway;
  let own: SmtpSink;
  let relay: SmtpSink;
  let account: string;
  beforeAll(async () => {
    [own, relay] = await Promise.all([startSmtpSink(), startSmtpSink({ auth: { user: "ada", pass: "secret" } })]);
    gateway = await createTestGateway(engine, { hasRealMail: true });
    account = await gateway.addAccount({ imap: false, smtp: { host: own.host, port: own.port, requireTLS: false } });
    await addGateway("relay");
  });
  afterAll(async () => {
    await gateway.close();
    await Promise.all([own.close(), relay.close()]);
  });

  const addGateway = (id: string, more: object = {}) =>
    gateway.call("POST", "/v1/gateway", {
      gateway: id,
      name: "Relay",
      host: relay.host,
      port: relay.port,
      requireTLS: false,
      user: "ada",
      pass: "secret",
      ...more,
    });
  const submit = async (more: object, from = account) => {
    const body = { to: { address: "bob@example.com" }, subject: "Hi", text: "x", ...more };
    return gateway.call("POST", `/v1/account/${from}/submit`, body);
  };
  const took = (sink: SmtpSink, messageId: unknown) =>
    sink.waitFor((received) => received.some((message) => message.messageId === messageId));
  const view = async (id: string) => (await gateway.call("GET", `/v1/gateway/${id}`)).body;

  it("goes there and nowhere else, and is counted there", async () => {
    const { body } = await submit({ gateway: "relay", sendAt: "2099-01-01T00:00:00Z" });
    expect((await gateway.call("GET", `/v1/outbox/${String(body["queueId"])}`)).body).toMatchObject({
      gateway: "relay",
    });
    const sent = await submit({ gateway: "relay" });
    await took(relay, sent.body["messageId"]);
    expect(own.counts.connections).toBe(0);
    await vi.waitFor(async () => expect(await view("relay")).toMatchObject({ deliveries: 1, lastError: null }), WAIT);
    expect((await view("relay"))["lastUse"]).toEqual(expect.any(String));
    // The account's own way was not tried.
    expect((await gateway.call("GET", `/v1/account/${account}`)).body["smtpStatus"]).toBeNull();
  });

  it("goes where the message itself says, when it came whole", async () => {
    const raw = Buffer.from("From: ada@example.com\r\nX-EE-Gateway: relay\r\n\r\nx\r\n").toString("base64");
    const { body } = await submit({ raw, text: undefined });
    await took(relay, body["messageId"]);
  });

  it("gives an account without a server of its own a way to send", async () => {
    const silent = await gateway.addAccount({ imap: false, smtp: false });
    expect(await submit({}, silent)).toMatchObject({ status: 404, body: { code: "SMTPUnavailable" } });
    expect(await submit({ gateway: "nowhere" }, silent)).toMatchObject({
      status: 404,
      body: { code: "SMTPUnavailable" },
    });
    await took(relay, (await submit({ gateway: "relay" }, silent)).body["messageId"]);
  });

  it("goes the account's own way when there is no such gateway, unless that is not wanted", async () => {
    const { body } = await submit({ gateway: "nowhere" });
    await took(own, body["messageId"]);
    await gateway.set({ strictGateways: true });
    expect(await submit({ gateway: "nowhere" })).toMatchObject({ status: 404, body: { code: "GatewayNotFound" } });
    await gateway.set({ strictGateways: false });
  });

  it("is given up when its gateway went before it did, where that is wanted", async () => {
    await addGateway("brief");
    const { body } = await submit({ gateway: "brief", sendAt: new Date(Date.now() + 3_600_000).toISOString() });
    await gateway.call("DELETE", "/v1/gateway/brief");
    await gateway.set({ strictGateways: true });
    const entry = () => gateway.call("GET", `/v1/outbox/${String(body["queueId"])}`);
    expect((await gateway.call("POST", `/v1/outbox/${String(body["queueId"])}/promote`)).status).toBe(200);
    await vi.waitFor(async () => expect((await entry()).body).toMatchObject({ state: "failed", progress: { error: { code: "EGATEWAY" } } }), WAIT); // prettier-ignore
    await gateway.set({ strictGateways: false });
  });

  it("leaves word there of what went wrong", async () => {
    await addGateway("locked", { pass: "wrong" });
    await submit({ gateway: "locked", deliveryAttempts: 1 });
    await vi.waitFor(async () => expect(await view("locked")).toMatchObject({ deliveries: 0, lastError: { status: "error", responseCode: 535, created: expect.any(Number) as number } }), WAIT); // prettier-ignore
  });

  it("goes through the fallback of a gateway that does not answer, or refuses the login", async () => {
    await addGateway("closed", { port: 9, fallback: "locked" });
    await addGateway("locked", { pass: "wrong", fallback: "relay" });
    const { body } = await submit({ gateway: "closed" });
    await took(relay, body["messageId"]);
    await vi.waitFor(async () => {
      expect(await view("closed")).toMatchObject({ deliveries: 0, lastError: { code: "ESOCKET" } });
      expect(await view("locked")).toMatchObject({ deliveries: 0, lastError: { code: "EAUTH", responseCode: 535 } });
      expect(await view("relay")).toMatchObject({ lastError: null });
    }, WAIT);
  });

  it("can be tried without sending anything", async () => {
    const verify = async (id: string) => (await gateway.call("POST", `/v1/gateway/${id}/verify`)).body;
    expect(await verify("relay")).toEqual({ success: true });
    expect(await verify("locked")).toMatchObject({ success: false, statusCode: 535 });
  });
});
