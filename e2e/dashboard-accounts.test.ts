import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type MailSettingsHost, startMailSettingsHost } from "@posthorn/fakes/mail-settings-host";
import { type Relay, startRelay } from "@posthorn/fakes/relay";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type OpenDashboard, openDashboard } from "./dashboard-installation.ts";
import { imapAccount, mail } from "./mail.ts";

const SMTP_LOGIN = { user: "ada", pass: "secret" };

describe("accounts in the dashboard", () => {
  let dashboard: OpenDashboard;
  let dovecot: Dovecot;
  /** Where the accounts find Dovecot, so that it can go away. */
  let plug: Relay;
  let smtp: SmtpSink;
  let host: MailSettingsHost;
  let folder: string;
  let page: Page;

  beforeAll(async () => {
    [dovecot, smtp, host, folder] = await Promise.all([
      startDovecot({ quotaKiB: 100_000 }),
      startSmtpSink({ auth: SMTP_LOGIN }),
      startMailSettingsHost(["autoconfig.corp.test"]),
      mkdtemp(join(tmpdir(), "posthorn-accounts-")),
    ]);
    await writeFile(join(folder, "ca.pem"), host.ca);
    [plug, dashboard] = await Promise.all([
      startRelay(dovecot),
      openDashboard({
        env: { NODE_EXTRA_CA_CERTS: join(folder, "ca.pem"), POSTHORN_WEBHOOK_EGRESS_POLICY: "off" },
        context: { acceptDownloads: true },
      }),
    ]);
    ({ page } = dashboard);
    await call("POST", "/v1/settings", { httpProxyEnabled: true, httpProxyUrl: host.proxyUrl });
    const { imap, ...eve } = imapAccount(dovecot, "eve");
    await call("POST", "/v1/account", { ...accountOf("ada"), logs: true });
    await call("POST", "/v1/account", {
      ...eve,
      name: "eve at work",
      imap: { ...imap, auth: { user: "eve", pass: "wrong" } },
    });
    await vi.waitFor(async () => expect(await stateOf("ada")).toBe("connected"), { timeout: 30_000, interval: 50 });
  });
  afterAll(async () => {
    await dashboard?.remove();
    await plug?.pull();
    await Promise.all([dovecot?.stop(), smtp?.close(), host?.close(), rm(folder, { recursive: true })]);
  });
  afterEach(() => {
    expect(dashboard.browser.troubles.splice(0)).toEqual([]);
    expect(dashboard.browser.requests.splice(0).filter(({ status }) => status >= 500)).toEqual([]);
  });

  const call = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    dashboard.callAsUser<T>(method, path, body);
  const accountOf = (id: string) => {
    const { imap, ...rest } = imapAccount(dovecot, id);
    const { host: at, port } = plug;
    return {
      ...rest,
      name: `${id} at work`,
      imap: { ...imap, host: at, port },
      smtp: { host: smtp.host, port: smtp.port, requireTLS: false, auth: SMTP_LOGIN },
    };
  };
  /** Lets the domain corp.test name its servers. */
  function nameServers(): void {
    const server = (kind: "incoming" | "outgoing", type: string, port: number) =>
      `<${kind}Server type="${type}"><hostname>localhost</hostname><port>${port}</port>` +
      `<socketType>STARTTLS</socketType><username>bob</username></${kind}Server>`;
    const xml =
      `<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="x"><domain>corp.test</domain>` +
      `${server("incoming", "imap", plug.port)}${server("outgoing", "smtp", smtp.port)}</emailProvider></clientConfig>`;
    host.answer("https://autoconfig.corp.test/mail/config-v1.1.xml", { body: xml });
  }
  const stateOf = async (id: string) => (await call<{ state: string }>("GET", `/v1/account/${id}`)).state;
  const isThere = async (id: string) =>
    (await call<{ accounts: { account: string }[] }>("GET", "/v1/accounts")).accounts.some(
      ({ account }) => account === id,
    );
  const eventually = <T>(tell: () => Promise<T> | T) => expect.poll(tell, { timeout: 30_000, interval: 50 });
  const heading = (name: string) => page.getByRole("heading", { name, level: 1, exact: true });
  const section = (title: string) =>
    page.locator("section").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
  const row = (name: string) => page.getByRole("row").filter({ hasText: name });
  const rows = () => page.getByRole("row").filter({ has: page.getByRole("cell") });
  const button = (name: string, within: Page | Locator = page) => within.getByRole("button", { name, exact: true });
  const flip = (name: string, within: Page | Locator = page) => within.getByRole("switch", { name }).click();
  const alert = (text: string) => page.getByRole("alert").filter({ hasText: text });
  const badge = (state: string) => page.locator("header").getByText(state, { exact: true });
  const tab = (name: string) => page.getByRole("tab", { name, exact: true }).click();
  const steps = (server: string) => page.getByRole("list", { name: `Steps for ${server}` }).getByRole("listitem");
  /** Leads to the list as people come to it, without a new page. */
  const toList = () => page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Accounts" }).click();

  async function choose(field: Locator, option: string): Promise<void> {
    await field.click();
    await page.getByRole("option", { name: option, exact: true }).click();
  }

  describe("adding one", () => {
    it("names what is missing, and sends nothing", async () => {
      await dashboard.open("/add-account");
      await button("Check the connection").click();
      await eventually(() => page.getByText("This is needed").count()).toBeGreaterThan(4);
      expect(dashboard.browser.requests.filter(({ url }) => url.endsWith("/v1/verifyAccount"))).toEqual([]);
    });

    it("finds the servers of an address", async () => {
      nameServers();
      await page.getByLabel("Full name").fill("bob at work");
      await page.getByLabel("Account id").fill("bob");
      await page.getByLabel("Email address").fill("bob@corp.test");
      await button("Find the servers").click();
      await page.getByText("The domain itself names them.").waitFor();
      expect(await section("Reading: IMAP").getByLabel("Server").inputValue()).toBe("localhost");
      expect(await section("Reading: IMAP").getByLabel("Port").inputValue()).toBe(String(plug.port));
      expect(await section("Sending: SMTP").getByLabel("Port").inputValue()).toBe(String(smtp.port));
      expect(await section("Reading: IMAP").getByLabel("User name").inputValue()).toBe("bob");
    });

    it("shows step by step how far each server can be used, and stores nothing", async () => {
      await section("Reading: IMAP").getByRole("textbox", { name: "Password" }).fill("wrong");
      await flip("The same user name and password", section("Sending: SMTP"));
      await section("Sending: SMTP").getByRole("textbox", { name: "User name" }).fill(SMTP_LOGIN.user);
      await section("Sending: SMTP").getByRole("textbox", { name: "Password" }).fill(SMTP_LOGIN.pass);
      await button("Check the connection").click();
      await page.getByText("The server does not offer encryption (STARTTLS) on this port.").first().waitFor();
      expect(await steps("IMAP").allInnerTexts()).toEqual([
        expect.stringContaining("worked"), expect.stringContaining("worked"),
        expect.stringContaining("failed"), expect.stringContaining("not tried"),
      ]); // prettier-ignore
      for (const title of ["Reading: IMAP", "Sending: SMTP"])
        await choose(section(title).getByRole("combobox", { name: "Protection" }), "STARTTLS if offered, else none");
      await section("Reading: IMAP").getByLabel("Port").fill(String(plug.port));
      await section("Sending: SMTP").getByLabel("Port").fill(String(smtp.port));
      await button("Check the connection").click();
      await page.getByText("The server refuses this user name or password.").waitFor();
      await eventually(() => steps("SMTP").filter({ hasText: "worked" }).count()).toBe(3);
      expect(await isThere("bob")).toBe(false);
    });

    it("leads to an account that gets connected by itself", async () => {
      await section("Reading: IMAP").getByRole("textbox", { name: "Password" }).fill(dovecot.password);
      // Nothing tells the browser to look again from here on.
      const loads: string[] = [];
      page.on("load", () => loads.push(page.url()));
      await button("Add the account").click();
      await heading("bob at work").waitFor();
      expect(new URL(page.url()).pathname).toBe("/admin/accounts/bob");
      await badge("Connected").waitFor();
      expect(loads).toEqual([]);
      expect(await page.content()).not.toContain(dovecot.password);
    });

    it("makes a link to the hosted form, once it is known where that is reached", async () => {
      await call("POST", "/v1/settings", { serviceUrl: "" });
      await dashboard.open("/add-account?way=link");
      await page.getByLabel("Full name").fill("Carol");
      await page.getByLabel("Email address").fill("carol@example.org");
      await flip("Take only this address");
      await button("Make the link").click();
      await alert("It is not known yet where Posthorn is reached").waitFor();
      dashboard.browser.requests.splice(0);
      await call("POST", "/v1/settings", { serviceUrl: dashboard.posthorn.url });
      await button("Make the link").click();
      const link = await page.getByRole("link", { name: "Open it here" }).getAttribute("href");
      const form = await page.context().newPage();
      await form.goto(link ?? "");
      expect(await form.getByLabel("E-mail address").inputValue()).toBe("carol@example.org");
      await form.close();
    });

    it("loses nothing that was typed when the server does not take it", async () => {
      await dashboard.open("/add-account");
      await page.getByLabel("Full name").fill("Dora");
      await page.getByLabel("Email address").fill("dora@example.org");
      await flip("Read mail from this account");
      await section("Sending: SMTP").getByLabel("Server").fill("smtp.example.org");
      await section("Sending: SMTP").getByRole("textbox", { name: "User name" }).fill("dora");
      await section("Sending: SMTP").getByRole("textbox", { name: "Password" }).fill("x");
      await page.route("**/v1/account", (route) => route.fulfill({ status: 502, body: "<h1>Bad Gateway</h1>" }));
      await button("Add the account").click();
      await alert("The server could not do this").waitFor();
      await page.unroute("**/v1/account");
      dashboard.browser.requests.splice(0);
      expect(await page.getByLabel("Full name").inputValue()).toBe("Dora");
    });
  });

  describe("the list", () => {
    it("is searched, from its address and by going back", async () => {
      await toList();
      await row("eve at work").getByText("Connection failed").waitFor();
      await eventually(() => rows().count()).toBe(3);
      await page.getByRole("searchbox").fill("BOB@corp");
      await row("ada at work").waitFor({ state: "detached" });
      expect(new URL(page.url()).searchParams.get("query")).toBe("BOB@corp");
      await row("bob at work").getByRole("link", { name: "bob at work" }).click();
      await heading("bob at work").waitFor();
      await page.goBack();
      await eventually(() => page.getByRole("searchbox").inputValue()).toBe("BOB@corp");
      await page.getByRole("searchbox").fill("nobody");
      await page.getByText("Nothing matches “nobody”").waitFor();
      await page.getByRole("status").getByRole("button", { name: "Clear the search" }).click();
      await eventually(() => rows().count()).toBe(3);
    });

    it("is narrowed to a state, and saved as it is narrowed", async () => {
      const filter = page.getByRole("combobox", { name: "State" });
      await choose(filter, "Connected");
      await row("eve at work").waitFor({ state: "detached" });
      const saving = page.waitForEvent("download");
      await button("Save as CSV").click();
      const lines = (await readFile(await (await saving).path(), "utf8")).trim().split("\r\n");
      expect(lines[0]).toContain("account,name,email,kind");
      expect(lines.slice(1).map((line) => line.split(",").slice(0, 3))).toEqual([
        ["ada", "ada at work", "ada@example.org"],
        ["bob", "bob at work", "bob@corp.test"],
      ]);
      await choose(filter, "Server can't be reached");
      await page.getByText("Nothing matches this filter").waitFor();
      await button("Show all").click();
      await eventually(() => rows().count()).toBe(3);
    });

    it("says on which page one is, and leads back from one past the end", async () => {
      await dashboard.open("/accounts?page=5");
      await page.getByText("There is nothing on this page any more").waitFor();
      await button("Go to the first page").click();
      await eventually(() => rows().count()).toBe(3);
      await dashboard.open("/accounts?pageSize=2");
      await page.getByText("1–2 of 3 accounts").waitFor();
      const isAsked = (url: URL) => url.pathname === "/v1/accounts" && url.searchParams.get("page") === "1";
      let letGo = () => {};
      const held = new Promise<void>((resolve) => (letGo = resolve));
      await page.route(isAsked, async (route) => {
        await held;
        await route.continue();
      });
      await button("Page 2").click();
      await eventually(() => button("Page 2").getAttribute("aria-current")).toBe("page");
      // What is still shown is the page before, and says so.
      expect(await page.getByText("1–2 of 3 accounts").count()).toBe(1);
      letGo();
      await page.getByText("3–3 of 3 accounts").waitFor();
      await page.unroute(isAsked);
    });

    it("follows a mail server that goes away and comes back", async () => {
      await dashboard.open("/accounts");
      await row("ada at work").getByText("Connected").waitFor();
      await plug.pull();
      await row("ada at work").getByText("Connection failed").waitFor();
      await row("bob at work").getByText("Connection failed").waitFor();
      await plug.putBack();
      await page.getByRole("checkbox", { name: "Choose all on this page" }).check();
      await page
        .getByRole("region", { name: "What to do with the chosen accounts" })
        .getByText("3 accounts chosen")
        .waitFor();
      await button("Reconnect").click();
      await page.getByRole("dialog").getByText("3 accounts told to reconnect.").waitFor();
      await button("Close", page.getByRole("dialog")).last().click();
      await row("ada at work").getByText("Connected").waitFor();
      await row("bob at work").getByText("Connected").waitFor();
    });

    it("deletes many at once, and names those that could not be", async () => {
      for (const id of ["x1", "x2", "x3"])
        await call("POST", "/v1/account", { account: id, name: id, email: `${id}@example.org` });
      await dashboard.open("/accounts?query=x");
      await row("x3").waitFor();
      for (const id of ["x1", "x2", "x3"])
        await page.getByRole("checkbox", { name: `Choose ${id}`, exact: true }).check();
      await call("DELETE", "/v1/account/x2");
      await page
        .getByRole("region", { name: "What to do with the chosen accounts" })
        .getByRole("button", { name: "Delete" })
        .click();
      const question = page.getByRole("dialog", { name: "Delete 3 accounts?" });
      await button("Delete", question).click();
      const result = page.getByRole("dialog", { name: "Deleting accounts" });
      await result.getByText("2 accounts deleted.").waitFor();
      expect(await result.getByRole("listitem").allInnerTexts()).toEqual([expect.stringMatching(/^x2: .*not found/)]);
      await button("Close", result).last().click();
      await eventually(() => rows().filter({ hasText: /x\d/ }).count()).toBe(0);
    });
  });

  it("are added from a file, which says of each that can't be why", async () => {
    const lines = [
      "email,password,account,imap_host,imap_port,imap_secure,Colour",
      `f1@example.org,secret,f1,${dovecot.host},${dovecot.port},false,blue`,
      "f2@corp.test,secret,f2,,,,",
      "nobody,secret,f3,,,,",
      "f4@nowhere.invalid,secret,f4,,,,",
    ];
    nameServers();
    await dashboard.open("/add-account?way=file");
    const file = { name: "accounts.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\r\n")) };
    await page.locator('input[type="file"]').setInputFiles(file);
    await page.getByText("Nothing is known of these columns, so they are passed over: colour").waitFor();
    await row("nobody").getByText("Needs an email address").waitFor();
    await button("Add 3 accounts").click();
    const result = page.getByRole("dialog", { name: "Adding accounts" });
    await result.getByText("2 accounts added.").waitFor();
    expect(await result.getByRole("listitem").allInnerTexts()).toEqual([
      "Line 5: f4@nowhere.invalid: No servers were found for this address; name them in the file",
    ]);
    await button("Close", result).last().click();
    await row("f2@corp.test").waitFor();
    expect(await call("GET", "/v1/account/f1")).toMatchObject({ imap: { host: dovecot.host, secure: false } });
    for (const id of ["f1", "f2"]) await call("DELETE", `/v1/account/${id}`);
  });

  describe("the page of one", () => {
    it("says in words what is wrong and what to do, also where a link leads straight to it", async () => {
      await dashboard.open("/accounts/eve");
      await alert("The login is refused").getByText("The server refuses this user name or password.").waitFor();
      await button("Check the connection now").click();
      await eventually(() => steps("IMAP").filter({ hasText: "failed" }).allInnerTexts()).toEqual([
        expect.stringContaining("Log in"),
      ]);
      await dashboard.open("/accounts/nobody");
      await alert("There is no such thing").waitFor();
    });

    it("is not undone by an answer that was on its way when a change was told", async () => {
      await toList();
      await plug.pull();
      await row("bob at work").getByRole("link", { name: "bob at work" }).click();
      await badge("Connection failed").waitFor();
      await page.getByText("The machine is there, but nothing listens on this port.").waitFor();
      const isAsked = (url: URL) => url.pathname === "/v1/account/bob";
      let letGo = () => {};
      const held = new Promise<void>((resolve) => (letGo = resolve));
      await page.route(isAsked, async (route) => {
        const response = await route.fetch();
        await held;
        await route.fulfill({ response });
      });
      const asked = page.waitForEvent("request", (request) => isAsked(new URL(request.url())));
      const answered = page.waitForEvent("requestfinished", (request) => isAsked(new URL(request.url())));
      await plug.putBack();
      await button("Reconnect").click();
      await asked;
      await badge("Connected").waitFor();
      letGo();
      await answered;
      await page.unroute(isAsked);
      await page.evaluate("new Promise((done) => setTimeout(() => requestAnimationFrame(done), 50))");
      expect(await badge("Connected").count()).toBe(1);
      await eventually(() => alert("The mail server can't be reached").count()).toBe(0);
    });

    it("shows folders and events, each under an address of its own", async () => {
      await call("PUT", "/v1/account/ada/reconnect", { reconnect: true });
      await eventually(() => stateOf("ada")).toBe("connected");
      await dovecot.deliver("ada", mail({ subject: "Hello Ada", messageId: "<hello@example.com>" }));
      await dashboard.open("/accounts/ada?tab=folders");
      await eventually(() => row("INBOX").getByRole("cell").nth(2).innerText()).toBe("1");
      await tab("Events");
      expect(new URL(page.url()).search).toBe("?tab=events");
      await eventually(async () => {
        await page.reload();
        await row("accountAdded").waitFor();
        return row("messageNew").filter({ hasText: "Hello Ada" }).count();
      }).toBe(1);
      await dashboard.open("/accounts/ada");
      await badge("Connected").waitFor();
      await button("Ask now").click();
      await page.getByText(/ of 102\.4 MB used \(/).waitFor();
      // So little is used that the bar is too short to be seen.
      await page.getByRole("progressbar", { name: "Storage" }).waitFor({ state: "attached" });
    });

    it("sends a message, and tries whether receivers can tell that it is genuine", async () => {
      await tab("Sending");
      await page.getByRole("textbox", { name: "To" }).fill("ida@example.com");
      await button("Send").click();
      await page.getByText("It is in the outbox and goes out now").waitFor();
      await smtp.waitFor((received) => received.length === 1);
      await page.getByRole("combobox", { name: "Account that receives the tests" }).click();
      await page.getByRole("option", { name: /bob at work/ }).click();
      await button("Use this account").click();
      await page.getByText("Tests are received by").waitFor();
      await button("Start the test").click();
      await page.getByText("The message is on its way…").waitFor();
      await smtp.waitFor((received) => received.length === 2);
      expect(smtp.received[1]?.to).toEqual(["bob@corp.test"]);
      expect(new URL(page.url()).searchParams.get("test")).toMatch(/^[0-9a-f-]{36}$/);
    });

    it("changes who receives the tests, here and in the settings, and switches them off", async () => {
      const stored = async () => (await call("GET", "/v1/settings?deliveryTestAccount=true"))["deliveryTestAccount"];
      await button("Change").click();
      await button("Switch delivery tests off").click();
      await page.getByText("No mailbox receives delivery tests yet").waitFor();
      expect(await stored()).toBe(null);
      await dashboard.open("/settings/sending");
      await page.getByRole("combobox", { name: "Account for delivery tests" }).click();
      await page.getByRole("option", { name: /bob at work/ }).click();
      await button("Save").click();
      await eventually(stored).toBe("bob");
      await dashboard.open("/accounts/ada?tab=sending");
    });

    it("exports messages, and hands the file out", async () => {
      await tab("Export");
      await choose(page.getByRole("combobox", { name: "Format" }), "mbox, each message as it is");
      await button("Begin the export").click();
      const entry = section("Exports").getByRole("listitem");
      await entry.getByText("Ready").waitFor();
      const saving = page.waitForEvent("download");
      await entry.getByRole("link", { name: "Download" }).click();
      const file = await readFile(await (await saving).path());
      expect(gunzipSync(file).toString()).toContain("Message-ID: <hello@example.com>");
      await button("Delete", entry).click();
      await button("Delete", page.getByRole("dialog", { name: "Delete this export?" })).click();
      await page.getByText("There are no exports of this account.").waitFor();
    });

    it("follows the log of its connections, and shows no password", async () => {
      await tab("Connection log");
      const lines = page.getByRole("region", { name: "Lines of the log" });
      await lines
        .getByText(/STATUS|NOOP|LIST/)
        .first()
        .waitFor();
      await page.getByRole("searchbox").fill("hidden");
      await lines.getByText("(hidden)").first().waitFor();
      await page.getByRole("searchbox").fill("Hello-from-a-test");
      await page.getByText("No line matches.").waitFor();
      // What is said from now on appears by itself.
      await page.getByRole("searchbox").fill("SELECT");
      await choose(page.getByRole("combobox", { name: "Who speaks" }), "Posthorn");
      await call("PUT", "/v1/account/ada/reconnect", { reconnect: true });
      await lines
        .getByText(/SELECT|EXAMINE/)
        .first()
        .waitFor();
      expect(await lines.innerText()).not.toContain(dovecot.password);
      await flip("Write it down");
      await page.getByText("It is not written down any more.").waitFor();
    });

    it("empties that log when one is sure", async () => {
      await call("PUT", "/v1/account/ada", { logs: false });
      await dashboard.open("/accounts/ada?tab=log");
      await button("Empty it").click();
      await button("Empty it", page.getByRole("dialog", { name: "Empty the log of this account?" })).click();
      await page.getByText("Nothing is written down. Switch it on").waitFor();
      await call("PUT", "/v1/account/ada", { logs: true });
    });

    it("shows what its servers said of themselves, with what that means", async () => {
      await dashboard.open("/accounts/ada");
      await page.getByText("What the mail servers say of themselves").click();
      const servers = section("What the mail servers say of themselves");
      await servers.getByText("Dovecot", { exact: true }).waitFor();
      await servers
        .getByText(/PLAIN.*\(used by Posthorn\)/)
        .first()
        .waitFor();
      const idle = servers.getByRole("link", { name: "IDLE", exact: true });
      expect(await idle.getAttribute("href")).toMatch(/rfc2177$/);
      // Mail was sent before.
      await servers.getByRole("heading", { name: "SMTP server" }).waitFor();
    });

    it("makes a link by which its owner lets it in anew", async () => {
      await button("More actions").click();
      await page.getByRole("menuitem", { name: "Sign in anew" }).click();
      const dialog = page.getByRole("dialog", { name: "Let “ada at work” in anew" });
      await button("Make the link", dialog).click();
      const link = await dialog.getByRole("link", { name: "Open it here" }).getAttribute("href");
      expect(link).toContain(`${dashboard.posthorn.url}/accounts/new?`);
      await page.keyboard.press("Escape");
    });
  });

  describe("changing one", () => {
    it("tries new settings with the stored password, and saves what fails only when one insists", async () => {
      await dashboard.open("/accounts/bob/edit");
      await page.getByLabel("Full name").fill("Bob Ray");
      const password = section("Reading: IMAP").getByRole("textbox", { name: "Password" });
      await password.fill("wrong");
      await button("Save").click();
      await alert("The servers do not take this").waitFor();
      await button("Save all the same").waitFor();
      expect((await call<{ name: string }>("GET", "/v1/account/bob")).name).toBe("bob at work");
      await password.fill("");
      await section("Reading: IMAP").getByLabel("Port").fill(String(dovecot.port));
      await page.getByLabel("Headers").fill("X-Key: 1");
      await flip("Keep a copy of what is sent");
      await flip("Limits of its own");
      await section("Sending").getByLabel("A day").fill("500");
      await button("Check the connection").click();
      await eventually(() => steps("IMAP").filter({ hasText: "worked" }).count()).toBe(3);
      await button("Save").click();
      await heading("Bob Ray").waitFor();
      expect(await call("GET", "/v1/account/bob")).toMatchObject({
        imap: { port: dovecot.port, auth: { user: "bob", pass: "******" } },
        webhooksCustomHeaders: [{ key: "X-Key" }],
        copy: false,
        sending: { perDay: 500 },
      });
      await badge("Connected").waitFor();
    });
  });

  describe("an API in trouble", () => {
    it.each([
      { path: "/v1/accounts", at: "/accounts", well: () => row("ada at work") },
      { path: "/v1/session", at: "/accounts", well: () => row("ada at work") },
    ])("is told of on $at when $path fails, until it works again", async ({ path, at, well }) => {
      const answer = { statusCode: 503, error: "Service Unavailable", message: "The database is away" };
      const isAsked = (url: URL) => url.pathname === path;
      await page.route(isAsked, (route) => route.fulfill({ status: 503, json: answer }));
      await dashboard.open(at);
      await alert("The server could not do this").getByText("The database is away (503)").waitFor();
      await page.unroute(isAsked);
      // Pages also try by themselves: then there is nothing to click any more.
      await button("Try again")
        .click({ timeout: 5000 })
        .catch(() => undefined);
      await well().waitFor();
      await eventually(() => alert("The server could not do this").count()).toBe(0);
      const failed = dashboard.browser.requests.splice(0).filter(({ status }) => status >= 500);
      expect([...new Set(failed.map(({ url }) => new URL(url).pathname))]).toEqual([path]);
      // React tells the console of what keeps a whole page from being shown.
      expect(dashboard.browser.troubles.splice(0).filter((text) => !text.includes(answer.message))).toEqual([]);
    });

    it("is told of while the server is down, and what happens is heard again afterwards", async () => {
      await dashboard.open("/accounts");
      await row("ada at work").getByText("Connected").waitFor();
      await dashboard.posthorn.stop();
      await row("ada at work").getByRole("link", { name: "ada at work" }).click();
      await button("Try again").waitFor();
      await dashboard.posthorn.start();
      await button("Try again")
        .click({ timeout: 5000 })
        .catch(() => undefined);
      await heading("ada at work").waitFor();
      await toList();
      await row("ada at work").getByText("Connected").waitFor();
      const gone =
        /ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|SOCKET_NOT_CONNECTED)/;
      expect(dashboard.browser.troubles.splice(0).filter((text) => !gone.test(text))).toEqual([]);
      await plug.pull();
      await row("ada at work").getByText("Connection failed").waitFor();
    });
  });

  describe("deleting", () => {
    it("changes nothing when one thinks better of it, and takes an account from the list and from its page", async () => {
      await button("Actions for eve at work").click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      const question = page.getByRole("dialog", { name: "Delete the account “eve at work”?" });
      await button("Cancel", question).click();
      await question.waitFor({ state: "detached" });
      expect(await isThere("eve")).toBe(true);
      await button("Actions for eve at work").click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      await button("Delete", question).click();
      await row("eve at work").waitFor({ state: "detached" });
      await row("Bob Ray").getByRole("link", { name: "Bob Ray" }).click();
      await button("More actions").click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      await button("Delete", page.getByRole("dialog", { name: "Delete the account “Bob Ray”?" })).click();
      await heading("Accounts").waitFor();
      await eventually(() => rows().count()).toBe(1);
      expect(await isThere("bob")).toBe(false);
    });

    it("leaves a list that says how to begin when the last one is gone", async () => {
      await button("Actions for ada at work").click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      await button("Delete", page.getByRole("dialog")).click();
      await page.getByText("Nothing here yet").waitFor();
      await page.getByRole("status").getByRole("link", { name: "Add an account" }).click();
      await heading("Add an account").waitFor();
    });
  });
});
