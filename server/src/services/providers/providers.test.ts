import { OAuth2Server } from "oauth2-mock-server";
import { request } from "undici";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { addUser, cookieIn, PASSWORD, signIn, signInCounts, type SignedInUser } from "../sessions/testing.ts";
import { type Answer, createTestGateway, type TestGateway } from "../testing.ts";

const SERVICE_URL = "http://mail.example.com";

interface Person {
  sub: string;
  [claim: string]: unknown;
}

describe.each(TEST_ENGINES)("signing in by a provider on %s", (engine) => {
  const idp = new OAuth2Server();
  let gateway: TestGateway;
  let person: Person;
  let env: Record<string, string>;
  beforeAll(async () => {
    await idp.issuer.keys.generate("RS256");
    await idp.start(0, "127.0.0.1");
    idp.service.on("beforeTokenSigning", (token: { payload: Record<string, unknown> }) => {
      token.payload["sub"] = person.sub;
    });
    idp.service.on("beforeUserinfo", (answer: { body: unknown }) => {
      answer.body = person;
    });
    env = {
      OIDC_ISSUER: `${String(idp.issuer.url)}/`,
      OIDC_CLIENT_ID: "posthorn",
      OIDC_CLIENT_SECRET: "secret",
      OIDC_PROVIDER_NAME: "Keycloak",
      OIDC_ALLOWED_USERS: "grace@example.com,@allowed.example",
      OIDC_ALLOWED_GROUPS: "mail/team,chiefs,helpers",
      OIDC_GROUPS_CLAIM: "realm_access.groups",
      OIDC_ROLES: "owner=chiefs,viewer=helpers",
      OIDC_LOGOUT: "true",
      OIDC_POST_LOGOUT_REDIRECT_URI: `${SERVICE_URL}/admin/login`,
      POSTHORN_API_PROXY_ADDRESSES: "127.0.0.1",
    };
    gateway = await open(env);
  });
  afterAll(async () => {
    await gateway.close();
    await idp.stop();
  });
  beforeEach(() => {
    person = { sub: "1", email: "ada@example.com", realm_access: { groups: ["/mail/team"] } };
  });

  async function open(variables: Record<string, string>, after?: TestGateway): Promise<TestGateway> {
    const opened = await createTestGateway(engine, { start: false, env: variables, ...(after && { after }) });
    await opened.set({ serviceUrl: SERVICE_URL });
    for (const provider of opened.ctx.signInProviders.all) provider.start();
    await vi.waitFor(() => expect(opened.ctx.signInProviders.find("oidc")?.isReady()).toBe(true), { timeout: 30_000 });
    return opened;
  }

  let address = 1;
  /** A browser's visit; each sign-in from an address of its own. */
  const visit = (url: string, cookie = "", at = gateway) =>
    at.call("GET", url, undefined, {
      token: null,
      headers: { cookie, "x-forwarded-for": `198.51.100.${address++ % 250}` },
    });
  const cookieOf = ({ headers }: Answer, name: string) =>
    [headers["set-cookie"] ?? []]
      .flat()
      .map((cookie) => String(cookie).split(";")[0] ?? "")
      .find((cookie) => cookie.startsWith(`${name}=`)) ?? "";

  /** Goes to the provider and comes back: the address it leads to, and the cookie of the browser. */
  async function leave(at = gateway, next = ""): Promise<{ back: string; cookie: string; asked: URL }> {
    const begun = await visit(`/admin/login/oidc${next}`, "", at);
    expect(begun.status).toBe(302);
    const asked = new URL(String(begun.headers["location"]));
    const { headers } = await request(asked.href);
    const back = String(headers["location"]);
    expect(back.startsWith(`${SERVICE_URL}/admin/login/oidc?`)).toBe(true);
    return { back: back.slice(SERVICE_URL.length), cookie: cookieOf(begun, "posthorn_provider"), asked };
  }

  async function enter(at = gateway, next = ""): Promise<SignedInUser> {
    const { back, cookie } = await leave(at, next);
    const answer = await visit(back, cookie, at);
    const session = cookieOf(answer, "posthorn_session");
    const told = await at.call("GET", "/v1/session", undefined, { token: null, headers: { cookie: session } });
    const csrfToken = String(told.body["csrfToken"]);
    return {
      cookie: session,
      csrfToken,
      answer,
      call: (method, url, body, headers = {}) =>
        at.call(method, url, body, {
          token: null,
          headers: { cookie: session, ...(method !== "GET" && { "x-csrf-token": csrfToken }), ...headers },
        }),
    };
  }

  it("leads there and back, with PKCE, a state and a nonce, and begins a session", async () => {
    const { asked } = await leave();
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      client_id: "posthorn",
      response_type: "code",
      redirect_uri: `${SERVICE_URL}/admin/login/oidc`,
      scope: "openid profile email",
      code_challenge_method: "S256",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
      state: expect.stringMatching(/^[\w-]{43}$/) as string,
      nonce: expect.stringMatching(/^[\w-]{43}$/) as string,
    });
    const { answer, call } = await enter(gateway, "?next=%2Fadmin%2Faccounts%3Fstate%3Derrors");
    expect(answer).toMatchObject({ status: 302, headers: { location: "/admin/accounts?state=errors" } });
    expect(answer.headers["cache-control"]).toBe("no-store");
    const { body } = await call("GET", "/v1/session");
    expect(body).toMatchObject({ user: { name: "ada@example.com", role: "admin" }, method: "oidc" });
    expect((await call("GET", "/v1/session/factors")).body).toMatchObject({ hasPassword: false });
    // The same person is the same user, whatever else the provider says.
    person = { ...person, preferred_username: "ada", email: "new@allowed.example" };
    expect((await (await enter()).call("GET", "/v1/session")).body["user"]).toEqual(body["user"]);
    for (const next of [
      "https://evil.example/admin/",
      "//evil.example/admin/",
      "/admin/../v1",
      "/admin/login",
      "/\\evil",
    ])
      expect((await enter(gateway, `?next=${encodeURIComponent(next)}`)).answer.headers["location"]).toBe("/admin/");
    expect(gateway.logs).toContainEqual(
      expect.objectContaining({ msg: "A user signed in", user: "ada@example.com", method: "oidc" }),
    );
  });

  it("takes no answer twice, from another browser, that was made up, or that says no", async () => {
    const failed = { status: 302, headers: { location: "/admin/login?reason=provider-failed" } };
    const { back, cookie } = await leave();
    expect(await visit(back, "")).toMatchObject(failed);
    expect(await visit(back, cookie)).toMatchObject(failed);
    const once = await leave();
    expect((await visit(once.back, once.cookie)).headers["location"]).toBe("/admin/");
    expect(await visit(once.back, once.cookie)).toMatchObject(failed);
    expect(await visit("/admin/login/oidc?code=x&state=made-up", cookie)).toMatchObject(failed);
    const wrongCode = await leave();
    expect(await visit(wrongCode.back.replace(/code=[^&]+/, "code=wrong"), wrongCode.cookie)).toMatchObject(failed);
    const denied = await leave();
    const state = new URLSearchParams(denied.back.split("?")[1]).get("state") ?? "";
    expect(await visit(`/admin/login/oidc?error=access_denied&state=${state}`, denied.cookie)).toMatchObject(failed);
    const other = await leave();
    person = { ...person, sub: "2" };
    idp.service.once("beforeUserinfo", (answer: { body: unknown }) => {
      answer.body = { sub: "somebody else" };
    });
    expect(await visit(other.back, other.cookie)).toMatchObject(failed);
  });

  it("is for the users and groups that are allowed, with verified addresses", async () => {
    const tried = async (claims: object) => {
      person = { sub: JSON.stringify(claims), ...claims };
      return (await enter()).answer.headers["location"];
    };
    const refused = "/admin/login?reason=provider-refused";
    const before = await signInCounts(gateway);
    expect(await tried({ email: "grace@EXAMPLE.com" })).toBe("/admin/");
    expect(await tried({ email: "x@allowed.example", email_verified: true })).toBe("/admin/");
    expect(await tried({ realm_access: { groups: ["other", "/helpers"] } })).toBe("/admin/");
    expect(await tried({ email: "grace@example.com", email_verified: false })).toBe(refused);
    expect(await tried({ email: "x@not-allowed.example" })).toBe(refused);
    expect(await tried({ email: "allowed.example" })).toBe(refused);
    expect(await tried({ groups: ["helpers"], realm_access: { groups: ["Helpers"] } })).toBe(refused);
    expect(await signInCounts(gateway)).toEqual({
      ...before,
      "oidc success": (before["oidc success"] ?? 0) + 3,
      "oidc failure": (before["oidc failure"] ?? 0) + 4,
    });
  });

  it("gives the roles of groups at each sign-in, and never takes a name that is taken", async () => {
    const local = await addUser(gateway, "grace");
    person = { sub: "g", preferred_username: "grace", realm_access: { groups: ["chiefs", "helpers"] } };
    const userOf = async () => (await (await enter()).call("GET", "/v1/session")).body["user"];
    expect(await userOf()).toMatchObject({ name: "grace (SSO)", role: "owner" });
    person = { ...person, realm_access: { groups: ["helpers"] } };
    expect(await userOf()).toMatchObject({ name: "grace (SSO)", role: "viewer" });
    await gateway.storage.sql.updateTable("users").set({ role: "viewer" }).where("role", "=", "owner").execute();
    await gateway.storage.sql.updateTable("users").set({ role: "owner" }).where("name", "=", "grace (SSO)").execute();
    expect(await userOf()).toMatchObject({ role: "owner" });
    await gateway.storage.sql.updateTable("users").set({ role: "owner" }).where("name", "=", local).execute();
  });

  it("keeps out who was disabled, and lets nobody manage a login that is the provider's", async () => {
    const { call } = await enter();
    for (const [method, url, body] of [
      ["PUT", "/v1/session/password", { currentPassword: "x", password: PASSWORD }],
      ["POST", "/v1/session/totp", { currentPassword: "x" }],
      ["DELETE", "/v1/session/passkeys/x", undefined],
    ] as const)
      expect((await call(method, url, body)).body).toMatchObject({ statusCode: 403, code: "ProviderSession" });
    const { id } = (await call("GET", "/v1/session")).body["user"] as { id: string };
    const owner = await signIn(gateway, await addUser(gateway, "olga"));
    await owner.call("PUT", `/v1/users/${id}`, { disabled: true });
    expect((await call("GET", "/v1/session")).status).toBe(401);
    expect((await enter()).answer.headers["location"]).toBe("/admin/login?reason=provider-refused");
    const { entries } = (await owner.call("GET", "/v1/admin-log?outcome=failed&pageSize=1")).body as {
      entries: object[];
    };
    expect(entries).toEqual([
      expect.objectContaining({ path: "/admin/login/oidc", how: "oidc", status: 403, code: "ProviderRefused" }),
    ]);
    await owner.call("PUT", `/v1/users/${id}`, { disabled: false });
  });

  it("is refused, as the dashboard is, to addresses that are not allowed", async () => {
    const narrow = await open({ ...env, POSTHORN_ADMIN_ACCESS_ADDRESSES: "192.0.2.0/24" }, gateway);
    const { status, headers } = await visit("/admin/login/oidc", "", narrow);
    expect(status).toBe(403);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    await narrow.close();
  });

  it("ends the provider's session, too", async () => {
    const { call } = await enter();
    const { body } = await call("DELETE", "/v1/session");
    const url = new URL(String(body["logoutUrl"]));
    expect(`${url.origin}${url.pathname}`).toBe(`${String(idp.issuer.url)}/endsession`);
    expect(url.searchParams.get("post_logout_redirect_uri")).toBe(`${SERVICE_URL}/admin/login`);
    expect(url.searchParams.get("id_token_hint")).toMatch(/^ey/);
    expect(cookieIn(await call("GET", "/v1/session")).value).toBe("");
  });

  it("is over, for who is signed in, too, when the lists change", async () => {
    const { cookie } = await enter();
    const at = await open({ ...env, OIDC_ALLOWED_GROUPS: "chiefs" }, gateway);
    const { status } = await at.call("GET", "/v1/session", undefined, { token: null, headers: { cookie } });
    expect(status).toBe(401);
    await at.close();
  });

  it("is the only way in where that is wanted, as long as it works", async () => {
    const name = await addUser(gateway, "otto");
    expect((await gateway.call("GET", "/v1/session/methods", undefined, { token: null })).body).toEqual({
      password: true,
      // Nobody has one yet.
      passkey: false,
      providers: [{ id: "oidc", label: "Keycloak", path: "/admin/login/oidc" }],
      forced: false,
    });
    const forced = await open({ ...env, OIDC_FORCED: "yes" }, gateway);
    expect((await forced.call("GET", "/v1/session/methods", undefined, { token: null })).body).toMatchObject({
      password: false,
      passkey: false,
      forced: true,
    });
    expect((await signIn(forced, name)).answer.body).toMatchObject({ statusCode: 403, code: "ProviderForced" });
    await forced.set({ serviceUrl: null });
    expect((await signIn(forced, name)).answer.status).toBe(200);
    expect((await visit("/admin/login/oidc", "", forced)).headers["location"]).toBe(
      "/admin/login?reason=provider-failed",
    );
    await forced.close();
    await gateway.set({ serviceUrl: SERVICE_URL });
  });
});
