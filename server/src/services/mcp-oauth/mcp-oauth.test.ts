import { createHash, randomBytes } from "node:crypto";
import { mcpAccessOf } from "@posthorn/contracts/mcp-levels";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tokenIdOf } from "../../core/token-rules.ts";
import { deleteExpiredMcpOAuth } from "../../storage/mcp-oauth.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { findToken } from "../../storage/tokens.ts";
import { addUser, signIn, type SignedInUser } from "../sessions/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

const ORIGIN = "https://mail.example.com";
const CALLBACK = "https://agent.example/callback?from=posthorn";
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
let nextAddress = 0;

describe.each(TEST_ENGINES)("OAuth for agents on %s", (engine) => {
  let gateway: TestGateway;
  let ada: SignedInUser;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, {
      start: false,
      ownClock: true,
      env: { POSTHORN_API_PROXY: "true", POSTHORN_CORS_ORIGIN: "https://app.example.com" },
    });
    await gateway.set({ mcpEnabled: true, mcpOAuthEnabled: true, serviceUrl: ORIGIN });
    ada = await signIn(gateway, await addUser(gateway, "Ada"));
  });
  afterAll(() => gateway.close());

  const address = () => `198.51.100.${++nextAddress}`;
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    gateway.call("POST", path, body, { token: null, headers: { "x-forwarded-for": address(), ...headers } });
  const register = async (more: object = {}) =>
    post("/mcp/oauth/register", { client_name: "Agent Smith", redirect_uris: [CALLBACK], ...more });
  const clientId = async () => String((await register()).body["client_id"]);
  const verifierOf = () => randomBytes(32).toString("base64url");
  const requestOf = (client_id: string, verifier: string, more: object = {}) => ({
    client_id,
    redirect_uri: CALLBACK,
    response_type: "code",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    state: " kept as it is ",
    ...more,
  });
  const consent = (request: object) =>
    gateway.call("GET", `/v1/mcp/consent?${new URLSearchParams(request as Record<string, string>)}`, undefined, {
      token: null,
    });
  const approve = (request: object, more: object = {}) =>
    ada.call("POST", "/v1/mcp/consent", { request, manage: "none", mail: "read", ...more });
  const codeOf = async (request: object, more: object = {}) => {
    const { status, body } = await approve(request, more);
    expect(status).toBe(200);
    return new URL(String(body["redirectUrl"])).searchParams.get("code") ?? "";
  };
  /** As most clients send it. */
  const exchange = (given: Record<string, string>) =>
    post("/mcp/oauth/token", new URLSearchParams({ grant_type: "authorization_code", ...given }).toString(), {
      "content-type": "application/x-www-form-urlencoded",
    });
  /** Everything up to a code. */
  async function ready(more: object = {}) {
    const [client_id, code_verifier] = [await clientId(), verifierOf()];
    const code = await codeOf(requestOf(client_id, code_verifier), more);
    return { client_id, code_verifier, code, redirect_uri: CALLBACK };
  }

  it("tells programs where to go, from any web page", async () => {
    for (const path of ["", "/mcp"]) {
      const { body, headers } = await gateway.call("GET", `/.well-known/oauth-protected-resource${path}`, undefined, {
        token: null,
        headers: { origin: "https://claude.ai" },
      });
      expect(body).toMatchObject({
        resource: `${ORIGIN}/mcp`,
        authorization_servers: [ORIGIN],
        scopes_supported: ["mcp", "mcp-manage"],
      });
      expect(headers).toMatchObject({ "access-control-allow-origin": "*" });
      expect(headers).not.toHaveProperty("access-control-allow-credentials");
    }
    const server = await gateway.call("GET", "/.well-known/oauth-authorization-server", undefined, { token: null });
    expect(server.body).toMatchObject({
      issuer: ORIGIN,
      authorization_endpoint: `${ORIGIN}/admin/mcp/authorize`,
      token_endpoint: `${ORIGIN}/mcp/oauth/token`,
      registration_endpoint: `${ORIGIN}/mcp/oauth/register`,
      code_challenge_methods_supported: ["S256"],
      token_endpoint_auth_methods_supported: ["none"],
      authorization_response_iss_parameter_supported: true,
    });
    for (const origin of ["https://claude.ai", "https://app.example.com"]) {
      const preflight = await gateway.call("OPTIONS", "/mcp/oauth/token", undefined, {
        token: null,
        headers: { origin, "access-control-request-method": "POST" },
      });
      expect(preflight).toMatchObject({ status: 204, headers: { "access-control-allow-origin": "*" } });
    }
    expect((await gateway.call("GET", "/.well-known/oauth-protected-resource/v1")).status).toBe(404);
  });

  it("gives a token of its own to a program that somebody approved, once", async () => {
    const registered = await register({ token_endpoint_auth_method: "client_secret_post" });
    expect(registered).toMatchObject({
      status: 201,
      body: { client_name: "Agent Smith", redirect_uris: [CALLBACK], token_endpoint_auth_method: "none" },
    });
    const client_id = String(registered.body["client_id"]);
    expect(client_id).toMatch(/^[0-9a-f]{32}$/);
    const code_verifier = verifierOf();
    const request = requestOf(client_id, code_verifier, { resource: `${ORIGIN}/mcp/` });
    const asked = await consent(request);
    expect(asked.body).toMatchObject({ client: "Agent Smith", returnsTo: "agent.example" });
    expect(Object.fromEntries(new URL(String(asked.body["denyUrl"])).searchParams)).toEqual({
      from: "posthorn",
      error: "access_denied",
      state: " kept as it is ",
      iss: ORIGIN,
    });
    const account = await gateway.addAccount();
    const approved = await approve(request, { manage: "observe", mail: "mail", account });
    const { code = "", ...answer } = Object.fromEntries(new URL(String(approved.body["redirectUrl"])).searchParams);
    expect(answer).toEqual({ from: "posthorn", state: " kept as it is ", iss: ORIGIN });
    const given = { client_id, code_verifier, code, redirect_uri: CALLBACK, resource: `${ORIGIN}/mcp` };
    const { body, headers } = await exchange(given);
    expect(body).toEqual({ access_token: expect.any(String), token_type: "Bearer", scope: "mcp-manage mcp" });
    expect(headers).toMatchObject({ "cache-control": "no-store", "access-control-allow-origin": "*" });
    const id = tokenIdOf(String(body["access_token"]));
    expect(await findToken(gateway.storage, id)).toMatchObject({
      account,
      description: `MCP: Agent Smith (${account})`,
      scopes: ["mcp-manage", "mcp"],
      permissions: { grants: mcpAccessOf({ manage: "observe", mail: "mail" }).grants },
      metadata: JSON.stringify({ issuer: "mcp-oauth", client: "Agent Smith", clientId: client_id }),
      expiresAt: null,
    });
    const rows = await gateway.storage.sql.selectFrom("mcpCodes").selectAll().execute();
    for (const secret of [code, String(body["access_token"])])
      expect(JSON.stringify([rows, gateway.logs])).not.toContain(secret);
    // The code is with somebody else, too, so that nobody keeps what came of it.
    expect((await exchange(given)).body).toMatchObject({ error: "invalid_grant" });
    expect(await findToken(gateway.storage, id)).toBeUndefined();
  });

  it("gives nothing for a code that does not fit, and uses it up", async () => {
    for (const wrong of [
      { code_verifier: verifierOf() },
      { redirect_uri: "https://agent.example/callback" },
      { client_id: await clientId() },
      { resource: `${ORIGIN}/` },
    ] as Record<string, string>[]) {
      const [client_id, code_verifier] = [await clientId(), verifierOf()];
      const code = await codeOf(requestOf(client_id, code_verifier, { resource: `${ORIGIN}/mcp` }));
      const given = { client_id, code_verifier, code, redirect_uri: CALLBACK };
      const error = "resource" in wrong ? "invalid_target" : "invalid_grant";
      expect((await exchange({ ...given, ...wrong })).body).toMatchObject({ statusCode: 400, error });
      expect((await exchange(given)).body).toMatchObject({ error: "invalid_grant" });
    }
    const late = await ready();
    gateway.moveClock(10 * MINUTE_MS);
    expect((await exchange(late)).body).toMatchObject({ error: "invalid_grant" });
    const demoted = await ready();
    await gateway.storage.sql.updateTable("users").set({ role: "viewer" }).execute();
    expect((await exchange(demoted)).body).toMatchObject({ error: "invalid_grant" });
    await gateway.storage.sql.updateTable("users").set({ role: "owner" }).execute();
  });

  it("says what is wrong in the words of the standards", async () => {
    const given = await ready();
    const errorOf = async (body: unknown, type = "application/json") =>
      (await post("/mcp/oauth/token", body, { "content-type": type })).body["error"];
    const grant_type = "authorization_code";
    expect(await errorOf({ ...given, grant_type: "refresh_token" })).toBe("unsupported_grant_type");
    expect(await errorOf({ ...given })).toBe("invalid_request");
    expect(await errorOf({ ...given, grant_type, code_verifier: "too-short" })).toBe("invalid_request");
    expect(await errorOf({ ...given, grant_type, resource: "https://elsewhere.example/mcp" })).toBe("invalid_target");
    expect(await errorOf({ ...given, grant_type, client_id: "a\u0000b" })).toBe("invalid_request");
    expect(await errorOf("{", "application/json")).toBe("invalid_request");
    const twice = new URLSearchParams({ ...given, grant_type }).toString();
    expect(await errorOf(`${twice}&code=other`, "application/x-www-form-urlencoded")).toBe("invalid_request");
    expect((await post("/mcp/oauth/token", { grant_type, code: "x".repeat(70_000) })).status).toBe(413);
    for (const redirect_uris of [
      undefined,
      [],
      ["javascript:alert(1)"],
      [CALLBACK, "http://example.com/"],
      [`${CALLBACK}#x`],
      [7],
      Array(11).fill(CALLBACK),
    ])
      // prettier-ignore
      expect((await register({ redirect_uris })).body["error"]).toBe("invalid_redirect_uri");
    expect((await register({ client_name: "x".repeat(1025) })).body["error"]).toBe("invalid_client_metadata");
    expect((await post("/mcp/oauth/register", [])).body["error"]).toBe("invalid_client_metadata");
    expect((await register({ client_name: "Ev\u202eil\u0000\n name" })).body["client_name"]).toBe("Evil name");
    expect(await exchange(given)).toMatchObject({ status: 200 });
  });

  it("leads nowhere with a request that is not in order, and gives to nobody who may not give", async () => {
    const [id, verifier] = [await clientId(), verifierOf()];
    for (const [wrong, key] of [
      [{ client_id: "0".repeat(32) }, "client_id"],
      [{ redirect_uri: "https://agent.example/callback" }, "redirect_uri"],
      [{ response_type: "token" }, "response_type"],
      [{ code_challenge: "plain" }, "code_challenge"],
      [{ code_challenge_method: "plain" }, "code_challenge_method"],
      [{ state: "x".repeat(4097) }, "state"],
      [{ resource: "https://elsewhere.example" }, "resource"],
    ] as const) {
      const request = requestOf(id, verifier, wrong);
      for (const answer of [await consent(request), await approve(request)])
        expect(answer).toMatchObject({ status: 400, body: { fields: [{ key }] } });
    }
    const request = requestOf(id, verifier);
    expect((await approve(request, { mail: "none" })).body).toMatchObject({ fields: [{ key: "mail" }] });
    expect((await approve(request, { account: "nobody" })).body).toMatchObject({ code: "AccountNotFound" });
    await addUser(gateway, "Vera");
    await gateway.storage.sql.updateTable("users").set({ role: "viewer" }).where("name", "=", "Vera").execute();
    const vera = await signIn(gateway, "Vera");
    const body = { request, manage: "none", mail: "read" };
    expect((await vera.call("POST", "/v1/mcp/consent", body)).body["code"]).toBe("RoleForbids");
    expect((await ada.call("POST", "/v1/mcp/consent", body, { "x-csrf-token": "" })).status).toBe(403);
    expect((await gateway.call("POST", "/v1/mcp/consent", body)).status).toBe(403);
  });

  it("bounds how often strangers come, and forgets whom nobody approves for 30 days", async () => {
    const from = { "x-forwarded-for": address() };
    const again = () => post("/mcp/oauth/register", { redirect_uris: [CALLBACK] }, from);
    const [unused, used] = [String((await again()).body["client_id"]), await ready()];
    for (let at = 1; at < 20; at++) expect((await again()).status).toBe(201);
    const refused = await again();
    expect(refused).toMatchObject({ status: 429, body: { ttl: expect.any(Number) } });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    gateway.moveClock(29 * DAY_MS);
    await signIn(gateway, "Ada").then((user) => (ada = user));
    await codeOf(requestOf(used.client_id, used.code_verifier));
    gateway.moveClock(2 * DAY_MS);
    await gateway.storage.transaction((tx) => deleteExpiredMcpOAuth(tx, Date.now()));
    const left = await gateway.storage.sql.selectFrom("mcpClients").select("id").execute();
    expect(left).toEqual([{ id: used.client_id }]);
    expect(await gateway.storage.sql.selectFrom("mcpCodes").selectAll().execute()).toEqual([]);
    expect((await consent(requestOf(unused, verifierOf()))).status).toBe(400);
    await signIn(gateway, "Ada").then((user) => (ada = user));
  });

  it("takes tokens back that came of a consent, and no others", async () => {
    const token = String((await exchange(await ready())).body["access_token"]);
    const other = await gateway.issue({ scopes: ["mcp"] });
    for (const value of [token, other, "no token"])
      expect((await post("/mcp/oauth/revoke", { token: value })).status).toBe(200);
    expect(await findToken(gateway.storage, tokenIdOf(token))).toBeUndefined();
    expect(await findToken(gateway.storage, tokenIdOf(other))).toBeDefined();
  });

  it("is not there while it is switched off, and names the switch", async () => {
    const given = await ready();
    for (const off of [{ mcpOAuthEnabled: false }, { mcpEnabled: false }, { serviceUrl: "" }]) {
      await gateway.set(off);
      const [closedBy] = Object.keys(off);
      for (const answer of [
        await gateway.call("GET", "/.well-known/oauth-protected-resource/mcp", undefined, { token: null }),
        await gateway.call("GET", "/.well-known/oauth-authorization-server", undefined, { token: null }),
        await register(),
        await exchange(given),
        await consent(requestOf(given.client_id, given.code_verifier)),
        await approve(requestOf(given.client_id, given.code_verifier)),
      ])
        expect(answer).toMatchObject({ status: 404, body: { code: "McpOAuthClosed", closedBy } });
      await gateway.set({ mcpEnabled: true, mcpOAuthEnabled: true, serviceUrl: ORIGIN });
    }
  });
});
