import { mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type FakeGmail, startFakeGmail } from "@posthorn/fakes/gmail";
import { type FakeGraph, startGraph } from "@posthorn/fakes/graph";
import { type MailSettingsHost, startMailSettingsHost } from "@posthorn/fakes/mail-settings-host";
import { type FakeOAuth, startOAuth } from "@posthorn/fakes/oauth";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { seriousFindings } from "./accessibility.ts";
import { startBrowser, type TestBrowser } from "./browser.ts";
import { ENGINES, install, type Installation } from "./installation.ts";
import { mail } from "./mail.ts";

/** Pictures of the pages go here when `POSTHORN_TAKE_PICTURES` is set. */
const PICTURES = join(fileURLToPath(import.meta.url), "..", "..", "docs", "pictures", "hosted-form");
const takesPictures = process.env["POSTHORN_TAKE_PICTURES"] !== undefined;

describe.each(ENGINES)("the hosted form in a browser, on %s", (engine) => {
  let posthorn: Installation;
  let browser: TestBrowser;
  let oauth: FakeOAuth;
  let gmail: FakeGmail;
  let graph: FakeGraph;
  let dovecot: Dovecot;
  let smtp: SmtpSink;
  let receiver: WebhookReceiver;
  let host: MailSettingsHost;
  let page: Page;
  const cleanUp: (() => Promise<void>)[] = [];
  /** Where the browser is led in the end. */
  let back: string;

  beforeAll(async () => {
    oauth = await startOAuth();
    const ownerOf = (token: string) => oauth.isValid(token)?.email ?? undefined;
    [gmail, graph, dovecot, smtp, receiver, host, browser] = await Promise.all([
      startFakeGmail({ ownerOf }),
      startGraph({ ownerOf }),
      startDovecot({ tls: true }),
      startSmtpSink({ auth: { user: "ada", pass: "secret" }, tls: "implicit" }),
      startWebhookReceiver(),
      startMailSettingsHost(["autoconfig.corp.test"]),
      startBrowser(),
    ]);
    const authority = join(tmpdir(), `posthorn-ca-${process.pid}-${engine}.pem`);
    await writeFile(authority, host.ca);
    cleanUp.push(() => rm(authority));
    const { google, microsoft } = oauth.urls;
    const urls = {
      ...Object.fromEntries(Object.entries(google).map(([name, url]) => [`google.${name}`, url])),
      ...Object.fromEntries(Object.entries(microsoft.global).map(([name, url]) => [`microsoft.global.${name}`, url])),
      "google.gmail": gmail.url,
      "microsoft.global.graph": graph.url,
    };
    posthorn = await install(engine, {
      POSTHORN_PROVIDER_URLS: JSON.stringify(urls),
      NODE_EXTRA_CA_CERTS: authority,
      POSTHORN_WEBHOOK_EGRESS_POLICY: "off",
    });
    back = `${receiver.url}/done`;
    await posthorn.call("POST", "/v1/settings", {
      serviceUrl: posthorn.url,
      ignoreMailCertErrors: true,
      pageBrandName: "Acme CRM",
      webhooksEnabled: true,
      webhooks: receiver.url,
      webhookEvents: ["*"],
    });
    const app = { enabled: true, clientId: "client", clientSecret: "secret", redirectUrl: `${posthorn.url}/oauth` };
    oauth.addClient({ clientId: "client", clientSecret: "secret", redirectUrl: app.redirectUrl });
    for (const more of [
      { provider: "outlook", name: "Microsoft", authority: "common", baseScopes: "api" },
      { provider: "gmail", name: "Google", baseScopes: "api" },
    ])
      expect((await posthorn.call("POST", "/v1/oauth2", { ...app, ...more })).status).toBe(200);
    page = await (await browser.open({ viewport: { width: 800, height: 900 }, javaScriptEnabled: false })).newPage();
    page.setDefaultTimeout(40_000);
  });
  afterAll(async () => {
    await browser?.close();
    await posthorn?.remove();
    await Promise.all([oauth, gmail, graph, smtp, receiver, host].map((part) => part?.close()));
    await dovecot?.stop();
    for (const clean of cleanUp) await clean();
  });
  afterEach(() => {
    expect(browser.troubles.splice(0)).toEqual([]);
    expect(gmail.violations).toEqual([]);
    expect(graph.violations).toEqual([]);
  });

  async function openLink(more: Record<string, unknown> = {}): Promise<void> {
    const { body } = await posthorn.call<{ url: string }>("POST", "/v1/authentication/form", {
      redirectUrl: back,
      ...more,
    });
    await page.goto(body.url);
  }
  async function picture(name: string): Promise<void> {
    if (!takesPictures) return;
    await mkdir(PICTURES, { recursive: true });
    await page.screenshot({ path: join(PICTURES, `${name}.png`) });
  }
  /** Waits until the browser is where it is led in the end, and answers the account. */
  async function ledBack(): Promise<string> {
    await page.waitForURL((url) => url.href.startsWith(back));
    return new URL(page.url()).searchParams.get("account") ?? "";
  }
  const state = async (account: string) =>
    (await posthorn.call<{ state: string }>("GET", `/v1/account/${account}`)).body.state;
  const connected = (account: string) =>
    expect.poll(() => state(account), { timeout: 40_000, interval: 100 }).toBe("connected");
  const told = (account: string, event: string) =>
    receiver.received
      .map(({ json }) => json as { account?: string; event?: string } | undefined)
      .filter((told) => told?.account === account && told.event === event);

  it("connects a mailbox of Google, whose mail is told and which can send", async () => {
    const user = gmail.addUser("ida@gmail.test", "unused");
    oauth.signIn({ email: "ida@gmail.test", name: "Ida" });
    await openLink();
    await page.getByRole("heading", { name: "Connect your mailbox" }).waitFor();
    await picture("choose");
    await page.getByRole("link", { name: "Sign in with Google" }).click();
    const account = await ledBack();
    await connected(account);
    const { body } = await posthorn.call("GET", `/v1/account/${account}`);
    expect(body).toMatchObject({ locale: "en", oauth2: { auth: { user: "ida@gmail.test" } }, type: "gmail" });
    await user.deliver(mail({ subject: "Hello", messageId: "<hello@example.com>" }));
    await posthorn.call("PUT", `/v1/account/${account}/sync`, { sync: true });
    await expect.poll(() => told(account, "messageNew").length, { timeout: 40_000 }).toBe(1);
    const submitted = { to: [{ address: "bo@example.com" }], subject: "Hi", text: "Hi" };
    expect((await posthorn.call("POST", `/v1/account/${account}/submit`, submitted)).status).toBe(200);
    await expect.poll(() => told(account, "messageSent").length, { timeout: 40_000 }).toBe(1);
    expect(user.message("Hi")).toBeDefined();
  });

  it("connects a mailbox of Microsoft, whose mail is told and which can send", async () => {
    oauth.signIn({ email: "ola@outlook.test", name: "Ola" });
    graph.mailbox("ola@outlook.test");
    await openLink();
    await page.getByRole("link", { name: "Sign in with Microsoft" }).click();
    const account = await ledBack();
    await connected(account);
    const { body } = await posthorn.call("GET", `/v1/account/${account}`);
    expect(body).toMatchObject({ type: "outlook", oauth2: { auth: { user: "ola@outlook.test" } } });
    await graph.deliver("ola@outlook.test", mail({ subject: "Hello", messageId: "<hello2@example.com>" }));
    await expect.poll(() => told(account, "messageNew").length, { timeout: 40_000 }).toBe(1);
    const submitted = { to: [{ address: "bo@example.com" }], subject: "Hi", text: "Hi" };
    expect((await posthorn.call("POST", `/v1/account/${account}/submit`, submitted)).status).toBe(200);
    await expect.poll(() => told(account, "messageSent").length, { timeout: 40_000 }).toBe(1);
  });

  it("says so when somebody does not agree, signs in as somebody else, or grants too little", async () => {
    oauth.signIn(null);
    await openLink({ expectedEmail: "una@gmail.test" });
    await page.getByRole("link", { name: "Sign in with Google" }).click();
    await page.getByRole("heading", { name: "You did not agree" }).waitFor();
    await picture("cancelled");
    oauth.signIn({ email: "eve@gmail.test", name: "Eve" });
    await page.getByRole("link", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "This is another mailbox" }).waitFor();
    await picture("wrong-account");
    oauth.signIn({ email: "una@gmail.test", name: "Una" });
    oauth.grantOnly(["openid", "email", "profile"]);
    await page.getByRole("link", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Something is not allowed yet" }).waitFor();
    await picture("missing-scopes");
    oauth.grantOnly(null);
    gmail.addUser("una@gmail.test", "unused too");
    await page.getByRole("link", { name: "Try again" }).click();
    await connected(await ledBack());
  });

  it("finds the servers of an address, asks for what is missing, and connects", async () => {
    const server = (kind: "incoming" | "outgoing", type: string, port: number) =>
      `<${kind}Server type="${type}"><hostname>localhost</hostname><port>${port}</port><socketType>SSL</socketType>` +
      `<username>ada</username></${kind}Server>`;
    const xml =
      `<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="x"><domain>corp.test</domain>` +
      `${server("incoming", "imap", dovecot.tlsPort ?? 0)}${server("outgoing", "smtp", smtp.port)}</emailProvider></clientConfig>`;
    host.answer("https://autoconfig.corp.test/mail/config-v1.1.xml", { body: xml });
    await posthorn.call("POST", "/v1/settings", { httpProxyEnabled: true, httpProxyUrl: host.proxyUrl });
    await openLink({ type: "imap", name: "Ada" });
    await picture("login");
    await page.getByLabel("E-mail address").fill("ada@corp.test");
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("heading", { name: "Mail servers" }).waitFor();
    await page.getByRole("alert").first().waitFor();
    await picture("servers");
    const imap = page.getByRole("group", { name: "Incoming mail (IMAP)" });
    const outgoing = page.getByRole("group", { name: "Outgoing mail (SMTP)" });
    for (const group of [imap, outgoing]) await group.getByLabel("Password").fill("secret");
    await page.getByRole("button", { name: "Try it" }).click();
    await expect.poll(() => page.getByRole("status").count(), { timeout: 40_000 }).toBe(2);
    for (const group of [imap, outgoing]) await group.getByLabel("Password").fill("secret");
    await page.getByRole("button", { name: "Connect" }).click();
    await connected(await ledBack());
    await posthorn.call("POST", "/v1/settings", { httpProxyEnabled: false });
  });

  it("passes over the servers where they were found and work", async () => {
    await posthorn.call("POST", "/v1/settings", { httpProxyEnabled: true, httpProxyUrl: host.proxyUrl });
    await openLink({ type: "imap", name: "Ada", email: "ada@corp.test" });
    await page.getByLabel("Password").fill("secret");
    await page.getByRole("button", { name: "Continue" }).click();
    await connected(await ledBack());
    await posthorn.call("POST", "/v1/settings", { httpProxyEnabled: false });
  });

  // What the pages look like does not depend on the database.
  const looks = engine === ENGINES[0] ? (["light", "dark"] as const) : [];
  it.each(looks)("can be used by everyone, in a %s window", async (theme) => {
    const context = await browser.open({ viewport: { width: 390, height: 844 }, colorScheme: theme });
    const shown = await context.newPage();
    await posthorn.call("POST", "/v1/settings", { httpProxyEnabled: true, httpProxyUrl: host.proxyUrl });
    const { body } = await posthorn.call<{ url: string }>("POST", "/v1/authentication/form", {
      redirectUrl: back,
      expectedEmail: "ada@corp.test",
    });
    await shown.goto(body.url);
    expect(await seriousFindings(shown)).toEqual([]);
    await shown.getByRole("link", { name: "Another mailbox" }).click();
    expect(await seriousFindings(shown)).toEqual([]);
    await shown.getByLabel("Your name").fill("Ada");
    await shown.getByLabel("E-mail address").fill("eve@corp.test");
    await shown.getByLabel("Password").fill("wrong");
    await shown.getByRole("button", { name: "Continue" }).click();
    await shown.getByText("It has to be ada@corp.test.").waitFor();
    expect(await seriousFindings(shown)).toEqual([]);
    await shown.getByLabel("E-mail address").fill("ada@corp.test");
    await shown.getByLabel("Password").fill("wrong");
    await shown.getByRole("button", { name: "Continue" }).click();
    await shown.getByRole("heading", { name: "Mail servers" }).waitFor();
    expect(await seriousFindings(shown)).toEqual([]);
    const width = await shown.evaluate<number>("document.documentElement.scrollWidth");
    expect(width).toBe(390);
    await posthorn.call("POST", "/v1/settings", { httpProxyEnabled: false });
    await context.close();
  });

  it("can be used once only, and by its whole link only", async () => {
    await page.goBack();
    await page.goto(`${posthorn.url}/accounts/new?data=x&sig=y`);
    await page.getByRole("heading", { name: "This link does not work" }).waitFor();
    await picture("broken");
  });
});
