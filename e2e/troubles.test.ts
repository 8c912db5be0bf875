import { createServer } from "node:net";
import { once } from "node:events";
import Database from "better-sqlite3";
import { join } from "node:path";
import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { cut, cutInLiteral, garbage, hang, hugeLiteral, refuse } from "@posthorn/fakes/imap/deeds";
import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { ENGINES, install, type Installation } from "./installation.ts";
import { imapAccount, mail } from "./mail.ts";

describe("a wrong configuration", () => {
  it.each([
    [{ POSTHORN_PORT: "abc" }, /POSTHORN_PORT must be a whole number from 0 to 65535, not "abc"/],
    [{ POSTHORN_SECRET_FILE: "/nowhere/secret" }, /POSTHORN_SECRET_FILE.*\/nowhere\/secret/],
    [{ POSTHORN_SETTINGS: '{"notifyTextSize":-1}' }, /POSTHORN_SETTINGS can't be used: .*notifyTextSize/],
    [{ POSTHORN_DATABASE_URL: "postgres://nobody@127.0.0.1:1/x" }, /database can't be used/],
  ])("stops the start with a sentence: %j", async (env, sentence) => {
    const failure = await install("sqlite", env as Record<string, string>).then(
      () => undefined,
      (error: Error) => error.message,
    );
    expect(failure).toMatch(/^The server ended with 1: Posthorn can't start\. /);
    expect(failure).toMatch(sentence);
    expect(failure).not.toMatch(/\n\s+at /);
  });

  it("names the port that is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    await expect(install("sqlite", { POSTHORN_PORT: String(port) })).rejects.toThrow(`127.0.0.1:${port}`);
    server.close();
  });
});

describe.each(ENGINES)("troubles, on %s", (engine) => {
  let dovecot: Dovecot;
  let receiver: WebhookReceiver;
  let posthorn: Installation;
  const hostile: FakeImap[] = [];

  beforeAll(async () => {
    [dovecot, receiver, posthorn] = await Promise.all([
      startDovecot(),
      startWebhookReceiver(),
      install(engine, { POSTHORN_MAX_PAYLOAD_TIMEOUT: "2s", POSTHORN_WEBHOOK_TIMEOUT: "1s" }),
    ]);
  });
  afterEach(() => receiver.clear());
  afterAll(async () => {
    await posthorn.remove();
    await Promise.all([dovecot.stop(), receiver.close(), ...hostile.map((server) => server.stop())]);
  });

  const account = (id: string) => posthorn.call<Record<string, unknown>>("GET", `/v1/account/${id}`);
  const reaches = (id: string, state: string) =>
    vi.waitFor(async () => expect((await account(id)).body).toMatchObject({ state }), {
      timeout: 25_000,
      interval: 100,
    });

  it("answer malformed, unknown and oversize input with its faults, and change nothing", async () => {
    const malformed = await posthorn.call("POST", "/v1/account", '{"account":');
    expect(malformed).toMatchObject({ status: 400, body: { statusCode: 400, error: "Bad Request" } });
    const unknown = await posthorn.call("POST", "/v1/account", { account: "eve", nme: "Eve", imap: { port: 99999 } });
    expect(unknown).toMatchObject({ status: 400, body: { message: "Invalid input" } });
    const { fields } = unknown.body as { fields: { key: string; message: string }[] };
    expect(fields.map(({ key }) => key)).toEqual(expect.arrayContaining(["nme", "name", "port", "host"]));
    const oversize = await posthorn.call("POST", "/v1/account", { account: "eve", name: "x".repeat(1024 * 1024) });
    expect(oversize).toMatchObject({
      status: 413,
      body: {
        error: "Request Entity Too Large",
        message: "Payload content length greater than maximum allowed: 1048576",
      },
    });
    expect((await posthorn.call("GET", "/v1/stats?nonsense=1")).body).toMatchObject({ fields: [{ key: "nonsense" }] });
    expect((await posthorn.call("GET", "/v1/nowhere")).body).toEqual({
      statusCode: 404,
      error: "Not Found",
      message: "Not Found",
      code: "NotFound",
    });
    const form = await posthorn.call("POST", "/v1/account", "a=b", { headers: { "content-type": "text/plain" } });
    expect(form.status).toBe(415);
    expect((await account("eve")).status).toBe(404);
    expect(
      (await posthorn.call("GET", "/v1/stats", undefined, { headers: { "x-ee-timeout": "soon" } })).body,
    ).toMatchObject({
      fields: [{ key: "x-ee-timeout" }],
    });
  });

  it("put only the account of a bad mail server into its state, with a clear error", async () => {
    await posthorn.call("POST", "/v1/account", imapAccount(dovecot, "fine"));
    const bad = [
      ["hangs-up", "GREETING", cut(), "connectError"],
      ["talks-nonsense", "GREETING", garbage(), "connectError"],
      ["refuses", "LOGIN", refuse("Not you"), "authenticationError"],
      ["falls-silent", "LOGIN", hang(), "connecting"],
      ["breaks-off", "LIST", cutInLiteral(), "connectError"],
      ["boasts", "SELECT", hugeLiteral(), "connectError"],
    ] as const;
    for (const [id, command, deed] of bad) {
      const server = await startFakeImap({ capabilities: ["IMAP4rev1", "IDLE"] });
      server.on(command, deed);
      hostile.push(server);
      await posthorn.call("POST", "/v1/account", {
        account: id,
        name: id,
        imap: { host: server.host, port: server.port, requireTLS: false, auth: { user: "u", pass: "secret-password" } },
      });
    }
    await posthorn.call("POST", "/v1/account", {
      account: "nobody-there",
      name: "x",
      imap: { host: "127.0.0.1", port: 1, requireTLS: false, auth: { user: "u", pass: "p" } },
    });
    await posthorn.call("POST", "/v1/account", {
      account: "no-starttls",
      name: "x",
      imap: { host: dovecot.host, port: dovecot.port, auth: { user: "u", pass: dovecot.password } },
    });
    await reaches("fine", "connected");
    for (const [id, , , state] of bad) {
      await reaches(id, state);
      const { body } = await account(id);
      if (state !== "connecting") expect((body["lastError"] as { response: string }).response).toMatch(/\w+ \w+/);
    }
    await reaches("nobody-there", "connectError");
    expect((await account("nobody-there")).body).toMatchObject({
      lastError: { serverResponseCode: "ECONNREFUSED", response: expect.stringContaining("ECONNREFUSED") as string },
    });
    await reaches("no-starttls", "connectError");
    expect((await account("no-starttls")).body).toMatchObject({
      lastError: { response: "Server does not support STARTTLS" },
    });
    const refused = await posthorn.call("GET", "/v1/account/refuses/messages?path=INBOX");
    expect(refused).toMatchObject({
      status: 503,
      body: {
        code: "AuthenticationFails",
        state: "authenticationError",
        message: "Requested account can not be authenticated",
      },
    });
    expect((await posthorn.call("GET", "/v1/account/fine/messages?path=INBOX")).status).toBe(200);
    expect(posthorn.log.join("\n")).not.toContain("secret-password");
  });

  it("retry a webhook that fails, in order, and list one that was given up", async () => {
    receiver.script({ status: 500, times: 1, body: "not now" });
    receiver.script({ fault: "reset", times: 1 });
    receiver.script({ fault: "hang", times: 1 });
    await posthorn.call("POST", "/v1/settings", {
      webhooksEnabled: true,
      webhooks: `http://user:pass@${new URL(receiver.url).host}/`,
      webhookEvents: ["messageNew"],
      webhooksRetryDelay: 100,
      webhooksDeliveryAttempts: 5,
    });
    for (const number of [1, 2, 3])
      await dovecot.deliver("fine", mail({ subject: `In order ${number}`, messageId: `<o${number}@example.com>` }));
    const received = await receiver.waitFor((all) => all.filter(({ status }) => status === 200).length === 3, 20_000);
    const subject = (json: unknown) => (json as { data: { subject: string } }).data.subject;
    expect(received.filter(({ status }) => status === 200).map(({ json }) => subject(json))).toEqual([
      "In order 1",
      "In order 2",
      "In order 3",
    ]);
    const first = received.filter(({ json }) => subject(json) === "In order 1");
    expect(first.map(({ headers }) => headers["x-ee-wh-attempts-made"])).toEqual(["0", "1", "2", "3"]);
    expect(new Set(first.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(first[0]?.headers.authorization).toBe(`Basic ${Buffer.from("user:pass").toString("base64")}`);

    receiver.clear();
    receiver.script({ status: 410 });
    await dovecot.deliver("fine", mail({ subject: "Given up", messageId: "<g1@example.com>" }));
    await vi.waitFor(
      async () =>
        expect((await posthorn.call("GET", "/v1/webhooks/failed?account=fine")).body).toMatchObject({
          total: 1,
          deliveries: [
            {
              event: "messageNew",
              attemptsMade: 1,
              error: { statusCode: 410 },
              url: expect.not.stringContaining("pass") as string,
            },
          ],
        }),
      { timeout: 30_000 },
    );
    receiver.clear();
    const { body } = await posthorn.call<{ deliveries: { id: string }[] }>("GET", "/v1/webhooks/failed");
    const id = body.deliveries[0]?.id ?? "";
    expect((await posthorn.call("POST", `/v1/webhooks/failed/${id}/retry`)).body).toEqual({ id, retried: true });
    await receiver.waitFor((all) => all.some(({ json, status }) => status === 200 && subject(json) === "Given up"));
    expect((await posthorn.call("POST", `/v1/webhooks/failed/${id}/retry`)).status).toBe(409);
  });

  it("refuse to be led to the metadata service of a cloud", async () => {
    await posthorn.call("POST", "/v1/settings", { webhooks: "http://169.254.169.254/latest/" });
    await dovecot.deliver("fine", mail({ subject: "Blocked", messageId: "<b1@example.com>" }));
    await vi.waitFor(
      async () =>
        expect((await posthorn.call("GET", "/v1/webhooks/failed")).body).toMatchObject({
          deliveries: [{ error: { code: "EEGRESSBLOCKED" }, attemptsMade: 1 }],
        }),
      { timeout: 30_000 },
    );
    await posthorn.call("POST", "/v1/settings", { webhooksEnabled: false });
  });

  it("stop in spite of whatever hangs", async () => {
    expect(await posthorn.stop()).toBe(0);
    await posthorn.start();
    await reaches("fine", "connected");
  });
});

describe("a database that another process holds", () => {
  it("answers 503 while it lasts, and loses nothing", async () => {
    const posthorn = await install("sqlite");
    const account = () => posthorn.call("GET", "/v1/account/late");
    const create = () => posthorn.call("POST", "/v1/account", { account: "late", name: "Late" });
    const other = new Database(join(posthorn.dataDir, "posthorn.db"));
    other.exec("begin immediate");
    expect(await create()).toMatchObject({ status: 503, body: { code: "ServiceUnavailable" } });
    const ready = await posthorn.call("GET", "/health/ready", undefined, { token: null });
    expect(ready).toMatchObject({ status: 503, body: { success: false, checks: { database: { ok: false } } } });
    expect((await posthorn.call("GET", "/health/live", undefined, { token: null })).status).toBe(200);
    other.exec("rollback");
    other.close();
    expect((await account()).status).toBe(404);
    expect((await create()).status).toBe(200);
    await posthorn.remove();
  });
});
