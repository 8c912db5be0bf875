import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ENGINES, install, type Installation } from "./installation.ts";

describe.each(ENGINES)("access, on %s", (engine) => {
  let posthorn: Installation;
  let metrics: string;
  beforeAll(async () => {
    posthorn = await install(engine);
    metrics = (await posthorn.command("tokens", "issue", "-d", "Prometheus", "-s", "metrics")).trim();
  });
  afterAll(() => posthorn.remove());

  it("lets a token in by header or by query, and nobody without one", async () => {
    const byHeader = await posthorn.call("GET", "/v1/stats");
    expect(byHeader).toMatchObject({ status: 200, body: { version: expect.any(String) as string, accounts: 0 } });
    const byQuery = await posthorn.call("GET", `/v1/stats?access_token=${posthorn.token}`, undefined, { token: null });
    expect(byQuery.status).toBe(200);
    const both = await posthorn.call("GET", "/v1/stats?access_token=nonsense");
    expect(both.status).toBe(200);

    const none = await posthorn.call("GET", "/v1/stats", undefined, { token: null });
    expect(none).toMatchObject({
      status: 401,
      body: { statusCode: 401, error: "Unauthorized", message: "Unauthorized" },
    });
    expect(none.headers.get("www-authenticate")).toBe("Bearer");
    for (const token of ["nonsense", "0".repeat(64)]) {
      const bad = await posthorn.call("GET", "/v1/stats", undefined, { token });
      expect(bad.body).toEqual({ statusCode: 401, error: "Unauthorized", message: "Bad token" });
      expect(bad.headers.get("www-authenticate")).toBe('Bearer error="Bad token"');
    }
    const basic = await posthorn.call("GET", "/v1/stats", undefined, {
      token: null,
      headers: { authorization: "Basic dTpw" },
    });
    expect(basic.body).toMatchObject({ message: "Unauthorized" });
  });

  it("opens /metrics to a metrics token, which opens nothing else", async () => {
    const page = await posthorn.call<string>("GET", "/metrics", undefined, { token: metrics });
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toContain("text/plain");
    for (const name of [
      "thread_starts",
      "api_call",
      "imap_connections",
      "webhooks",
      "events",
      "webhook_req",
      "queue_size",
    ])
      expect(page.body).toMatch(new RegExp(`^# HELP ${name} .+\\n# TYPE ${name} \\w+$`, "m"));
    expect(page.body).toContain('api_call{method="get",statusCode="200",route="/v1/stats"}');
    expect(page.body).toContain(`emailengine_config{version="v`);
    const refused = await posthorn.call("GET", "/v1/stats", undefined, { token: metrics });
    expect(refused).toMatchObject({
      status: 403,
      body: { statusCode: 403, error: "Forbidden", message: "Unauthorized scope", requestedScope: "api" },
    });
    const apiToken = await posthorn.call("GET", "/metrics", undefined, { token: await narrow({ scopes: ["api"] }) });
    expect(apiToken.body).toMatchObject({ message: "Unauthorized scope", requestedScope: "metrics" });
  });

  it("shows a token's value once and keeps it nowhere", async () => {
    const created = await posthorn.call<{ token: string; id: string }>("POST", "/v1/tokens", {
      description: "CRM",
      scopes: ["api"],
      permissions: { groups: ["message"] },
      restrictions: { addresses: ["127.0.0.1"] },
    });
    expect(created.body.token).toMatch(/^[0-9a-f]{64}$/);
    const listed = await posthorn.call<string>("GET", "/v1/tokens?query=crm");
    expect(listed.body).toMatchObject({
      total: 1,
      tokens: [{ id: created.body.id, description: "CRM", account: null }],
    });
    expect(JSON.stringify(listed.body)).not.toContain(created.body.token);
    expect(await posthorn.call("GET", `/v1/tokens/${created.body.token}`)).toMatchObject({
      status: 404,
      body: { message: "Requested access token was not found", code: "NotFound" },
    });
    for (const value of [created.body.token, posthorn.token, metrics]) {
      const { code } = await promisify(execFile)("grep", ["-r", value, posthorn.dataDir]).then(
        () => ({ code: 0 }),
        (error: { code: number }) => error,
      );
      expect(code).toBe(1);
    }
    expect((await posthorn.call("DELETE", `/v1/tokens/${created.body.token}`)).body).toEqual({ deleted: true });
    expect((await posthorn.call("DELETE", `/v1/tokens/${created.body.id}`)).body).toEqual({ deleted: false });
  });

  it("binds a token to its account, and narrows it to its permissions", async () => {
    for (const account of ["ada", "bob"]) await posthorn.call("POST", "/v1/account", { account, name: account });
    const bound = await narrow({ account: "ada", scopes: ["api"] });
    const as = (token: string, method: string, path: string) => posthorn.call(method, path, undefined, { token });
    expect((await as(bound, "GET", "/v1/account/ada")).status).toBe(200);
    expect(await as(bound, "GET", "/v1/account/bob")).toMatchObject({
      status: 403,
      body: { message: "Unauthorized account" },
    });
    expect(await as(bound, "GET", "/v1/accounts")).toMatchObject({
      status: 403,
      body: { message: "Unauthorized account" },
    });
    expect((await as(bound, "GET", "/v1/tokens?account=ada")).status).toBe(200);
    const reader = await narrow({ scopes: ["api"], permissions: { actions: ["read"], groups: ["account"] } });
    expect((await as(reader, "GET", "/v1/accounts")).status).toBe(200);
    expect(await as(reader, "DELETE", "/v1/account/bob")).toMatchObject({
      status: 403,
      body: { message: "Unauthorized permission", requiredPermission: { action: "destructive", group: "account" } },
    });
    const elsewhere = await narrow({
      scopes: ["api"],
      permissions: { actions: ["read"] },
      restrictions: { addresses: ["192.0.2.0/24"] },
    });
    expect(await as(elsewhere, "GET", "/v1/accounts")).toMatchObject({
      status: 403,
      body: { message: "Unauthorized address", remoteAddress: "127.0.0.1" },
    });
    await as(bound, "GET", "/v1/account/ada");
    await posthorn.call("DELETE", "/v1/account/ada");
    expect((await as(bound, "GET", "/v1/account/ada")).status).toBe(401);
  });

  it("counts the requests of a limited token in fixed windows", async () => {
    const limited = await narrow({
      scopes: ["api"],
      permissions: { actions: ["read"] },
      restrictions: { rateLimit: { maxRequests: 2, timeWindow: 600 } },
    });
    const get = () => posthorn.call("GET", "/v1/stats", undefined, { token: limited });
    expect((await get()).headers.get("x-ratelimit-remaining")).toBe("1");
    expect((await get()).headers.get("x-ratelimit-remaining")).toBe("0");
    const refused = await get();
    expect(refused).toMatchObject({
      status: 429,
      body: { message: "Rate limit exceeded", ttl: expect.any(Number) as number },
    });
    expect(refused.headers.get("x-ratelimit-limit")).toBe("2");
    expect(refused.headers.get("x-ratelimit-remaining")).toBeNull();
  });

  it("moves tokens between installations by export and import", async () => {
    const value = await narrow({ scopes: ["api"], permissions: { actions: ["read"] } });
    const exported = (await posthorn.command("tokens", "export", "-t", value)).trim();
    await posthorn.call("DELETE", `/v1/tokens/${value}`);
    expect((await posthorn.call("GET", "/v1/stats", undefined, { token: value })).status).toBe(401);
    expect((await posthorn.command("tokens", "import", "-t", exported)).trim()).toBe("Token was imported");
    expect((await posthorn.command("tokens", "import", "-t", exported)).trim()).toBe("Token was not imported");
    expect((await posthorn.call("GET", "/v1/stats", undefined, { token: value })).status).toBe(200);
    expect((await posthorn.call("GET", "/v1/account/x", undefined, { token: value })).status).toBe(404);
  });

  it("writes down what a token did, and ends with the token what it opened", async () => {
    await posthorn.call("POST", "/v1/settings", { tokenAuditLog: true });
    const { body: made } = await posthorn.call<{ token: string; id: string }>("POST", "/v1/tokens", {
      description: "dashboard",
      scopes: ["api"],
      permissions: { actions: ["read"], groups: ["events"] },
    });
    const { token, id } = made;
    const log = () => posthorn.call<{ entries?: { path: string }[] }>("GET", `/v1/tokens/${id}/log`);
    await posthorn.call("GET", "/v1/accounts", undefined, { token });
    await posthorn.stop();
    await posthorn.start();
    const stream = posthorn.call<string>("GET", "/v1/changes", undefined, { token });
    await vi.waitFor(
      async () =>
        expect((await log()).body.entries).toMatchObject([
          { path: "/v1/changes", method: "get", ip: "127.0.0.1", status: "allowed", reason: null },
          { path: "/v1/accounts", status: "denied", reason: "group", action: "read", group: "account" },
        ]),
      { timeout: 30_000, interval: 50 },
    );
    // Another process revokes it.
    await posthorn.command("tokens", "delete", "-t", token);
    expect((await stream).body).toMatch(/^: Posthorn v\d.*\n\n/);
    expect(await log()).toMatchObject({ status: 404 });
    await posthorn.call("POST", "/v1/settings", { tokenAuditLog: null });
  });

  it("keeps secrets out of the log", async () => {
    const log = posthorn.log.join("\n");
    for (const secret of [posthorn.token, metrics]) expect(log).not.toContain(secret);
    expect(await readdir(posthorn.dataDir)).toContain("posthorn.key");
    expect(log).not.toContain((await readFile(join(posthorn.dataDir, "posthorn.key"), "utf8")).trim());
  });

  async function narrow(token: object): Promise<string> {
    const needsPermissions = !("account" in token) && !("permissions" in token);
    const body = {
      description: "test",
      ...(needsPermissions && { permissions: { actions: ["read", "write"] } }),
      ...token,
    };
    const answer = await posthorn.call<{ token: string }>("POST", "/v1/tokens", body);
    expect(answer.status).toBe(200);
    return answer.body.token;
  }
});
