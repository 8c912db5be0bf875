import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findToken } from "../storage/tokens.ts";
import { tokenIdOf } from "../core/token-rules.ts";
import { TEST_ENGINES } from "../storage/testing.ts";
import { createTestGateway, type TestGateway } from "./testing.ts";

describe.each(TEST_ENGINES)("a token on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false, env: { POSTHORN_API_PROXY: "true" } });
  });
  afterAll(() => gateway.close());

  const get = (url: string, token: string | null, headers: Record<string, string> = {}) =>
    gateway.call("GET", url, undefined, { token, headers });

  it("opens only what its scopes open", async () => {
    const metrics = await gateway.issue({ scopes: ["metrics"] });
    expect((await get("/metrics", metrics)).status).toBe(200);
    expect((await get("/v1/stats", metrics)).body).toEqual({
      statusCode: 403,
      error: "Forbidden",
      message: "Unauthorized scope",
      requestedScope: "api",
    });
    const api = await gateway.issue({ scopes: ["api"] });
    expect((await get("/metrics", api)).body).toMatchObject({ requestedScope: "metrics" });
    expect((await get("/v1/stats", await gateway.issue({ scopes: [] }))).status).toBe(403);
    expect((await get("/v1/stats", await gateway.issue({ scopes: null }))).status).toBe(200);
    expect((await get("/v1/stats", await gateway.issue({ scopes: ["mcp"] }))).status).toBe(403);
  });

  it("that is narrowed does what it is narrowed to", async () => {
    const token = await gateway.issue({ permissions: { actions: ["read"], groups: ["account"] } });
    expect((await get("/v1/accounts", token)).status).toBe(200);
    expect((await get("/v1/outbox", token)).body).toEqual({
      statusCode: 403,
      error: "Forbidden",
      message: "Unauthorized permission",
      requiredPermission: { action: "read", group: "outbox" },
    });
    for (const permissions of [{}, { actions: ["fly"] }, { groups: [] }, [], "x"])
      expect((await get("/v1/accounts", await gateway.issue({ permissions }))).status).toBe(403);
  });

  it("that is bound reaches its account and nothing that names none", async () => {
    const account = await gateway.addAccount();
    const other = await gateway.addAccount();
    const token = await gateway.issue({ account });
    expect((await get(`/v1/account/${account}`, token)).status).toBe(200);
    expect((await get(`/v1/account/%20${account}%20`, token)).status).toBe(200);
    for (const url of [
      `/v1/account/${other}`,
      `/v1/account/${other}/outbox`,
      "/v1/accounts",
      `/v1/accounts?account=${account}`,
      "/v1/stats",
      "/v1/outbox",
      `/v1/outbox?account=${account}`,
      "/v1/settings",
      "/v1/license",
      "/v1/tokens",
      `/v1/tokens?account=${other}`,
      `/v1/tokens?account=${account}&account=${other}`,
      `/v1/tokens/account/${other}`,
    ])
      expect({ url, body: (await get(url, token)).body }).toEqual({
        url,
        body: { statusCode: 403, error: "Forbidden", message: "Unauthorized account" },
      });
    expect((await get(`/v1/tokens?account=${account}`, token)).body).toMatchObject({ account, total: 1 });
    expect((await get(`/v1/account/${account}/outbox`, token)).status).toBe(200);
    const mint = await gateway.call("POST", "/v1/tokens", { account, description: "x", scopes: "api" }, { token });
    expect(mint.status).toBe(403);
  });

  it("works from its addresses only", async () => {
    const token = await gateway.issue({ restrictions: { addresses: ["198.51.100.0/24", "2001:db8::/32"] } });
    expect((await get("/v1/stats", token, { "x-forwarded-for": "198.51.100.7" })).status).toBe(200);
    expect((await get("/v1/stats", token, { "x-forwarded-for": "::ffff:198.51.100.7" })).status).toBe(200);
    expect((await get("/v1/stats", token, { "x-forwarded-for": "2001:db8::5" })).status).toBe(200);
    expect((await get("/v1/stats", token)).body).toEqual({
      statusCode: 403,
      error: "Forbidden",
      message: "Unauthorized address",
      remoteAddress: "127.0.0.1",
    });
  });

  it("works on its pages only", async () => {
    const token = await gateway.issue({ restrictions: { referrers: ["https://app.example.com/*"] } });
    expect((await get("/v1/stats", token, { referer: "https://app.example.com/x" })).status).toBe(200);
    expect((await get("/v1/stats", token)).body).toMatchObject({ message: "Unauthorized referrer" });
  });

  it("is limited in its window, and told so", async () => {
    const token = await gateway.issue({ restrictions: { rateLimit: { maxRequests: 2, timeWindow: 60 } } });
    const first = await get("/v1/stats", token);
    expect(first.headers).toMatchObject({ "x-ratelimit-limit": "2", "x-ratelimit-remaining": "1" });
    expect(Number(first.headers["x-ratelimit-reset"])).toBeGreaterThan(50);
    // One that is refused for another reason has used its place.
    expect((await get("/v1/accounts?page=x", token)).headers["x-ratelimit-remaining"]).toBe("0");
    const refused = await get("/v1/stats", token);
    expect(refused.status).toBe(429);
    const { ttl } = refused.body as { ttl: number };
    expect(refused.body).toEqual({
      statusCode: 429,
      error: "Too Many Requests",
      message: "Rate limit exceeded",
      ttl: expect.any(Number) as number,
    });
    expect(refused.headers).toMatchObject({
      "x-ratelimit-limit": "2",
      "x-ratelimit-reset": String(ttl),
      "retry-after": String(ttl),
    });
    expect(refused.headers["x-ratelimit-remaining"]).toBeUndefined();
    expect((await get("/v1/stats", gateway.token)).headers["x-ratelimit-limit"]).toBeUndefined();
  });

  it("is checked in the documented order", async () => {
    const account = await gateway.addAccount();
    const nobody = {
      scopes: ["smtp"],
      permissions: {},
      account,
      restrictions: { addresses: ["192.0.2.1"], referrers: ["x"], rateLimit: { maxRequests: 1, timeWindow: 60 } },
    };
    const messageOf = async (token: string) => (await get("/v1/stats", token)).body["message"];
    expect(await messageOf(await gateway.issue(nobody))).toBe("Unauthorized scope");
    const scoped = { ...nobody, scopes: ["api"] };
    expect(await messageOf(await gateway.issue(scoped))).toBe("Unauthorized permission");
    const permitted = { ...scoped, permissions: null };
    expect(await messageOf(await gateway.issue(permitted))).toBe("Unauthorized account");
    const free = { ...permitted, account: null };
    expect(await messageOf(await gateway.issue(free))).toBe("Unauthorized address");
    const here = { ...free, restrictions: { ...free.restrictions, addresses: null } };
    expect(await messageOf(await gateway.issue(here))).toBe("Unauthorized referrer");
  });

  it("that has expired is a bad one, and gone", async () => {
    const token = await gateway.issue({ expiresAt: Date.now() - 1 });
    expect((await get("/v1/stats", token)).body).toEqual({
      statusCode: 401,
      error: "Unauthorized",
      message: "Bad token",
    });
    expect(await findToken(gateway.storage, tokenIdOf(token))).toBeUndefined();
  });

  it("notes its last use, even a refused one", async () => {
    const token = await gateway.issue({ scopes: ["smtp"] });
    await get("/v1/stats", token, { "x-forwarded-for": "198.51.100.9" });
    const before = await gateway.call("GET", `/v1/tokens/${tokenIdOf(token)}`);
    expect(before.body["access"]).toEqual({ time: expect.any(String) as string, ip: "198.51.100.9" });
    await gateway.ctx.tokenUses.flush();
    expect((await gateway.call("GET", `/v1/tokens/${tokenIdOf(token)}`)).body).toEqual(before.body);
  });

  it("is never told to the log", async () => {
    const token = await gateway.issue();
    await get(`/v1/nothing?access_token=${token}`, null);
    await get(`/v1/stats?access_token=${token}`, null);
    await get(`/v1/accounts?page=x&access_token=${token}`, null);
    expect(JSON.stringify(gateway.logs)).not.toContain(token);
  });
});

describe("without required tokens", () => {
  const open = (env: Record<string, string> = {}) =>
    createTestGateway("sqlite", { start: false, env: { POSTHORN_REQUIRE_API_AUTH: "false", ...env } });

  it("callers on this machine are let in, and may not mint", async () => {
    const gateway = await open();
    expect((await gateway.call("GET", "/v1/stats", undefined, { token: null })).status).toBe(200);
    expect((await gateway.call("GET", "/v1/stats", undefined, { token: "f".repeat(64) })).status).toBe(401);
    const body = { description: "x", scopes: "api", permissions: { actions: ["read"] } };
    expect((await gateway.call("POST", "/v1/tokens", body, { token: null })).status).toBe(403);
    await gateway.close();
  });

  it("nobody else is, whatever a proxy on this machine passes on or a caller claims", async () => {
    const closed = [
      [{}, "198.51.100.7"],
      [{ POSTHORN_API_PROXY: "true" }, "198.51.100.7"],
      [{ POSTHORN_API_PROXY: "true" }, "127.0.0.1"],
      [{ POSTHORN_API_PROXY_ADDRESSES: "10.0.0.0/8" }, "198.51.100.7"],
    ] as const;
    for (const [env, forwarded] of closed) {
      const gateway = await open(env);
      const headers = { "x-forwarded-for": forwarded };
      const { status } = await gateway.call("GET", "/v1/stats", undefined, { token: null, headers });
      expect({ env, forwarded, status }).toEqual({ env, forwarded, status: 401 });
      await gateway.close();
    }
  });
});
