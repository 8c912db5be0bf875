import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { tokenIdOf } from "../../core/token-rules.ts";
import { openSettings } from "../../storage/settings.ts";
import { listTokenLog } from "../../storage/token-log.ts";
import { openTestStorage, TEST_ENGINES, type TestStorage } from "../../storage/testing.ts";
import { createTestGateway, newAccountId, type TestGateway } from "../testing.ts";
import { createTokenAudit } from "./audit.ts";
import { issueToken } from "./issue.ts";

describe.each(TEST_ENGINES)("the log of a token on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false, env: { POSTHORN_API_PROXY: "true" } });
  });
  beforeEach(() => gateway.set({ tokenAuditLog: true, tokenLogEntries: null }));
  afterAll(() => gateway.close());

  const use = async (token: string, url: string, method = "GET", headers: Record<string, string> = {}) =>
    (await gateway.call(method, url, undefined, { token, headers })).status;
  const read = async (token: string, query = "") =>
    (await gateway.call("GET", `/v1/tokens/${tokenIdOf(token)}/log${query}`)).body as {
      total: number;
      pages: number;
      entries: Record<string, unknown>[];
    };

  it("stays empty while the setting is off", async () => {
    await gateway.set({ tokenAuditLog: null });
    const token = await gateway.issue();
    await use(token, "/v1/stats");
    expect(await read(token)).toEqual({ token: tokenIdOf(token), total: 0, page: 0, pages: 0, entries: [] });
  });

  it("tells each use, newest first, by its route and never by its address", async () => {
    const token = await gateway.issue({ permissions: { actions: ["read"], groups: ["account", "diagnostics"] } });
    await use(token, "/v1/stats?seconds=1", "GET", { "x-forwarded-for": "192.0.2.7" });
    // Admitted, though there is no such account.
    expect(await use(token, "/v1/account/nobody%20here")).toBe(404);
    await use(token, "/v1/account/nobody", "DELETE");
    const { entries, total } = await read(token);
    expect(total).toBe(3);
    expect(entries).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
        ip: "127.0.0.1",
        method: "delete",
        path: "/v1/account/{account}",
        action: "destructive",
        group: "account",
        account: "nobody",
        status: "denied",
        reason: "action",
      },
      expect.objectContaining({ method: "get", account: "nobody here", status: "allowed", reason: null }),
      expect.objectContaining({ ip: "192.0.2.7", path: "/v1/stats", account: null, status: "allowed" }),
    ]);
    expect(Object.keys(entries[0] ?? {})).toEqual(
      ["time", "ip", "method", "path", "action", "group", "account", "status", "reason"], // prettier-ignore
    );
  });

  it.each([
    ["scope", { scopes: ["metrics"] }],
    ["action", { permissions: { actions: ["write"] } }],
    ["group", { permissions: { groups: ["message"] } }],
    ["grant", { permissions: { grants: [{ action: "write", group: "account" }] } }],
    ["malformed", { permissions: {} }],
    ["account", { account: "somebody" }],
    ["address", { restrictions: { addresses: ["192.0.2.1"] } }],
    ["referrer", { restrictions: { referrers: ["https://app.example.com/*"] } }],
  ] as const)("gives the reason %s", async (reason, how) => {
    const token = await gateway.issue(how as object);
    expect(await use(token, "/v1/accounts")).toBe(403);
    expect((await read(token)).entries).toMatchObject([{ status: "denied", reason, path: "/v1/accounts" }]);
    // Also told to those who read the service's own log.
    expect(gateway.logs).toContainEqual(
      expect.objectContaining({ msg: "A token was refused", tokenId: tokenIdOf(token), reason }),
    );
  });

  it("gives the reasons rateLimit and restricted", async () => {
    const limited = await gateway.issue({ restrictions: { rateLimit: { maxRequests: 1, timeWindow: 60 } } });
    await use(limited, "/v1/stats");
    expect(await use(limited, "/v1/stats")).toBe(429);
    expect((await read(limited)).entries).toMatchObject([{ reason: "rateLimit" }, { status: "allowed" }]);
    const narrowed = await gateway.issue({ permissions: { actions: ["write"] } });
    await use(narrowed, "/v1/tokens", "POST");
    expect((await read(narrowed)).entries).toMatchObject([{ reason: "restricted", group: "admin" }]);
  });

  it("keeps admitted and refused calls apart, so many of each", async () => {
    await gateway.set({ tokenLogEntries: 3 });
    const token = await gateway.issue({ permissions: { groups: ["diagnostics"] } });
    await use(token, "/v1/accounts");
    for (let i = 0; i < 7; i++) await use(token, "/v1/stats");
    expect(await read(token)).toMatchObject({ total: 4, pages: 2 });
    expect((await read(token, "?page=1")).entries).toMatchObject([{ status: "denied" }]);
    for (let i = 0; i < 7; i++) await use(token, "/v1/accounts");
    expect(await read(token, "?status=denied")).toMatchObject({
      total: 3,
      entries: [{ reason: "group" }, { reason: "group" }, { reason: "group" }],
    });
    expect(await read(token, "?status=allowed")).toMatchObject({ total: 3 });
    // A page is no longer than what is kept.
    expect((await read(token, "?pageSize=200")).entries).toHaveLength(3);
    await gateway.set({ tokenLogEntries: 1 });
    expect(await read(token)).toMatchObject({ total: 2 });
  });

  it("is read by its id only, in pages of up to 200, by those who may see tokens", async () => {
    const token = await gateway.issue();
    const path = `/v1/tokens/${tokenIdOf(token)}/log`;
    expect((await gateway.call("GET", `/v1/tokens/${token}/log`)).body).toMatchObject({
      statusCode: 404,
      code: "NotFound",
      message: "Requested access token was not found",
    });
    for (const query of ["pageSize=201", "pageSize=0", "page=-1", "status=maybe", "nonsense=1"])
      expect((await gateway.call("GET", `${path}?${query}`)).status).toBe(400);
    expect((await gateway.call("GET", "/v1/tokens/nonsense/log")).status).toBe(400);
    expect(await use(await gateway.issue({ permissions: { actions: ["read"] } }), path)).toBe(403);
    expect(await use(await gateway.issue({ permissions: { groups: ["token"] } }), path)).toBe(200);
    expect(await use(await gateway.issue({ account: newAccountId() }), path)).toBe(403);
  });

  it("goes with its token, however that goes", async () => {
    const account = await gateway.addAccount();
    const tokens = [
      await gateway.issue(),
      await gateway.issue({ account }),
      await gateway.issue({ expiresAt: Date.now() + 1500 }),
    ];
    for (const token of tokens) await use(token, `/v1/account/${account}`);
    await gateway.ctx.tokenAudit.flush();
    const kept = async (token: string) =>
      (await listTokenLog(gateway.storage, { token: tokenIdOf(token), status: undefined, limit: 1, offset: 0 })).total;
    for (const token of tokens) expect(await kept(token)).toBe(1);
    // Another use is on its way to the database while its token goes.
    await use(tokens[0] ?? "", "/v1/stats");
    await gateway.call("DELETE", `/v1/tokens/${tokens[0]}`);
    await gateway.call("DELETE", `/v1/account/${account}`);
    await gateway.storage.sql.updateTable("tokens").set({ expiresAt: 1 }).where("expiresAt", "is not", null).execute();
    expect(await use(tokens[2] ?? "", "/v1/stats")).toBe(401);
    await gateway.ctx.tokenAudit.flush();
    for (const token of tokens) expect(await kept(token)).toBe(0);
  });

  it("takes an account that can be none without harm", async () => {
    const token = await gateway.issue();
    await use(token, `/v1/account/${"x".repeat(300)}`);
    expect(await use(token, "/v1/account/a%00b")).toBe(400);
    expect((await read(token)).entries).toMatchObject([{ account: "a\ufffdb" }, { account: "x".repeat(256) }]);
  });
});

describe.each(TEST_ENGINES)("what is noted on %s", (engine) => {
  it("is written by a graceful stop", async () => {
    const first = await createTestGateway(engine);
    await first.set({ tokenAuditLog: true });
    const token = await first.issue();
    await first.call("GET", "/v1/stats", undefined, { token });
    await first.stop();
    const second = await createTestGateway(engine, { after: first, start: false });
    const { body } = await second.call("GET", `/v1/tokens/${tokenIdOf(token)}/log`);
    expect(body).toMatchObject({ total: 1, entries: [{ path: "/v1/stats" }] });
    await second.close();
    await first.close();
  });
});

describe.each(TEST_ENGINES)("the audit on %s", (engine) => {
  let storage: TestStorage;
  beforeEach(async () => {
    storage = await openTestStorage(engine);
  });
  afterEach(() => storage.close());

  it("drops what comes too fast, says so, and loses no refusal by it", async () => {
    const lines: object[] = [];
    const keep = (line: object) => void lines.push(line);
    const log = { debug: keep, info: keep, warn: keep, error: keep };
    const settings = await openSettings(storage, { tokenAuditLog: true, tokenLogEntries: 100_000 });
    const audit = createTokenAudit({ storage, settings, log });
    const { id } = await issueToken(storage, { description: "x", scopes: ["api"] }, 0);
    const entry = { token: id, at: 1, ip: null, method: "get", path: "/", action: null, group: null, account: null };
    for (let i = 0; i < 10_002; i++) audit.note({ ...entry, status: "allowed", reason: null });
    audit.note({ ...entry, status: "denied", reason: "scope" });
    await audit.flush();
    const count = async (status: "allowed" | "denied") =>
      (await listTokenLog(storage, { token: id, status, limit: 1, offset: 0 })).total;
    expect([await count("allowed"), await count("denied")]).toEqual([10_000, 1]);
    expect(lines).toEqual([{ dropped: 2 }]);
    await audit.flush();
    expect(lines).toHaveLength(1);
  });
});
