import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Registry } from "prom-client";
import { writeNotes } from "../../storage/notes.ts";
import { SUBSCRIPTION_NOTE } from "../../storage/subscription-notes.ts";
import { TEST_CONNECTIONS, TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, newAccountId, type TestGateway } from "../testing.ts";
import type { Call } from "../verb.ts";
import { accountGauges } from "./gauges/account-gauges.ts";
import { gaugesOf } from "./gauges/make-gauge.ts";
import { subscriptionGauges } from "./gauges/subscription-gauges.ts";
import { getHealth } from "./health.ts";

describe.each(TEST_ENGINES)("the service on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine);
  });
  afterAll(() => gateway.close());

  it("counts accounts, calls, events and mail", async () => {
    const account = await gateway.addConnected();
    await gateway.addAccount({ imap: false });
    await gateway.call("GET", "/v1/nothing");
    await gateway.call("GET", "/v1/accounts?page=x");
    await gateway.call("GET", "/health");
    gateway.mailOf(account).deliver("Subject: hello\r\nMessage-ID: <a@b.test>\r\n\r\nhi");
    await gateway.call("POST", `/v1/account/${account}/submit`, {
      to: { address: "bob@example.com" },
      text: "x",
      copy: false,
    });
    await vi.waitFor(
      async () =>
        expect((await gateway.call("GET", "/v1/stats")).body["counters"]).toMatchObject({
          "events:messageNew": 1,
          "submit:success": 1,
        }),
      { timeout: 30_000, interval: 20 },
    );
    const { body } = await gateway.call("GET", "/v1/stats?seconds=60");
    expect(body).toMatchObject({
      version: gateway.ctx.about.version,
      license: "MIT",
      accounts: 2,
      node: process.versions.node,
      redisCluster: false,
      connections: { connected: 1, unset: 1, init: 0, unassigned: 0 },
      counters: { "apiCall:fail": 1, "events:accountAdded": 2 },
    });
    const { isDurable } = await gateway.storage.engine.measure();
    expect(body["redisWarnings"]).toEqual(
      isDurable ? [] : [expect.objectContaining({ key: "synchronous-commit", color: "danger" })],
    );
    expect(body["redisPing"]).toBeGreaterThan(0);
    expect(body["counters"]).not.toHaveProperty("submit:fail");
    // "0 seconds" looks back at nothing, which no window does worse than.
    expect((await gateway.call("GET", "/v1/stats?seconds=2592001")).status).toBe(400);
  });

  it("tells Prometheus under the names that dashboards know", async () => {
    const { status, headers, bytes } = await gateway.call("GET", "/metrics");
    expect(status).toBe(200);
    expect(headers["content-type"]).toMatch(/^text\/plain/);
    const page = bytes.toString();
    for (const line of [
      'api_call{method="get",statusCode="200",route="/v1/stats"}',
      'events{event="accountAdded"} 2',
      'imap_connections{status="connected"} 1',
      'queue_size{queue="notify",state="paused"} 0',
      'queue_size{queue="submit",state="failed"} 0',
      'queues_processed{queue="submit",status="completed"} 1',
      "license_days_remaining -1",
      `emailengine_config{version="v${gateway.ctx.about.version}"} 1`,
      'posthorn_accounts_last_seen{age="5m"} 1',
      "posthorn_accounts_overdue 0",
      "posthorn_accounts_watched 2",
      'posthorn_lanes{kind="webhook-delivery",state="waiting"} 0',
      'posthorn_lanes_oldest_due_seconds{kind="message-delivery"} 0',
      'posthorn_leases_lost{kind="export"} 0',
      'posthorn_imap_connections{purpose="watch"} 0',
      "posthorn_imap_waiters 0",
      'outlook_subscriptions{status="valid"} 0',
      'posthorn_store_connections{state="waiting"} 0',
      `posthorn_store_info{version="${await gateway.storage.version()}"} 1`,
      `posthorn_store_connections_max ${engine === "sqlite" ? 1 : TEST_CONNECTIONS}`,
      "process_open_fds",
      "process_max_fds",
      "process_cpu_seconds_total",
      "nodejs_eventloop_lag_p99_seconds",
    ])
      expect(page).toContain(line);
  });

  it("knows how much there is of what may run out", async () => {
    const page = (await gateway.call("GET", "/metrics")).bytes.toString();
    const valueOf = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(page)?.[1]);
    for (const [part, whole] of [
      ["process_resident_memory_bytes", "posthorn_memory_limit_bytes"],
      ["nodejs_heap_size_used_bytes", "posthorn_heap_limit_bytes"],
      ["process_open_fds", "process_max_fds"],
    ] as const) {
      expect(valueOf(part)).toBeGreaterThan(0);
      expect(valueOf(part)).toBeLessThan(valueOf(whole));
    }
    expect(valueOf("posthorn_store_size_bytes")).toBeGreaterThan(10_000);
    expect(valueOf("posthorn_store_wal_bytes")).toBeGreaterThanOrEqual(0);
  });

  it("counts the subscriptions at Microsoft Graph by how they fare", async () => {
    const { body: app } = await gateway.call("POST", "/v1/oauth2", {
      name: "Contoso",
      provider: "outlook",
      baseScopes: "api",
      clientId: "id",
      clientSecret: "secret",
      redirectUrl: "https://mail.example.com/oauth",
      authority: "common",
    });
    const state = (name: string) => ({ state: name, time: 1, error: null, retryCount: 0, createRetryCount: 0 });
    const notes = [
      null,
      { state: state("creating") },
      { state: state("error") },
      { id: "a", expirationDateTime: "2999-01-01T00:00:00Z", state: state("error") },
      { id: "b", expirationDateTime: "2001-01-01T00:00:00Z", state: state("created") },
    ];
    for (const note of notes) {
      const account = await gateway.addAccount({
        imap: undefined,
        smtp: undefined,
        oauth2: { provider: app["id"], auth: { user: newAccountId() }, refreshToken: "grant" },
      });
      const value = note && Buffer.from(JSON.stringify(note));
      await gateway.storage.transaction((tx) => writeNotes(tx, account, [{ key: SUBSCRIPTION_NOTE, value }]));
    }
    const registry = new Registry();
    await subscriptionGauges(gaugesOf(registry), { storage: gateway.storage, now: Date.now })();
    const page = await registry.metrics();
    for (const status of ["valid", "expired", "unset", "failed", "pending"])
      expect(page).toContain(`outlook_subscriptions{status="${status}"} 1\n`);
  });

  it("is free, and stays so", async () => {
    await gateway.set({ serviceUrl: "https://mail.example.com" });
    const { body } = await gateway.call("GET", "/v1/license");
    expect(body).toMatchObject({
      active: true,
      type: "EmailEngine License",
      details: { application: "@postalsys/emailengine-app", hostname: "mail.example.com", lt: true, trial: false },
    });
    expect((await gateway.call("POST", "/v1/license", { license: "anything" })).body).toEqual(body);
    expect((await gateway.call("POST", "/v1/license", {})).status).toBe(400);
    expect((await gateway.call("DELETE", "/v1/license")).body).toEqual({
      active: false,
      details: false,
      type: "LICENSE_EMAILENGINE",
    });
    expect((await gateway.call("GET", "/v1/license")).body).toEqual(body);
  });

  it("is healthy to everyone who asks", async () => {
    for (const url of ["/health", "/health/ready"])
      expect(await gateway.call("GET", url, undefined, { token: null })).toMatchObject({
        status: 200,
        body: { success: true, checks: { database: { ok: true }, service: { ok: true }, accounts: { ok: true } } },
      });
    expect((await gateway.call("GET", "/health/live", undefined, { token: null })).body).toEqual({ success: true });
  });
});

describe("a service that was started", () => {
  it("lately says so for ten minutes", async () => {
    const gateway = await createTestGateway("sqlite", { start: false, ownClock: true });
    const threads = async () =>
      (await gateway.call("GET", "/metrics")).bytes
        .toString()
        .match(/^threads\{.*$/gm)
        ?.toSorted();
    expect(await threads()).toEqual(['threads{type="main",recent="no"} 0', 'threads{type="main",recent="yes"} 1']);
    gateway.moveClock(10 * 60_000);
    expect(await threads()).toEqual(['threads{type="main",recent="no"} 1', 'threads{type="main",recent="yes"} 0']);
    await gateway.close();
  });
});

describe("accounts that connected and were not proved to be since", () => {
  it("are told as overdue", async () => {
    const gateway = await createTestGateway("sqlite", { ownClock: true });
    const account = await gateway.addConnected();
    const { mail } = gateway.ctx;
    const seen = new Date();
    const pages: string[] = [];
    const registry = new Registry();
    const refresh = accountGauges(gaugesOf(registry), {
      storage: gateway.storage,
      mail: () => ({ ...mail, lastSeenOf: (id) => (id === account ? seen : null) }),
      watch: () => gateway.ctx.accountWatch,
      now: () => Date.now(),
    });
    for (const ms of [0, 3 * 60_000, 60_000]) {
      gateway.moveClock(ms);
      await refresh();
      pages.push((/^posthorn_accounts_overdue (.*)$/m.exec(await registry.metrics()) ?? [])[1] ?? "");
    }
    expect(pages).toEqual(["0", "0", "1"]);
    await gateway.close();
  });
});

describe("a service that no longer goes through its accounts", () => {
  it("is not healthy, and says why", async () => {
    const gateway = await createTestGateway("sqlite");
    const ctx = { ...gateway.ctx, accountWatch: { watched: 1, lookedAt: Date.now() - 61_000 } };
    const call = { admission: { contract: getHealth.contract } } as unknown as Call;
    const error = await getHealth.run(ctx, {} as never, call).catch((fault: unknown) => fault);
    expect(error).toMatchObject({
      kind: "unavailable",
      extra: { checks: { database: { ok: true }, accounts: { ok: false, message: expect.any(String) as string } } },
    });
    await gateway.close();
  });
});

describe("a service without its database", () => {
  it("says so, lives, and is not ready", async () => {
    const gateway = await createTestGateway("sqlite", { start: false });
    await gateway.storage.sql.schema.dropTable("counters").execute();
    const { status, body } = await gateway.call("GET", "/health", undefined, { token: null });
    expect(status).toBe(503);
    expect(body).toMatchObject({
      statusCode: 503,
      success: false,
      checks: { database: { ok: false }, service: { ok: true } },
    });
    expect((await gateway.call("GET", "/health/live", undefined, { token: null })).status).toBe(200);
    await gateway.close();
  });
});
