import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

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
      { timeout: 10_000, interval: 20 },
    );
    const { body } = await gateway.call("GET", "/v1/stats?seconds=60");
    expect(body).toMatchObject({
      version: gateway.ctx.about.version,
      license: "MIT",
      accounts: 2,
      node: process.versions.node,
      redisCluster: false,
      redisWarnings: [],
      connections: { connected: 1, unset: 1, init: 0, unassigned: 0 },
      counters: { "apiCall:fail": 1, "events:accountAdded": 2 },
    });
    expect(body["redisPing"]).toBeGreaterThan(0);
    expect(body["counters"]).not.toHaveProperty("submit:fail");
    // "0 seconds" looks back at nothing, which no window does worse than.
    expect((await gateway.call("GET", "/v1/stats?seconds=604801")).status).toBe(400);
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
      "process_cpu_seconds_total",
      "nodejs_eventloop_lag_p99_seconds",
    ])
      expect(page).toContain(line);
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
        body: { success: true, checks: { database: { ok: true }, service: { ok: true } } },
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
