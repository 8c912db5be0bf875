import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { canRunDovecot, type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type FakeOAuth, startOAuth } from "@posthorn/fakes/oauth";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insertOAuth2App } from "../../storage/oauth2-apps.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, newAccountId, providerUrlsOf, type TestGateway } from "../testing.ts";

const SCOPES = ["https://mail.google.com/"];

describe.runIf(canRunDovecot()).each(TEST_ENGINES)("mail servers that take what does not keep, on %s", (engine) => {
  let gateway: TestGateway;
  let oauth: FakeOAuth;
  let dovecot: Dovecot;
  let smtp: SmtpSink;
  /** Says whose tokens are, and is the operator's authentication server. */
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://server");
    if (url.pathname === "/introspect") {
      const email = oauth.isValid(url.searchParams.get("token") ?? "")?.email;
      return void response.end(JSON.stringify({ active: email != null, email }));
    }
    asked.push(`${url.search} ${request.headers.authorization ?? ""}`);
    response.writeHead(answer.status).end(JSON.stringify(answer.body));
  });
  const asked: string[] = [];
  let answer: { status: number; body: object } = { status: 200, body: {} };
  /** Whom the SMTP server lets in. */
  const sender: { user: string; pass?: string; accessToken?: string } = { user: "ada@example.com", pass: "secret" };
  let authServer: string;

  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    authServer = `http://user:p%40ss@${host}/logins?tenant=7`;
    [oauth, dovecot, smtp] = await Promise.all([
      startOAuth(),
      startDovecot({ tls: true, introspectionUrl: `http://${host}/introspect?token=` }),
      startSmtpSink({ auth: sender, tls: "implicit" }),
    ]);
    oauth.addClient({ clientId: "client", clientSecret: "secret" });
    const urls = {
      ...providerUrlsOf(oauth.urls),
      "google.imap": `imaps://${dovecot.host}:${dovecot.tlsPort}`,
      "google.smtp": `smtps://${smtp.host}:${smtp.port}`,
    };
    const env = { POSTHORN_PROVIDER_URLS: JSON.stringify(urls) };
    gateway = await createTestGateway(engine, { env, hasRealMail: true });
    await gateway.set({ ignoreMailCertErrors: true, authServer });
    const app = { provider: "gmail", enabled: true, name: "G", clientId: "client", clientSecret: "secret" } as const;
    await insertOAuth2App(gateway.storage, "app", { ...app, baseScopes: "imap" }, Date.now());
  });
  afterAll(async () => {
    await gateway?.close();
    await Promise.all([oauth?.close(), smtp?.close(), dovecot?.stop()]);
    server.close();
  });
  beforeEach(() => {
    asked.length = 0;
    sender.user = "ada@example.com";
  });

  const servers = (more: object) => ({
    imap: { host: dovecot.host, port: dovecot.tlsPort, secure: true, ...more },
    smtp: { host: smtp.host, port: smtp.port, secure: true, ...more },
  });
  async function add(more: object): Promise<string> {
    const account = newAccountId();
    const { status, body } = await gateway.call("POST", "/v1/account", { account, name: "Ada", ...more });
    expect({ status, body }).toMatchObject({ status: 200 });
    return account;
  }
  /** After a refusal it takes a pause until the next try. */
  const reaches = (account: string, state: string) =>
    expect
      .poll(async () => (await gateway.call("GET", `/v1/account/${account}`)).body["state"], { timeout: 25_000 })
      .toBe(state);
  async function send(account: string): Promise<void> {
    const count = smtp.received.length;
    const message = { to: [{ address: "bo@example.com" }], subject: "Hi", text: "Hi" };
    expect((await gateway.call("POST", `/v1/account/${account}/submit`, message)).status).toBe(200);
    await expect.poll(() => smtp.received.length, { timeout: 40_000 }).toBe(count + 1);
  }

  it("let an account in by its access token, over IMAP and SMTP, and by another when that is refused", async () => {
    const email = "ada@example.com";
    const refreshToken = oauth.grant({ provider: "google", clientId: "client", email, scopes: SCOPES });
    // A token that is not worth anything any more, though nobody has said so yet.
    const stale = { accessToken: "stale", expires: new Date(Date.now() + 3_600_000).toISOString() };
    const id = await add({ email, oauth2: { provider: "app", auth: { user: email }, refreshToken, ...stale } });
    await reaches(id, "connected");
    expect((await gateway.call("GET", `/v1/account/${id}`)).body).toMatchObject({ type: "gmail", baseScopes: "imap" });
    expect((await gateway.call("GET", `/v1/account/${id}/mailboxes`)).status).toBe(200);
    sender.accessToken = await gateway.ctx.accountTokens.of(id).current({});
    delete sender.pass;
    await send(id);
    sender.pass = "secret";
    delete sender.accessToken;

    // Its servers come from the application; how it is read is still said here.
    const change = async (imap: object) =>
      (await gateway.call("PUT", `/v1/account/${id}`, { imap: { partial: true, ...imap } })).status;
    expect(await change({ sentMailPath: "Sent", resyncDelay: 600 })).toBe(200);
    await reaches(id, "connected");
    expect((await gateway.call("GET", `/v1/account/${id}`)).body["imap"]).toEqual({
      sentMailPath: "Sent",
      resyncDelay: 600,
    });
    expect(await change({ disabled: true })).toBe(200);
    await reaches(id, "unset");
  });

  it("let an account in by what an authentication server says, asked for each login", async () => {
    answer = { status: 200, body: { user: "bea", pass: "secret", note: "ignored" } };
    const id = await add({ email: "bea@example.com", ...servers({ useAuthServer: true }) });
    await reaches(id, "connected");
    const basic = `Basic ${Buffer.from("user:p@ss").toString("base64")}`;
    expect(asked[0]).toBe(`?tenant=7&account=${id}&proto=imap ${basic}`);
    sender.user = "bea";
    await send(id);
    expect(asked).toContain(`?tenant=7&account=${id}&proto=smtp ${basic}`);
  });

  it("keep what an authentication server says as long as it says", async () => {
    const expires = new Date(Date.now() + 600_000).toISOString();
    answer = { status: 200, body: { user: "cy", pass: "secret", expires } };
    const id = await add({ email: "cy@example.com", ...servers({ useAuthServer: true }) });
    await reaches(id, "connected");
    await gateway.call("PUT", `/v1/account/${id}/reconnect`, { reconnect: true });
    await reaches(id, "connected");
    // Accounts of the tests before may log in at any time.
    expect(asked.filter((line) => line.includes(`account=${id}&proto=imap`))).toHaveLength(1);
  });

  it.each([
    ["refuses", { status: 404, body: {} }, "authenticationError"],
    ["says nothing that helps", { status: 200, body: { user: "ada" } }, "authenticationError"],
    ["is in trouble", { status: 503, body: {} }, "connectError"],
  ])("stay shut when the authentication server %s", async (_what, given, state) => {
    answer = given;
    const id = await add({ email: "di@example.com", imap: servers({ useAuthServer: true }).imap });
    await reaches(id, state);
    expect((await gateway.call("GET", `/v1/account/${id}`)).body).toMatchObject({
      lastError: { serverResponseCode: "HTTPRequestError" },
    });
  });

  it("tell an account whose grant was revoked in words, and let it in again with a new one", async () => {
    const email = "eve@example.com";
    const refreshToken = oauth.grant({ provider: "google", clientId: "client", email, scopes: SCOPES });
    oauth.revoke(email);
    const id = await add({ email, oauth2: { provider: "app", auth: { user: email }, refreshToken } });
    await reaches(id, "authenticationError");
    expect((await gateway.call("GET", `/v1/account/${id}`)).body).toMatchObject({
      lastError: { serverResponseCode: "OauthRenewError", tokenRequest: { grant: "refresh_token", provider: "gmail" } },
      oauth2: { userFlag: { message: expect.any(String) as string } },
    });
    const again = oauth.grant({ provider: "google", clientId: "client", email, scopes: SCOPES });
    await gateway.call("PUT", `/v1/account/${id}`, { oauth2: { partial: true, refreshToken: again } });
    await reaches(id, "connected");
  });
});
