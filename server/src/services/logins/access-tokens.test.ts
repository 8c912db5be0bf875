import { type FakeOAuth, startOAuth } from "@posthorn/fakes/oauth";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ConnectFailure } from "../../core/mail-backend.ts";
import { findAccount } from "../../storage/accounts.ts";
import { deleteOAuth2App, findOAuth2App, insertOAuth2App } from "../../storage/oauth2-apps.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, newAccountId, providerUrlsOf, type TestGateway } from "../testing.ts";

const SCOPES = ["https://www.googleapis.com/auth/gmail.modify"];

describe.each(TEST_ENGINES)("access tokens on %s", (engine) => {
  let gateway: TestGateway;
  let oauth: FakeOAuth;
  beforeAll(async () => {
    oauth = await startOAuth();
    oauth.addClient({ clientId: "client", clientSecret: "secret" });
    const env = {
      POSTHORN_PROVIDER_URLS: JSON.stringify(providerUrlsOf(oauth.urls)),
      POSTHORN_ENABLE_OAUTH_TOKENS_API: "true",
    };
    gateway = await createTestGateway(engine, { start: false, env });
    const app = { provider: "gmail", enabled: true, name: "G", clientId: "client", clientSecret: "secret" } as const;
    await insertOAuth2App(gateway.storage, "app", { ...app, baseScopes: "api" }, Date.now());
  });
  afterAll(async () => {
    await gateway?.close();
    await oauth?.close();
  });
  beforeEach(() => {
    oauth.forget();
    oauth.rotates = false;
    oauth.lifetimeSeconds = 3600;
    oauth.calls.length = 0;
  });

  const refreshes = () => oauth.calls.filter(({ params }) => params["grant_type"] === "refresh_token").length;
  const block = async (id: string) => (await findAccount(gateway.storage, id))?.settings.oauth2;
  const current = (id: string) => gateway.ctx.accountTokens.of(id).current({});

  /** An account with a refresh token that the provider knows. */
  async function addGranted(more: Record<string, unknown> = {}): Promise<string> {
    const id = newAccountId();
    const email = `${id}@example.com`;
    const refreshToken = oauth.grant({ provider: "google", clientId: "client", email, scopes: SCOPES });
    const oauth2 = { provider: "app", auth: { user: email }, refreshToken, ...more };
    const { status, body } = await gateway.call("POST", "/v1/account", { account: id, name: "Ada", oauth2 });
    expect({ status, body }).toMatchObject({ status: 200 });
    return id;
  }

  it("are renewed once for everybody who waits, stored, and used until they run out", async () => {
    const id = await addGranted();
    const tokens = await Promise.all([current(id), current(id), current(id)]);
    expect(new Set(tokens).size).toBe(1);
    expect(oauth.isValid(tokens[0])).toMatchObject({ email: `${id}@example.com` });
    expect(await current(id)).toBe(tokens[0]);
    expect(refreshes()).toBe(1);
    expect(await block(id)).toMatchObject({ accessToken: tokens[0], scope: SCOPES });
  });

  it("are asked for anew when the provider does not take one", async () => {
    const id = await addGranted();
    const first = await current(id);
    gateway.ctx.accountTokens.of(id).discard(first);
    const second = await current(id);
    expect(second).not.toBe(first);
    gateway.ctx.accountTokens.of(id).discard(first);
    expect(await current(id)).toBe(second);
    expect(refreshes()).toBe(2);
  });

  it("come with a refresh token that takes the place of the old one, stored before the token is used", async () => {
    oauth.rotates = true;
    const id = await addGranted();
    const before = (await block(id))?.refreshToken;
    const token = await current(id);
    const after = await block(id);
    expect(after?.refreshToken).not.toBe(before);
    expect(after).toMatchObject({ accessToken: token, refreshTokenGenerated: expect.any(String) as string });
    gateway.ctx.accountTokens.of(id).discard(token);
    expect(await current(id)).not.toBe(token);
  });

  it("go by the grant that came meanwhile when theirs is over", async () => {
    const id = await addGranted();
    const email = `${id}@example.com`;
    oauth.revoke(email);
    const newer = oauth.grant({ provider: "google", clientId: "client", email, scopes: SCOPES });
    // As another process would: without a word to this one.
    const renewal = current(id).catch((error: unknown) => error);
    await gateway.call("PUT", `/v1/account/${id}`, { oauth2: { partial: true, refreshToken: newer } });
    const token = await renewal;
    expect(typeof token === "string" ? token : await current(id)).toBeTypeOf("string");
  });

  it("say whose turn it is when a grant was revoked, and work again with a new one", async () => {
    const id = await addGranted();
    const email = `${id}@example.com`;
    oauth.revoke(email);
    const failure = (await current(id).catch((error: unknown) => error)) as ConnectFailure;
    expect(failure).toMatchObject({ reason: "authentication", serverResponseCode: "TokenGenerationError" });
    expect(failure.tokenRequest).toMatchObject({ grant: "refresh_token", provider: "gmail", clientId: "client" });
    expect(JSON.stringify(failure.tokenRequest)).not.toContain((await block(id))?.refreshToken);
    const { body } = await gateway.call("GET", `/v1/account/${id}`);
    expect(body).toMatchObject({ oauth2: { userFlag: { message: expect.any(String) as string } } });
    const refreshToken = oauth.grant({ provider: "google", clientId: "client", email, scopes: SCOPES });
    await gateway.call("PUT", `/v1/account/${id}`, { oauth2: { partial: true, refreshToken } });
    expect(oauth.isValid(await current(id))).toBeDefined();
    expect(await block(id)).not.toHaveProperty("userFlag");
    const metrics = (await gateway.call("GET", "/metrics")).bytes.toString();
    expect(metrics).toMatch(/^oauth2_token_refresh\{status="success",provider="gmail",statusCode="200"\} \d+$/m);
    expect(metrics).toMatch(/^oauth2_token_refresh\{status="failure",provider="gmail",statusCode="400"\} \d+$/m);
  });

  it("wait for a provider that can't answer, and blame nobody", async () => {
    const id = await addGranted();
    oauth.next(...Array.from({ length: 8 }, () => ({ status: 503 })));
    const failure = await current(id).catch((error: unknown) => error);
    expect(failure).toMatchObject({ reason: "connection" });
    expect(await block(id)).not.toHaveProperty("userFlag");
    oauth.forget();
    expect(await current(id)).toBeTypeOf("string");
  });

  it("tell the operator what the provider has against the application, until it takes it again", async () => {
    const id = await addGranted();
    oauth.next({ status: 401, error: "invalid_client", description: "The OAuth client was not found." });
    expect(await current(id).catch((error: unknown) => error)).toMatchObject({ reason: "authentication" });
    expect((await findOAuth2App(gateway.storage, "app"))?.lastError).toMatchObject({
      response: expect.any(String) as string,
    });
    await current(id);
    expect((await findOAuth2App(gateway.storage, "app"))?.lastError).toBeNull();
  });

  it("of a shared mailbox are those of the account that it is delegated by", async () => {
    const id = await addGranted();
    const shared = newAccountId();
    const auth = { delegatedUser: "team@example.com", delegatedAccount: id };
    const body = { account: shared, name: "Team", email: "team@example.com", oauth2: { provider: "app", auth } };
    expect((await gateway.call("POST", "/v1/account", body)).status).toBe(200);
    expect(await current(shared)).toBe(await current(id));
    expect(refreshes()).toBe(1);
    await gateway.call("DELETE", `/v1/account/${id}`);
    gateway.ctx.accountTokens.of(shared).discard(await current(shared));
    expect(await current(shared).catch((error: unknown) => error)).toMatchObject({
      reason: "authentication",
      serverResponseCode: "DelegationError",
    });
    const { accounts } = (await gateway.call("GET", `/v1/accounts?query=${shared}`)).body;
    expect((await gateway.call("GET", `/v1/accounts?app=app&query=${shared}`)).body).toMatchObject({ total: 1 });
    expect((await gateway.call("GET", `/v1/accounts?app=other&query=${shared}`)).body).toMatchObject({ total: 0 });
    expect(accounts).toMatchObject([{ type: "invalid", delegationError: expect.stringContaining(id) as string }]);
  });

  it("are given to callers where the operator wants that", async () => {
    const id = await addGranted();
    const first = await gateway.call("GET", `/v1/account/${id}/oauth-token`);
    expect(first).toMatchObject({
      status: 200,
      body: { account: id, user: `${id}@example.com`, provider: "gmail", app: "app", cached: false },
    });
    const { body } = await gateway.call("GET", `/v1/account/${id}/oauth-token`);
    expect(body).toMatchObject({ accessToken: first.body["accessToken"], cached: true });
    oauth.revoke(`${id}@example.com`);
    gateway.ctx.accountTokens.of(id).discard(String(body["accessToken"]));
    expect(await gateway.call("GET", `/v1/account/${id}/oauth-token`)).toMatchObject({
      status: 403,
      body: { code: "OauthRenewError", authenticationFailed: true, tokenRequest: { grant: "refresh_token" } },
    });
    expect((await gateway.call("GET", `/v1/account/${await gateway.addAccount()}/oauth-token`)).body).toMatchObject({
      code: "AccountNotOAuth2",
    });
  });

  it("are refused for a login that has an account, for an application that is none, and as masks", async () => {
    const id = await addGranted();
    const again = {
      account: newAccountId(),
      name: "Ada",
      oauth2: { provider: "app", auth: { user: `${id}@example.com` } },
    };
    expect(await gateway.call("POST", "/v1/account", again)).toMatchObject({
      status: 400,
      body: { code: "AccountAlreadyExists", existingAccount: id },
    });
    const unknown = { ...again, oauth2: { provider: "nope", auth: {} } };
    expect((await gateway.call("POST", "/v1/account", unknown)).body).toMatchObject({ fields: [{ key: "provider" }] });
    const masked = { oauth2: { partial: true, refreshToken: "******" } };
    expect((await gateway.call("PUT", `/v1/account/${id}`, masked)).body).toMatchObject({
      fields: [{ key: "refreshToken" }],
    });
  });

  it("are given back with the account where that is asked for", async () => {
    const id = await addGranted();
    const token = await current(id);
    expect((await gateway.call("DELETE", `/v1/account/${id}?revoke=true`)).body).toMatchObject({ deleted: true });
    expect(oauth.isValid(token)).toBeUndefined();
  });

  it("end with their application, in plain words", async () => {
    const id = await addGranted();
    await insertOAuth2App(gateway.storage, "other", { provider: "gmail", enabled: true, name: "Other" }, Date.now());
    await gateway.call("PUT", `/v1/account/${id}`, { oauth2: { provider: "other", auth: { user: "x@example.com" } } });
    await deleteOAuth2App(gateway.storage, "other");
    expect(await current(id).catch((error: unknown) => error)).toMatchObject({
      reason: "authentication",
      serverResponseCode: "AppNotFound",
    });
    expect((await gateway.call("GET", `/v1/account/${id}`)).body).toMatchObject({ type: "oauth2" });
  });
});
