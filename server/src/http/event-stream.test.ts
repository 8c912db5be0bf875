import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { PassThrough } from "node:stream";
import Fastify from "fastify";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ConnectFailure } from "../core/mail-backend.ts";
import { tokenIdOf } from "../core/token-rules.ts";
import { addUser, signIn } from "../services/sessions/testing.ts";
import { createTestGateway, type TestGateway } from "../services/testing.ts";
import { TEST_ENGINES } from "../storage/testing.ts";
import { sendEventStream } from "./event-stream.ts";
import { listen as listenTo, soon, type StreamListener } from "./testing.ts";

type Listener = StreamListener & { of(account: string): Record<string, unknown>[] };

const open: Listener[] = [];

async function listen(
  gateway: TestGateway,
  token: string | null,
  path = "/v1/changes",
  more: Record<string, string> = {},
): Promise<Listener> {
  const listener = await listenTo(gateway, token, path, more);
  const one = { ...listener, of: listener.messages };
  open.push(one);
  return one;
}

afterEach(() => {
  for (const listener of open.splice(0)) listener.leave();
});

describe.each(TEST_ENGINES)("GET /v1/changes on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { ownClock: true });
  });
  afterAll(() => gateway.close());

  it("goes on for a session until that ends, here or in another process", async () => {
    const name = await addUser(gateway, "ada");
    const [one, two] = [await signIn(gateway, name), await signIn(gateway, name)];
    const [first, second] = [
      await listen(gateway, null, "/v1/changes", { cookie: one.cookie }),
      await listen(gateway, null, "/v1/changes", { cookie: two.cookie }),
    ];
    expect(first.response.statusCode).toBe(200);
    await one.call("DELETE", "/v1/session");
    await soon(() => expect(first.isOver()).toBe(true));
    expect(second.isOver()).toBe(false);
    await gateway.storage.sql.deleteFrom("sessions").execute();
    await soon(() => expect(second.isOver()).toBe(true));
  });

  it("begins with product and version, and asks those in between to keep out of it", async () => {
    const listener = await listen(gateway, gateway.token);
    expect(listener.response.statusCode).toBe(200);
    expect(listener.response.headers).toMatchObject({
      "content-type": "text/event-stream",
      "cache-control": "no-cache",
      "x-accel-buffering": "no",
    });
    expect(listener.response.headers["content-encoding"]).toBeUndefined();
    expect(listener.response.headers["content-disposition"]).toBeUndefined();
    expect(listener.text()).toBe(`: Posthorn v${gateway.ctx.about.version}\n\n`);
  });

  it("tells how accounts fare, to everybody who listens", async () => {
    const listeners = [await listen(gateway, gateway.token), await listen(gateway, gateway.token)];
    const account = await gateway.addConnected();
    for (const listener of listeners)
      await soon(() => expect(listener.of(account).at(-1)).toMatchObject({ key: "connected" }));
    expect(listeners[0]?.text()).toContain(
      `event: message\ndata:{"account":"${account}","type":"state","key":"connected","payload":null,` +
        '"stateLabel":{"type":"success","name":"Connected"}}\n\n',
    );
    gateway
      .mailOf(account)
      .failNext("connect", new ConnectFailure("connection", "refused", { serverResponseCode: "ECONNREFUSED" }));
    await gateway.call("PUT", `/v1/account/${account}/reconnect`, { reconnect: true });
    await soon(() =>
      expect(listeners[0]?.of(account)).toContainEqual({
        account,
        type: "state",
        key: "connectError",
        payload: { error: { response: "refused", serverResponseCode: "ECONNREFUSED" } },
        stateLabel: {
          type: "danger",
          name: "Connection failed",
          error: expect.stringContaining("down or overloaded") as string,
          errorCode: "ECONNREFUSED",
        },
      }),
    );
    await gateway.call("PUT", `/v1/account/${account}`, { imap: { partial: true, disabled: true } });
    await soon(() => expect(listeners[0]?.of(account).at(-1)).toMatchObject({ key: "unset" }));
  });

  it("tells of new accounts, those without a mailbox too", async () => {
    const listener = await listen(gateway, gateway.token);
    const account = await gateway.addAccount({ imap: false });
    await soon(() =>
      expect(listener.of(account)).toMatchObject([
        { key: "unset", payload: null, stateLabel: { type: "neutral", name: "Not syncing" } },
      ]),
    );
  });

  it("is closed to narrowed tokens without the group", async () => {
    const get = async (token: string) => (await gateway.call("GET", "/v1/changes", undefined, { token })).body;
    expect(await get(await gateway.issue({ permissions: { groups: ["account"] } }))).toMatchObject({
      statusCode: 403,
      requiredPermission: { action: "read", group: "events" },
    });
    const narrowed = await gateway.issue({ permissions: { actions: ["read"], groups: ["events"] } });
    expect((await listen(gateway, narrowed)).response.statusCode).toBe(200);
    // A browser's EventSource can set no header.
    expect((await listen(gateway, null, `/v1/changes?access_token=${narrowed}`)).response.statusCode).toBe(200);
  });

  it("tells a token that is bound to an account of that account only", async () => {
    const [mine, other] = [await gateway.addConnected(), await gateway.addConnected()];
    const token = await gateway.issue({ account: mine });
    const refused = await gateway.call("GET", `/v1/changes?account=${other}`, undefined, { token });
    expect(refused.body).toMatchObject({ statusCode: 403, message: "Unauthorized account" });
    const listeners = [
      await listen(gateway, token),
      await listen(gateway, token, `/v1/changes?account=${mine}`, { "last-event-id": "from before" }),
      await listen(gateway, gateway.token, `/v1/changes?account=${mine}`),
    ];
    gateway.ctx.states.noteListener("smtpServer", { name: "disabled" });
    for (const account of [other, mine])
      await gateway.call("PUT", `/v1/account/${account}`, { imap: { partial: true, disabled: true } });
    for (const listener of listeners) {
      await soon(() => expect(listener.messages().at(-1)).toMatchObject({ key: "unset" }));
      expect(new Set(listener.messages().map(({ account }) => account))).toEqual(new Set([mine]));
    }
    expect(listeners[1]?.messages()[0]).toMatchObject({ key: "connected" });
  });

  it("tells how the ports fare, and only of the types that are asked for", async () => {
    const [all, ports, accounts] = [
      await listen(gateway, gateway.token),
      await listen(gateway, gateway.token, "/v1/changes?types=smtpServerState,%20imapProxyServerState"),
      await listen(gateway, gateway.token, "/v1/changes?types=state"),
    ];
    gateway.ctx.states.noteListener("smtpServer", { name: "failed", host: "::1", port: 25, error: "Port 25 is taken" });
    gateway.ctx.states.noteListener("imapProxyServer", { name: "listening", host: "::1", port: 993 });
    const account = await gateway.addAccount({ imap: false });
    await soon(() => expect(accounts.of(account)).toHaveLength(1));
    await soon(() => expect(all.messages()).toHaveLength(3));
    expect(ports.messages()).toEqual([
      {
        type: "smtpServerState",
        key: "failed",
        payload: { error: { response: "Port 25 is taken" } },
        stateLabel: { type: "danger", name: "failed", error: "Port 25 is taken" },
      },
      {
        type: "imapProxyServerState",
        key: "listening",
        payload: null,
        stateLabel: { type: "success", name: "listening" },
      },
    ]);
    expect(accounts.messages()).toHaveLength(1);
    const { body } = await gateway.call("GET", "/v1/changes?types=state,nothing");
    expect(body).toMatchObject({ statusCode: 400, fields: [{ key: "types", path: "query.types" }] });
  });

  it("goes on where a reader was whose connection broke", async () => {
    const first = await listen(gateway, gateway.token);
    const account = await gateway.addAccount({ imap: false });
    await soon(() => expect(first.of(account)).toHaveLength(1));
    const id = first.lastId();
    expect(first.text()).toContain(`\n\nid: ${id}\nevent: message\ndata:{"account":"${account}"`);
    first.leave();
    const missed = await gateway.addAccount({ imap: false });
    // The hint may still be on its way to the feed.
    const witness = await listen(gateway, gateway.token, "/v1/changes", { "last-event-id": id });
    await soon(() => expect(witness.messages().map(({ account }) => account)).toEqual([missed]));
    const again = await listen(gateway, gateway.token, "/v1/changes", { "last-event-id": id });
    await soon(() => expect(again.messages()).toHaveLength(1));
    expect(again.lastId()).toBe(witness.lastId());
  });

  it("tells how everything fares to a reader who knows something else, such as an id from before a restart", async () => {
    const account = await gateway.addConnected();
    const { accounts } = (await gateway.call("GET", "/v1/accounts?pageSize=1000")).body as { accounts: unknown[] };
    for (const lastSeen of ["0123456789ab-7", "nonsense", "x".repeat(1000)]) {
      const path = "/v1/changes?types=state";
      const listener = await listen(gateway, gateway.token, path, { "last-event-id": lastSeen });
      await soon(() => expect(listener.lastId()).toMatch(/^[0-9a-f]{12}-\d+$/));
      expect(listener.of(account)).toMatchObject([{ key: "connected" }]);
      expect(new Set(listener.messages().map(({ account }) => account)).size).toBe(accounts.length);
      // The only id is that after everything.
      expect(listener.text().match(/^id: /gm)).toHaveLength(1);
    }
  });

  it("ends with its token, and with no other", async () => {
    const [token, other, another] = [await gateway.issue(), await gateway.issue(), await gateway.issue()];
    const [mine, theirs] = [await listen(gateway, token), await listen(gateway, other)];
    const elsewhere = await listen(gateway, another);
    await gateway.call("DELETE", `/v1/tokens/${tokenIdOf(token)}`);
    await soon(() => expect(mine.isOver()).toBe(true));
    expect(mine.response.complete).toBe(true);
    // As the command line or another node does it.
    await gateway.storage.sql.deleteFrom("tokens").where("id", "=", tokenIdOf(another)).execute();
    await soon(() => expect(elsewhere.isOver()).toBe(true));
    expect(theirs.isOver()).toBe(false);
  });

  it("ends when its token expires, which a rotation may bring forward", async () => {
    const [token, rotated] = [await gateway.issue({ expiresAt: Date.now() + 60_000 }), await gateway.issue()];
    const listeners = [await listen(gateway, token), await listen(gateway, rotated)];
    const keep = { keepFor: 60 };
    expect((await gateway.call("POST", `/v1/tokens/${rotated}/rotate`, keep, { token: rotated })).status).toBe(200);
    expect(listeners.map((listener) => listener.isOver())).toEqual([false, false]);
    gateway.moveClock(60_001);
    await soon(() => expect(listeners.map((listener) => listener.isOver())).toEqual([true, true]));
  });

  it("says that it is still there", async () => {
    const listener = await listen(gateway, gateway.token);
    gateway.moveClock(90_000);
    await soon(() => expect(listener.text()).toContain("\n\n: still here\n\n"));
  });
});

describe.each(TEST_ENGINES)("a stop on %s", (engine) => {
  it("ends the streams, without waiting for those who listen", async () => {
    const gateway = await createTestGateway(engine, { env: { POSTHORN_STOP_GRACE: "60s" } });
    const listener = await listen(gateway, gateway.token);
    const { hostname, port } = new URL(gateway.url);
    // This one never reads what it asked for.
    const deaf = connect({ host: hostname, port: Number(port) }).pause();
    deaf.on("error", () => {});
    deaf.write(`GET /v1/changes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gateway.token}\r\n\r\n`);
    await gateway.addConnected();
    await gateway.close();
    await soon(() => expect(listener.isOver()).toBe(true));
    expect(listener.response.complete).toBe(true);
    deaf.destroy();
  });
});

describe("an event stream", () => {
  it("is left alone by HEAD, and ended when the caller goes away", async () => {
    const streams: PassThrough[] = [];
    const app = Fastify();
    app.get("/", (_request, reply) => {
      const content = new PassThrough();
      content.write(": hello\n\n");
      streams.push(content);
      return sendEventStream(reply, { contentType: "text/event-stream", content });
    });
    const url = new URL(await app.listen({ port: 0 }));
    const ask = (method: string) =>
      new Promise<IncomingMessage>((resolve) => {
        request({ hostname: "127.0.0.1", port: url.port, method, agent: false }, resolve).end();
      });
    expect((await ask("HEAD")).headers["content-type"]).toBe("text/event-stream");
    await soon(() => expect(streams[0]?.destroyed).toBe(true));
    const response = await ask("GET");
    response.on("error", () => {});
    expect(streams[1]?.destroyed).toBe(false);
    response.destroy();
    await soon(() => expect(streams[1]?.destroyed).toBe(true));
    await app.close();
  });
});
