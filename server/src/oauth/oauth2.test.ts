import { FAKE_TENANT, type FakeOAuth, startOAuth } from "@posthorn/fakes/oauth";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type OAuth2App, requestedScopes } from "../core/oauth2-app.ts";
import { createHttpClient, type HttpClient } from "../net/http-client.ts";
import { createOAuth2, type OAuth2Room } from "./create.ts";
import type { Grant } from "./oauth2.ts";
import { testApp } from "./testing.ts";
import { TokenRequestFailed } from "./token-request-failed.ts";

// The pair of RFC 7636, appendix B.
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const ADA = { email: "Ada@example.com", name: "Ada Lovelace" };

describe("OAuth2", () => {
  let fake: FakeOAuth;
  let http: HttpClient;
  let oauth2: OAuth2Room;
  beforeAll(async () => {
    fake = await startOAuth();
    http = createHttpClient({ policy: "off", connectTimeoutMs: 5000, proxy: () => undefined });
    oauth2 = createOAuth2({ http, urls: fake.urls, userAgent: "Posthorn/test", now: Date.now, firstRetryMs: 1 });
  });
  afterAll(async () => {
    await http.close();
    await fake.close();
  });
  beforeEach(() => {
    fake.addClient({ clientId: "client-1", clientSecret: "a-secret-of-the-client", redirectUrl: "http://127.0.0.1:3000/oauth" }); // prettier-ignore
    fake.signIn(ADA);
    fake.grantOnly(null);
    fake.rotates = false;
    fake.lifetimeSeconds = 3600;
    fake.calls.length = 0;
    fake.forget();
  });

  async function consent(app: OAuth2App, request: { loginHint?: string; prompt?: string } = {}) {
    const url = oauth2.authorizeUrl(app, { state: "state-1", nonce: "nonce-1", codeChallenge: CHALLENGE, ...request });
    return { asked: new URL(url).searchParams, back: (await fake.consent(url)).searchParams };
  }
  async function grantFor(app: OAuth2App): Promise<Grant> {
    const { back } = await consent(app);
    return oauth2.exchangeCode(app, { code: back.get("code") ?? "", codeVerifier: VERIFIER });
  }
  const identity = async (app: OAuth2App, grant?: Grant) =>
    oauth2.identityOf(app, grant ?? (await grantFor(app)), { nonce: "nonce-1" });
  const failure = async (promise: Promise<unknown>): Promise<TokenRequestFailed> => {
    const error: unknown = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(TokenRequestFailed);
    return error as TokenRequestFailed;
  };

  describe.each([
    testApp({ provider: "gmail" }),
    testApp({ provider: "outlook" }),
    testApp({ provider: "outlook", baseScopes: "api", cloud: "china" }),
    testApp({ provider: "mailRu" }),
  ])("with $provider ($baseScopes)", (app) => {
    it("gets from a consent to tokens and to whose they are", async () => {
      const { asked, back } = await consent(app, { loginHint: "ada@example.com" });
      expect(Object.fromEntries(asked)).toMatchObject({
        client_id: "client-1",
        response_type: "code",
        redirect_uri: "http://127.0.0.1:3000/oauth",
        scope: requestedScopes(app).join(" "),
        state: "state-1",
        login_hint: "ada@example.com",
      });
      expect(back.get("state")).toBe("state-1");
      const before = Date.now();
      const grant = await oauth2.exchangeCode(app, { code: back.get("code") ?? "", codeVerifier: VERIFIER });
      expect(grant).toMatchObject({ refreshToken: expect.any(String) as string, scopes: requestedScopes(app) });
      expect(grant.expiresAt).toBeGreaterThanOrEqual(before + 3_600_000);
      expect(fake.isValid(grant.accessToken)).toMatchObject({ email: ADA.email });
      expect(fake.calls.find(({ path }) => path.endsWith("/token"))?.headers["user-agent"]).toBe("Posthorn/test");
      expect(await oauth2.identityOf(app, grant, { nonce: "nonce-1" })).toMatchObject({
        address: "Ada@example.com",
        login: "Ada@example.com",
        name: "Ada Lovelace",
        verifiedAddresses: ["ada@example.com"],
      });
      expect(oauth2.missingScopes(app, grant)).toEqual([]);

      const renewed = await oauth2.refresh(app, { refreshToken: grant.refreshToken ?? "" });
      expect(renewed.accessToken).not.toBe(grant.accessToken);
      expect(fake.isValid(renewed.accessToken)).toMatchObject({ email: ADA.email });
    });

    it("tells a new refresh token where the old one is good no more", async () => {
      fake.rotates = true;
      const grant = await grantFor(app);
      const renewed = await oauth2.refresh(app, { refreshToken: grant.refreshToken ?? "" });
      expect(renewed.refreshToken).not.toBe(grant.refreshToken);
      await oauth2.refresh(app, { refreshToken: renewed.refreshToken ?? "" });
      expect(await failure(oauth2.refresh(app, { refreshToken: grant.refreshToken ?? "" }))).toMatchObject({
        kind: "revoked",
      });
    });

    it("knows a grant that was taken back, and has words for whom it belonged to", async () => {
      const grant = await grantFor(app);
      fake.revoke(ADA.email);
      const { kind, tokenRequest } = await failure(oauth2.refresh(app, { refreshToken: grant.refreshToken ?? "" }));
      expect(kind).toBe("revoked");
      expect(tokenRequest).toMatchObject({
        method: "post",
        grant: "refresh_token",
        provider: app.provider,
        status: 400,
        clientId: "client-1",
        scopes: requestedScopes(app),
        response: { error: "invalid_grant" },
        userFlag: { message: expect.stringContaining("sign in again") as string },
      });
      expect(JSON.stringify(tokenRequest)).not.toContain(grant.refreshToken);
    });

    it("waits out what is temporary, and gives up in the end", async () => {
      const { refreshToken = "" } = await grantFor(app);
      fake.next({ status: 503 }, { status: 429, headers: { "retry-after": "0" } });
      expect(fake.isValid((await oauth2.refresh(app, { refreshToken })).accessToken)).toBeDefined();
      fake.next({ status: 500 }, { status: 502 }, { status: 500, error: "internal_failure" });
      expect(await failure(oauth2.refresh(app, { refreshToken }))).toMatchObject({
        kind: "temporary",
        tokenRequest: { status: 500, response: { error: "internal_failure" } },
      });
      fake.next({ status: 429, headers: { "retry-after": "3600" } });
      expect(await failure(oauth2.refresh(app, { refreshToken }))).toMatchObject({
        kind: "temporary",
        tokenRequest: { status: 429 },
      });
      fake.next({ fault: "cut" }, { fault: "cut" });
      expect(fake.isValid((await oauth2.refresh(app, { refreshToken })).accessToken)).toBeDefined();
      fake.next({ fault: "garbage" });
      expect(await failure(oauth2.refresh(app, { refreshToken }))).toMatchObject({ kind: "temporary" });
    });

    it("sends a code once only: what came of an answer that got lost is unknown", async () => {
      const { back } = await consent(app);
      fake.next({ fault: "cut" });
      fake.calls.length = 0;
      const exchange = oauth2.exchangeCode(app, { code: back.get("code") ?? "", codeVerifier: VERIFIER });
      expect(await failure(exchange)).toMatchObject({ kind: "temporary" });
      expect(fake.calls).toHaveLength(1);
    });

    it("knows an application that the provider does not take, and tells no secret", async () => {
      const { back } = await consent(app);
      const wrong = { ...app, clientSecret: "wrong-secret-of-the-client" };
      const error = await failure(oauth2.exchangeCode(wrong, { code: back.get("code") ?? "", codeVerifier: VERIFIER }));
      expect(error).toMatchObject({
        kind: "refused",
        tokenRequest: {
          grant: "authorization_code",
          status: 401,
          clientSecret: "****** (26 characters)",
          flag: { code: expect.stringMatching(/CLIENT_SECRET/) as string, message: expect.any(String) as string },
        },
      });
      expect(JSON.stringify(error.tokenRequest)).not.toMatch(/wrong-secret|code-[\w-]{8}/);
    });

    it("waits for no provider that falls silent", async () => {
      const { refreshToken = "" } = await grantFor(app);
      const hasty = createOAuth2({ http, urls: fake.urls, userAgent: "Posthorn/test", now: Date.now, timeoutMs: 30, firstRetryMs: 1 }); // prettier-ignore
      fake.next({ fault: "hang" }, { fault: "hang" }, { fault: "hang" });
      expect(await failure(hasty.refresh(app, { refreshToken }))).toMatchObject({
        kind: "temporary",
        code: "ETIMEDOUT",
      });
    });

    it("stops when its caller does", async () => {
      const { refreshToken = "" } = await grantFor(app);
      const stop = new AbortController();
      fake.next({ fault: "hang" });
      fake.calls.length = 0;
      const refresh = oauth2.refresh(app, { refreshToken, signal: stop.signal });
      refresh.catch(() => {});
      await vi.waitFor(() => expect(fake.calls).toHaveLength(1), { interval: 20, timeout: 30_000 });
      stop.abort(new Error("enough"));
      await expect(refresh).rejects.toThrow("enough");
    });
  });

  describe.each([testApp({ provider: "gmail" }), testApp({ provider: "outlook" })])("by $provider", (app) => {
    it("proves that who began the consent also ends it", async () => {
      const { back } = await consent(app);
      const stolen = oauth2.exchangeCode(app, { code: back.get("code") ?? "", codeVerifier: "x".repeat(43) });
      expect(await failure(stolen)).toMatchObject({
        kind: "revoked",
        tokenRequest: { response: { error: "invalid_grant" } },
      });
    });

    it("takes an identity token of this consent only, by this provider, for this application", async () => {
      const grant = await grantFor(app);
      const refused = { kind: "refused", message: expect.stringContaining("identity token") as string };
      expect(await failure(oauth2.identityOf(app, grant, { nonce: "nonce-2" }))).toMatchObject(refused);
      expect(await failure(identity({ ...app, clientId: "client-2" }, grant))).toMatchObject(refused);
      const [head = "", body = "", signature = ""] = (grant.idToken ?? "").split(".");
      const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as object;
      const forged = Buffer.from(JSON.stringify({ ...claims, email: "eve@example.com" })).toString("base64url");
      for (const idToken of [`${head}.${forged}.${signature}`, "nonsense", `${btoa('{"alg":"none"}')}.${forged}.`])
        expect(await failure(identity(app, { ...grant, idToken }))).toMatchObject({ kind: "refused" });
    });
  });

  describe("Google", () => {
    const app = testApp({ provider: "gmail", baseScopes: "api" });

    it("is asked for what lasts, and for accounts of Workspace where only these are wanted", async () => {
      const { asked } = await consent(app);
      expect(Object.fromEntries(asked)).toMatchObject({
        access_type: "offline",
        prompt: "consent",
        response_mode: "query",
        nonce: "nonce-1",
        code_challenge: CHALLENGE,
        code_challenge_method: "S256",
      });
      expect(asked.has("hd")).toBe(false);
      const workspace = { ...app, googleWorkspaceAccounts: true };
      expect((await consent(workspace, { prompt: "select_account consent" })).asked.get("hd")).toBe("*");
      expect(await failure(identity(workspace))).toMatchObject({ kind: "refused", code: "NotAWorkspaceAccount" });
      fake.signIn({ ...ADA, hd: "example.com" });
      expect(await identity(workspace)).toMatchObject({ tenant: "example.com" });
    });

    it("may grant less than was asked for, and takes all of it back", async () => {
      fake.grantOnly(["openid", "email", "profile"]);
      const grant = await grantFor(app);
      expect(oauth2.missingScopes(app, grant)).toEqual(["https://www.googleapis.com/auth/gmail.modify"]);
      await oauth2.revoke(app, grant.accessToken, {});
      expect(fake.isValid(grant.accessToken)).toBeUndefined();
      // What is gone already is no failure.
      await oauth2.revoke(app, grant.accessToken, {});
    });

    it("knows the address by Gmail where nothing of the person is asked for, and vouches for none it has not confirmed", async () => {
      const silent = { ...app, skipScopes: ["openid"] };
      expect(await identity(silent)).toMatchObject({ address: ADA.email, name: null });
      fake.signIn({ ...ADA, isVerified: false });
      expect(await identity(app)).toMatchObject({ address: ADA.email, verifiedAddresses: [] });
      fake.grantOnly(["email"]);
      expect(await failure(identity(silent))).toMatchObject({
        kind: "refused",
        tokenRequest: { status: 403, flag: { code: "INSUFFICIENT_AUTH_SCOPES" } },
      });
    });

    it.each([
      ["invalid_client", "The OAuth client was not found.", "INVALID_CLIENT_ID"],
      ["unauthorized_client", "Unauthorized", "UNAUTHORIZED_CLIENT"],
    ])("says by %s (%s) what is wrong with the application", async (error, description, code) => {
      fake.next({ status: 401, error, description });
      expect(await failure(oauth2.refresh(app, { refreshToken: "x" }))).toMatchObject({
        kind: "refused",
        tokenRequest: { flag: { code } },
      });
    });
  });

  describe("Microsoft", () => {
    const app = testApp({ provider: "outlook" });

    it("is asked whom to sign in", async () => {
      expect(Object.fromEntries((await consent(app)).asked)).toMatchObject({ prompt: "select_account", client_info: "1", response_mode: "query", nonce: "nonce-1" }); // prettier-ignore
    });

    it.each([
      ["its name in the domain of the tenant", { login: "ada@corp.example" }, ["ada@corp.example"]],
      [
        "an address in the domain of its name",
        { email: "ada.l@corp.example", login: "ada@corp.example" },
        ["ada@corp.example", "ada.l@corp.example"],
      ],
      [
        "not an address that any tenant could write there",
        { email: "boss@bank.example", login: "eve@evil.example" },
        ["eve@evil.example"],
      ],
      [
        "nothing of a guest",
        { email: "boss@bank.example", login: "boss@bank.example", idp: "https://evil.example" },
        [],
      ],
      [
        "nothing of the name of a guest",
        { email: "boss@bank.example", login: "boss_bank.example#EXT#@evil.example" },
        [],
      ],
      [
        "the address of a personal account",
        { email: "ada@example.com", login: "adalove", tenant: "9188040d-6c67-4c5b-b112-36a304b66dad" },
        ["ada@example.com"],
      ],
    ])("vouches for %s", async (_, person, verifiedAddresses) => {
      // prettier-ignore
      fake.signIn({ ...ADA, ...person });
      expect(await identity(app)).toMatchObject({ verifiedAddresses });
    });

    it("lets in accounts of the tenant or the kind that the application is for", async () => {
      const personal = "9188040d-6c67-4c5b-b112-36a304b66dad";
      for (const [authority, tenant, isIn] of [
        [FAKE_TENANT, FAKE_TENANT, true],
        [FAKE_TENANT, personal, false],
        ["organizations", FAKE_TENANT, true],
        ["organizations", personal, false],
        ["consumers", personal, true],
        ["consumers", FAKE_TENANT, false],
      ] as const) {
        fake.signIn({ ...ADA, tenant });
        const whose = identity({ ...app, authority });
        if (isIn) expect(await whose).toMatchObject({ tenant });
        else expect(await failure(whose)).toMatchObject({ kind: "refused" });
      }
    });

    it.each([
      [
        "invalid_client",
        "AADSTS7000222: The provided client secret keys are expired.",
        "OUTLOOK_CLIENT_SECRET_EXPIRED_OR_NOT_VALID",
      ],
      ["unauthorized_client", "AADSTS700016: Application was not found", "OUTLOOK_APP_ID_INVALID"],
      ["invalid_client", "AADSTS7000215: Invalid client secret provided.", "OUTLOOK_CLIENT_SECRET_INVALID"],
    ])("says by %s (%s) what is wrong with the application", async (error, description, code) => {
      // prettier-ignore
      fake.next({ status: 401, error, description });
      expect(await failure(oauth2.refresh(app, { refreshToken: "x" }))).toMatchObject({
        kind: "refused",
        tokenRequest: { flag: { code } },
      });
    });

    it.each([
      ["AADSTS50173: The provided grant has expired due to it being revoked", "OUTLOOK_USER_PASSWORD_CHANGED"],
      ["AADSTS700082: The refresh token has expired due to inactivity.", "OUTLOOK_TOKEN_RENEWAL_FAILED"],
      ["AADSTS50076: you must use multi-factor authentication", "OUTLOOK_TOKEN_RENEWAL_FAILED"],
    ])("says by %s what the person is to do", async (description, code) => {
      fake.next({ status: 400, error: "invalid_grant", description });
      expect(await failure(oauth2.refresh(app, { refreshToken: "x" }))).toMatchObject({
        kind: "revoked",
        tokenRequest: { userFlag: { code } },
      });
    });

    it("gives an application that needs no consent a token for every mailbox of its tenant", async () => {
      const service = testApp({ provider: "outlookService", authority: FAKE_TENANT });
      const grant = await oauth2.appOnlyGrant(service, { user: "ada@example.com" });
      expect(fake.isValid(grant.accessToken)).toMatchObject({
        email: null,
        scopes: ["https://graph.microsoft.com/.default"],
      });
      expect(fake.calls.at(-1)?.path).toContain(`/${FAKE_TENANT}/oauth2/v2.0/token`);
      expect(await failure(oauth2.appOnlyGrant({ ...service, clientId: "nobody" }, { user: null }))).toMatchObject({
        kind: "refused",
        tokenRequest: { grant: "client_credentials", flag: { code: "OUTLOOK_APP_ID_INVALID" } },
      });
    });
  });
});
