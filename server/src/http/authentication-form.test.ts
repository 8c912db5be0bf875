import { canRunDovecot, type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type FakeOAuth, startOAuth } from "@posthorn/fakes/oauth";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TEST_ENGINES } from "../storage/testing.ts";
import { insertOAuth2App } from "../storage/oauth2-apps.ts";
import { createTestGateway, newAccountId, providerUrlsOf, type TestGateway } from "../services/testing.ts";

const SERVICE = "https://mail.example.com";
const BACK = "https://crm.example.com/done?tenant=7";

describe.runIf(canRunDovecot()).each(TEST_ENGINES)("the hosted form on %s", (engine) => {
  let gateway: TestGateway;
  let oauth: FakeOAuth;
  let dovecot: Dovecot;
  let smtp: SmtpSink;
  beforeAll(async () => {
    [oauth, dovecot, smtp] = await Promise.all([
      startOAuth(),
      startDovecot({ tls: true }),
      startSmtpSink({ auth: { user: "ada", pass: "secret" }, tls: "implicit" }),
    ]);
    const env = { POSTHORN_PROVIDER_URLS: JSON.stringify(providerUrlsOf(oauth.urls)) };
    gateway = await createTestGateway(engine, { start: false, env });
    await gateway.set({ serviceUrl: SERVICE, ignoreMailCertErrors: true });
    oauth.addClient({ clientId: "client", clientSecret: "secret", redirectUrl: `${SERVICE}/oauth` });
    await insertOAuth2App(
      gateway.storage,
      "google-app",
      {
        provider: "gmail",
        enabled: true,
        name: "Google",
        title: "Sign in with <Google>",
        clientId: "client",
        clientSecret: "secret",
        redirectUrl: `${SERVICE}/oauth`,
        baseScopes: "api",
      },
      Date.now(),
    );
  });
  afterAll(async () => {
    await gateway?.close();
    await Promise.all([oauth?.close(), dovecot?.stop(), smtp?.close()]);
  });
  beforeEach(() => {
    oauth.signIn({ email: "bo@example.com", name: "Bo" });
    oauth.grantOnly(null);
  });

  async function link(more: Record<string, unknown> = {}): Promise<URL> {
    const { status, body } = await gateway.call("POST", "/v1/authentication/form", { redirectUrl: BACK, ...more });
    expect(status).toBe(200);
    return new URL(body["url"] as string);
  }
  const get = async (url: string | URL, headers: Record<string, string> = {}) => {
    const { pathname, search } = new URL(url, SERVICE);
    return page(await gateway.call("GET", `${pathname}${search}`, undefined, { token: null, headers }));
  };
  async function post(path: string, from: URL, fields: Record<string, string>, headers: Record<string, string> = {}) {
    const body = new URLSearchParams({ ...Object.fromEntries(from.searchParams), ...fields }).toString();
    const type = { "content-type": "application/x-www-form-urlencoded", ...headers };
    const response = await gateway.app.inject({ method: "POST", url: path, payload: body, headers: type });
    return { status: response.statusCode, html: response.body, headers: response.headers };
  }
  const page = ({ status, headers, bytes }: Awaited<ReturnType<TestGateway["call"]>>) => ({
    status,
    html: bytes.toString("utf8"),
    headers,
  });
  /** Where the page goes on to. */
  const leadsTo = (html: string) =>
    new URL(/http-equiv="refresh" content="0;url=([^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "none:");
  const retryOf = (html: string) => /class="ee-btn" href="([^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const account = async (id: string | null) => (await gateway.call("GET", `/v1/account/${String(id)}`)).body;
  /** From a link by which an application is chosen to the page that the provider leads back to. */
  async function consent(chosen: URL | string) {
    const { headers } = await get(chosen);
    return get(await oauth.consent(String(headers["location"])));
  }
  const withApp = (url: URL) => {
    url.searchParams.set("type", "google-app");
    return url;
  };
  const servers = (more: Record<string, string> = {}) => ({
    name: "Ada",
    email: "ada@example.com",
    imap_host: dovecot.host,
    imap_port: String(dovecot.tlsPort),
    imap_secure: "true",
    imap_auth_user: "ada",
    imap_auth_pass: "secret",
    smtp_host: smtp.host,
    smtp_port: String(smtp.port),
    smtp_secure: "true",
    smtp_auth_user: "ada",
    smtp_auth_pass: "secret",
    ...more,
  });

  describe("its link", () => {
    it("needs a service that can be reached", async () => {
      await gateway.set({ serviceUrl: null });
      const { status, body } = await gateway.call("POST", "/v1/authentication/form", { redirectUrl: BACK });
      expect({ status, code: body["code"] }).toEqual({ status: 500, code: "MissingServiceURLSetup" });
      await gateway.set({ serviceUrl: SERVICE });
    });

    it("chooses nothing where the type is none that is offered", async () => {
      expect((await link({ type: "unknown" })).searchParams.has("type")).toBe(false);
      expect((await link({ type: "imap" })).searchParams.get("type")).toBe("imap");
      expect((await link({ type: "google-app" })).searchParams.get("type")).toBe("google-app");
    });

    it.each([
      ["is changed", (url: URL) => url.searchParams.set("sig", "A".repeat(43))],
      ["has no signature", (url: URL) => url.searchParams.delete("sig")],
      ["has no data", (url: URL) => url.searchParams.delete("data")],
    ])("opens nothing when it %s", async (_what, change) => {
      const url = await link();
      change(url);
      const { status, html } = await get(url);
      expect({ status, html }).toMatchObject({ status: 403, html: expect.stringContaining("does not work") as string });
    });

    it("speaks the language that is asked for, and remembers it", async () => {
      const url = await link();
      url.searchParams.set("locale", "et");
      const { html, headers } = await get(url);
      expect(html).toContain('<html lang="et">');
      expect(html).toContain("Kus teie postkast on?");
      expect(headers["set-cookie"]).toContain("locale=et");
    });

    it("is shown under the name of the operator, and lets no script in", async () => {
      await gateway.set({ pageBrandName: "Acme <b>", templateHtmlHead: "<style>p { color: navy }</style>" });
      const { html, headers } = await get(await link());
      expect(html).toContain("Acme &lt;b&gt;");
      const nonce = /'nonce-([^']+)'/.exec(String(headers["content-security-policy"]))?.[1];
      expect(html).toContain(`<style nonce="${nonce}">p { color: navy }`);
      expect(headers["content-security-policy"]).toContain("script-src 'self'");
      await gateway.set({ pageBrandName: null, templateHtmlHead: null });
    });
  });

  describe("consent", () => {
    it("offers each application, and IMAP", async () => {
      const { html } = await get(await link());
      expect(html).toContain("Sign in with &lt;Google&gt;");
      expect(html).toContain("Another mailbox (IMAP and SMTP)");
    });

    it("makes an account with the presets of the link, and uses it up", async () => {
      oauth.signIn({ email: "one@example.com", name: "One" });
      const id = newAccountId();
      const more = { account: id, path: ["INBOX"], subconnections: ["Sent"], notifyFrom: "2026-01-10T08:00:00.000Z" };
      const url = withApp(await link(more));
      const { status, html } = await consent(url);
      expect(status).toBe(200);
      const to = leadsTo(html);
      expect(to.href).toBe(`https://crm.example.com/done?tenant=7&account=${id}&state=new`);
      expect(await account(id)).toMatchObject({
        name: "One",
        email: "one@example.com",
        type: "gmail",
        app: "google-app",
        baseScopes: "api",
        copy: false,
        path: ["INBOX"],
        subconnections: ["Sent"],
        notifyFrom: "2026-01-10T08:00:00.000Z",
        oauth2: { provider: "google-app", auth: { user: "one@example.com" }, accessToken: "******" },
      });
      expect((await get(url)).status).toBe(403);
    });

    it("can't be answered twice, nor by a state that is made up", async () => {
      oauth.signIn({ email: "two@example.com", name: "Two" });
      const { headers } = await get(withApp(await link()));
      const back = await oauth.consent(String(headers["location"]));
      expect((await get(back)).status).toBe(200);
      const again = await get(back);
      expect({ status: again.status, html: again.html }).toMatchObject({ status: 400 });
      expect(again.html).toContain("This link does not work");
      expect((await get("/oauth?state=made-up&code=x")).status).toBe(400);
      expect((await get("/oauth")).status).toBe(400);
    });

    it("stores nothing when it is refused, and can be tried again", async () => {
      oauth.signIn(null);
      const id = newAccountId();
      const errorRedirectUrl = "https://crm.example.com/failed?tenant=7";
      const refused = await consent(withApp(await link({ account: id, errorRedirectUrl })));
      expect(refused.status).toBe(400);
      expect(refused.html).toContain("You did not agree");
      expect(refused.html).toContain('href="https://crm.example.com/failed?tenant=7&amp;error=cancelled"');
      expect((await gateway.call("GET", `/v1/account/${id}`)).status).toBe(404);
      oauth.signIn({ email: "three@example.com", name: "Three" });
      const { html } = await get(await oauth.consent(retryOf(refused.html)));
      expect(leadsTo(html).searchParams.get("account")).toBe(id);
    });

    it("names what was not granted, gives the grant back and stores nothing", async () => {
      oauth.grantOnly(["openid", "email", "profile"]);
      const id = newAccountId();
      const { status, html } = await consent(withApp(await link({ account: id })));
      expect(status).toBe(400);
      expect(html).toContain("https://www.googleapis.com/auth/gmail.modify");
      expect(oauth.calls.at(-1)?.path).toContain("revoke");
      expect((await gateway.call("GET", `/v1/account/${id}`)).status).toBe(404);
    });

    it("takes only whom the link expects", async () => {
      oauth.signIn({ email: "eve@example.com", name: "Eve" });
      const id = newAccountId();
      const wrong = await consent(withApp(await link({ account: id, expectedEmail: "Four@example.com" })));
      expect(wrong.status).toBe(400);
      expect(wrong.html).toContain("You signed in as eve@example.com. Please sign in as four@example.com.");
      expect(retryOf(wrong.html)).toContain("prompt=select_account");
      expect((await gateway.call("GET", `/v1/account/${id}`)).status).toBe(404);
      oauth.signIn({ email: "four@example.com", name: "Four" });
      const { html } = await get(await oauth.consent(retryOf(wrong.html)));
      expect(leadsTo(html).searchParams.get("account")).toBe(id);
      expect(await account(id)).toMatchObject({ expectedEmail: "four@example.com" });
    });

    it("authorises an account anew", async () => {
      oauth.signIn({ email: "five@example.com", name: "Five" });
      const id = newAccountId();
      await consent(withApp(await link({ account: id })));
      const { html } = await consent(withApp(await link({ account: id })));
      expect(leadsTo(html).searchParams.get("state")).toBe("existing");
    });

    it("leaves a mailbox alone that has an account", async () => {
      oauth.signIn({ email: "six@example.com", name: "Six" });
      await consent(withApp(await link()));
      const { status, html } = await consent(withApp(await link()));
      expect({ status, html }).toMatchObject({
        status: 400,
        html: expect.stringContaining("connected already") as string,
      });
    });

    it("says when the provider has something against the application", async () => {
      oauth.next({ status: 400, error: "invalid_client", description: "Wrong secret" });
      const { status, html } = await consent(withApp(await link()));
      expect(status).toBe(400);
      expect(html).toContain("Your provider refused");
      expect(html).not.toContain("secret&quot;");
    });

    it("can be asked for without the form", async () => {
      oauth.signIn({ email: "seven@example.com", name: "Seven" });
      const id = newAccountId();
      const { status, body } = await gateway.call("POST", "/v1/account", {
        account: id,
        name: "Seven",
        oauth2: { provider: "google-app", authorize: true, redirectUrl: BACK },
      });
      expect(status).toBe(200);
      expect(new URL(String(body["redirect"])).searchParams.get("code_challenge_method")).toBe("S256");
      const { html } = await get(await oauth.consent(String(body["redirect"])));
      expect(leadsTo(html).searchParams.get("account")).toBe(id);
      expect(await account(id)).toMatchObject({ name: "Seven", email: "seven@example.com" });
      expect(await account(id)).not.toHaveProperty("copy");
    });
  });

  describe("IMAP and SMTP", () => {
    it("finds the servers, and shows them without the password", async () => {
      const url = await link({ type: "imap", name: "Ada", email: "ada@nowhere.test" });
      expect((await get(url)).html).toContain('value="ada@nowhere.test"');
      const { status, html } = await post("/accounts/new/imap", url, {
        name: "Ada",
        email: "ada@nowhere.test",
        password: "top secret",
      });
      expect(status).toBe(200);
      expect(html).toContain("We know no servers for ada@nowhere.test");
      expect(html).not.toContain("top secret");
    });

    it("tries the servers before anything is stored", async () => {
      const url = await link({ type: "imap" });
      const tried = await post("/accounts/new/imap/server", url, servers({ action: "try" }));
      expect(tried.html.match(/It works\./g)).toHaveLength(2);
      const failed = await post("/accounts/new/imap/server", url, servers({ imap_auth_pass: "wrong" }));
      expect(failed.html).toContain("It does not work:");
      expect(failed.html).not.toContain("wrong");
      expect((await gateway.call("GET", "/v1/accounts?query=ada%40example.com")).body).toMatchObject({ total: 0 });
      const { html } = await post("/accounts/new/imap/server", url, servers());
      const id = leadsTo(html).searchParams.get("account");
      expect(await account(id)).toMatchObject({
        name: "Ada",
        email: "ada@example.com",
        type: "imap",
        imap: { host: dovecot.host, port: dovecot.tlsPort, secure: true, auth: { user: "ada", pass: "******" } },
        smtp: { host: smtp.host, port: smtp.port, secure: true },
      });
      expect((await post("/accounts/new/imap/server", url, servers())).status).toBe(403);
    });

    it("can be only for sending", async () => {
      const url = await link({ type: "imap" });
      const { html } = await post("/accounts/new/imap/server", url, servers({ imap_disabled: "true" }));
      const id = leadsTo(html).searchParams.get("account");
      expect(await account(id)).toMatchObject({ type: "sending", sendOnly: true });
    });

    it("answers its test as /v1/verifyAccount does", async () => {
      const { html } = await post("/accounts/new/imap/test", await link({ type: "imap" }), servers());
      expect(JSON.parse(html)).toEqual({ imap: { success: true }, smtp: { success: true } });
    });

    it("names every field that can't be right", async () => {
      const url = await link({ type: "imap", expectedEmail: "ada@example.com" });
      const login = await post("/accounts/new/imap", url, { name: "", email: "bo@example.com", password: "" });
      expect(login.html.match(/" aria-invalid="true"/g)).toHaveLength(3);
      expect(login.html).toContain("It has to be ada@example.com.");
      const more = { imap_host: "no host", imap_port: "70000", smtp_auth_user: "", smtp_auth_pass: "" };
      const page = await post("/accounts/new/imap/server", url, servers(more));
      expect(page.html.match(/" aria-invalid="true"/g)).toHaveLength(4);
    });

    it("is taken from no other page", async () => {
      const headers = { origin: "https://evil.example.com" };
      const { status } = await post("/accounts/new/imap/server", await link({ type: "imap" }), servers(), headers);
      expect(status).toBe(403);
    });

    it("asks mail servers only so often for one link", async () => {
      const url = await link({ type: "imap" });
      const ask = () => post("/accounts/new/imap/server", url, servers({ action: "try", imap_auth_pass: "x" }));
      const { status } = await ask();
      expect(status).toBe(200);
      await gateway.storage.sql.updateTable("formLinks").set({ probes: 50 }).where("claimed", "=", 0).execute();
      expect((await ask()).status).toBe(429);
    });
  });
});
