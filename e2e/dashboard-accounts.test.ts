import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type Relay, startRelay } from "@posthorn/fakes/relay";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { findingsOn } from "./accessibility.ts";
import { startBrowser, type TestBrowser } from "./browser.ts";
import { ENGINES, install, type Installation } from "./installation.ts";
import { imapAccount, mail } from "./mail.ts";

const PASSWORD = "correct horse battery";

describe.each(ENGINES)("accounts in the dashboard, on %s", (engine) => {
  let posthorn: Installation;
  let browser: TestBrowser;
  let dovecot: Dovecot;
  /** Where the accounts find Dovecot, so that it can go away. */
  let plug: Relay;
  let smtp: SmtpSink;
  let receiver: WebhookReceiver;
  let page: Page;
  /** The value of the token that the dashboard made. */
  let token = "";

  beforeAll(async () => {
    [posthorn, browser, dovecot, smtp, receiver] = await Promise.all([
      install(engine),
      startBrowser(),
      startDovecot(),
      startSmtpSink({ auth: { user: "ada", pass: "secret" } }),
      startWebhookReceiver(),
    ]);
    plug = await startRelay(dovecot);
    page = await (await browser.open({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" })).newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(/http:\S+\/admin\/setup#[0-9a-f]{64}/.exec(posthorn.terminal)?.[0] ?? "");
    await page.getByLabel("User name").fill("Ada");
    await page.getByRole("textbox", { name: "Password", exact: true }).fill(PASSWORD);
    await page.getByRole("textbox", { name: "Password again" }).fill(PASSWORD);
    await page.getByRole("button", { name: "Create and sign in" }).click();
    await heading("Home").waitFor();
    // The token that installing has made: a new installation has none.
    const { tokens } = (await posthorn.call<{ tokens: { id: string }[] }>("GET", "/v1/tokens")).body;
    for (const { id } of tokens) await posthorn.call("DELETE", `/v1/tokens/${id}`);
    await page.reload();
  });
  afterAll(async () => {
    await browser.close();
    await posthorn.remove();
    await plug.pull();
    await Promise.all([dovecot.stop(), smtp.close(), receiver.close()]);
  });
  afterEach(() => {
    expect(browser.troubles.splice(0)).toEqual([]);
    expect(browser.requests.filter(({ status }) => status >= 500)).toEqual([]);
  });

  const call = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    posthorn.call<T>(method, path, body, { token });
  const eventually = <T>(tell: () => Promise<T> | T, interval = 50) => expect.poll(tell, { timeout: 15_000, interval });
  const heading = (name: string) => page.getByRole("heading", { name, level: 1 });
  const section = (title: string) =>
    page.locator("section").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
  const step = (title: string) => page.getByRole("listitem").filter({ hasText: title });
  const row = (name: string) => page.getByRole("row").filter({ hasText: name });
  const rows = () => page.getByRole("row").filter({ has: page.getByRole("cell") });
  const navigate = (to: string) =>
    page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: to }).click();
  const button = (name: string, within: Page | Locator = page) => within.getByRole("button", { name, exact: true });
  const alert = (text: string) => page.getByRole("alert").filter({ hasText: text });
  /** The value that stands with a name in a list of details. */
  const detail = (name: string) =>
    page.locator("dt").getByText(name, { exact: true }).locator("xpath=following-sibling::dd").first();
  const figure = (within: Locator, label: string) =>
    within.locator("span").getByText(label, { exact: true }).locator("xpath=following-sibling::span").innerText();

  /** Waits for figures; the page asks for new ones only now and then, so it is opened anew. */
  async function showsFigures(within: Locator, wanted: () => Record<string, string>): Promise<void> {
    await vi.waitFor(
      async () => {
        await page.reload();
        for (const [label, value] of Object.entries(wanted()))
          expect(`${label}: ${await figure(within, label)}`).toBe(`${label}: ${value}`);
      },
      { timeout: 10_000, interval: 500 },
    );
  }

  async function choose(field: Locator, option: string): Promise<void> {
    await field.click();
    await page.getByRole("option", { name: option, exact: true }).click();
  }

  /** Fills in the form for adding; SMTP signs in as ada, since it knows nobody else. */
  async function describeAccount(user: string, password: string): Promise<void> {
    await page.getByLabel("Full name").fill(`${user} at work`);
    await page.getByLabel("Email address").fill(`${user}@example.org`);
    await page.getByLabel("Account id").fill(user);
    for (const [title, server] of [
      ["Reading: IMAP", plug],
      ["Sending: SMTP", smtp],
    ] as const) {
      await section(title).getByLabel("Server").fill(server.host);
      await choose(section(title).getByRole("combobox", { name: "Protection" }), "STARTTLS if offered, else none");
      await section(title).getByLabel("Port").fill(String(server.port));
    }
    await section("Reading: IMAP").getByRole("textbox", { name: "User name" }).fill(user);
    await section("Reading: IMAP").getByRole("textbox", { name: "Password" }).fill(password);
    if (user === "ada") return;
    await section("Sending: SMTP").getByRole("switch", { name: "The same user name and password" }).click();
    await section("Sending: SMTP").getByRole("textbox", { name: "User name" }).fill("ada");
    await section("Sending: SMTP").getByRole("textbox", { name: "Password" }).fill("secret");
  }

  async function isToldOfMail(subject: string): Promise<void> {
    await receiver.waitFor(
      (received) =>
        received.some(({ json }) => {
          const { event, data } = json as { event: string; data: { subject?: string } };
          return event === "messageNew" && data.subject === subject;
        }),
      15_000,
    );
  }

  describe("Home", () => {
    it("can be used by everyone while nothing is there yet", async () => {
      await step("Make an access token").getByText("to be done").waitFor();
      await page.getByText("Nothing happened in this time.").waitFor();
      await eventually(() => figure(section("Accounts"), "Accounts")).toBe("0");
      expect(await findingsOn(page)).toEqual([]);
    });

    it("leads to the first token, and ticks that step", async () => {
      await step("Make an access token").getByRole("link", { name: "Create a token" }).click();
      const form = page.getByRole("dialog", { name: "Create a token" });
      await form.getByLabel("Description").fill("First");
      await button("Create the token", form).click();
      const shown = page.getByRole("dialog", { name: "Your new token" });
      await shown.waitFor();
      token = /\b[0-9a-f]{64}\b/.exec(await shown.innerText())?.[0] ?? "";
      await button("Done", shown).click();
      await button("Close all the same", shown).click();
      await navigate("Home");
      await step("Make an access token").getByText("done", { exact: true }).waitFor();
      await step("Connect a mailbox").getByText("to be done").waitFor();
      expect((await call("GET", "/v1/stats")).body).toMatchObject({ accounts: 0 });
    });

    it("leads to the first account, and ticks that step", async () => {
      await step("Connect a mailbox").getByRole("link", { name: "Add an account" }).click();
      await heading("Add an account").waitFor();
      await describeAccount("ada", dovecot.password);
      await button("Add the account").click();
      await heading("ada at work").waitFor();
      await navigate("Home");
      await step("Connect a mailbox").getByText("done", { exact: true }).waitFor();
      await step("Say where events go").getByText("to be done").waitFor();
    });

    it("refuses a webhook address that is none, then saves one, and the steps are over", async () => {
      const address = page.getByRole("textbox", { name: "Webhook address" });
      await address.fill("ftp://example.com/hook");
      await button("Save").click();
      await step("Say where events go").locator(".mantine-TextInput-error").waitFor();
      await address.fill(`${receiver.url}/hook`);
      await button("Save").click();
      await page.getByText("Webhooks are on.").waitFor();
      await page.getByRole("heading", { name: "First steps" }).waitFor({ state: "detached" });
      await page.reload();
      await section("Queues").waitFor();
      await eventually(() => page.getByRole("heading", { name: "First steps" }).count()).toBe(0);
    });

    it("shows mail that reached the webhook receiver, mail that was sent, and mail that waits", async () => {
      await eventually(() => call("GET", "/v1/account/ada").then(({ body }) => body["state"])).toBe("connected");
      await dovecot.deliver("ada", mail({ subject: "Hello", messageId: "<hello@example.com>" }));
      await isToldOfMail("Hello");
      const letter = { to: [{ address: "ida@example.com" }], subject: "Hi", text: "Hi" };
      const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
      expect((await call("POST", "/v1/account/ada/submit", letter)).status).toBe(200);
      expect((await call("POST", "/v1/account/ada/submit", { ...letter, sendAt: tomorrow })).status).toBe(200);
      await smtp.waitFor((received) => received.length === 1);

      // The copy in Sent is a new message too.
      await isToldOfMail("Hi");
      await showsFigures(section("Accounts"), () => ({ Accounts: "1", Connected: "1", "Need attention": "0" }));
      await showsFigures(section("Activity"), () => ({
        "New messages": "2",
        "Messages sent": "1",
        "Webhooks delivered": String(receiver.received.length),
        "Webhooks failed": "0",
      }));
      const sending = page.getByRole("heading", { name: "Sending" }).locator("xpath=ancestor::div[2]");
      await showsFigures(sending, () => ({ Waiting: "0", "Put off": "1" }));
    });

    it("draws what happened within an hour, a day and a week", async () => {
      const chart = page.getByRole("img", { name: "Events, delivered webhooks and sent messages over time" });
      for (const [label, seconds] of [
        ["1 h", 3600],
        ["7 d", 604_800],
        ["24 h", 86_400],
      ] as const) {
        await page.getByText(label, { exact: true }).click();
        await eventually(() => new URL(page.url()).search).toBe(seconds === 86_400 ? "" : `?seconds=${seconds}`);
        const asked = `/v1/stats/history?seconds=${seconds}`;
        await eventually(() => browser.requests.some(({ url }) => url.endsWith(asked))).toBe(true);
        await chart.waitFor();
        await eventually(() => figure(section("Activity"), "New messages")).toBe("2");
        await eventually(() => figure(section("Activity"), "Messages sent")).toBe("1");
        // It all happened a moment ago, so it stands at the right edge, or near it where a step is a minute.
        const { width = 0, height = 0 } = (await chart.boundingBox()) ?? {};
        let fromEdge = 0;
        await eventually(async () => {
          await chart.hover({ position: { x: width - (fromEdge += 3), y: height / 2 } });
          return chart.innerText();
        }, 20).toMatch(/Sent\s+1\b/);
        await page.mouse.move(0, 0);
      }
      await page.goto(`${posthorn.url}/admin/?seconds=3600`);
      await chart.waitFor();
      await eventually(() => page.getByRole("radio", { name: "1 h" }).isChecked()).toBe(true);
      expect(await findingsOn(page)).toEqual([]);
    });
  });

  describe("adding an account", () => {
    it("names what is missing, and sends nothing", async () => {
      await navigate("Home");
      await page.getByRole("link", { name: "Add an account" }).click();
      const before = browser.requests.filter(({ method }) => method === "POST").length;
      await button("Check the connection").click();
      await eventually(() => page.getByText("This is needed").count()).toBeGreaterThan(4);
      expect(browser.requests.filter(({ method }) => method === "POST")).toHaveLength(before);
      expect(await findingsOn(page)).toEqual([]);
    });

    it("tells a wrong password at one server from a right one at the other, and stores nothing", async () => {
      await describeAccount("bob", "wrong");
      await button("Check the connection").click();
      const said = section("What the servers say").getByRole("status");
      await said.waitFor();
      const [imap = "", sending = ""] = (await said.innerText()).split("SMTP");
      expect(imap).toContain("does not work");
      expect(imap).toMatch(/auth/i);
      expect(sending).toContain("works");
      expect(await findingsOn(page)).toEqual([]);
      expect((await call("GET", "/v1/account/bob")).status).toBe(404);
      expect((await call("GET", "/v1/accounts")).body).toMatchObject({ total: 1 });
    });

    it("is green with the right password, and leads to an account that gets connected by itself", async () => {
      await section("Reading: IMAP").getByRole("textbox", { name: "Password" }).fill(dovecot.password);
      expect(await page.getByText("What the servers say").count()).toBe(0);
      await button("Check the connection").click();
      await eventually(() => page.getByRole("status").getByText("works", { exact: true }).count()).toBe(2);
      // Nothing tells the browser to look again from here on.
      const loads: string[] = [];
      page.on("load", () => loads.push(page.url()));
      await button("Add the account").click();
      await heading("bob at work").waitFor();
      expect(page.url()).toBe(`${posthorn.url}/admin/accounts/bob`);
      await detail("State").getByText("Connected", { exact: true }).waitFor();
      expect(loads).toEqual([]);
      expect(await page.content()).not.toContain(dovecot.password);
      expect(await findingsOn(page)).toEqual([]);
    });

    it("counts the events of the account", async () => {
      await dovecot.deliver("bob", mail({ subject: "For Bob", messageId: "<bob@example.com>" }));
      await isToldOfMail("For Bob");
      await eventually(async () => {
        await page.reload();
        await heading("bob at work").waitFor();
        return detail("messageNew").innerText();
      }).toBe("1");
    });
  });

  describe("the list", () => {
    beforeAll(async () => {
      const { imap, ...eve } = imapAccount(dovecot, "eve");
      const account = { ...eve, name: "eve at work", imap: { ...imap, auth: { user: "eve", pass: "wrong" } } };
      await call("POST", "/v1/account", account);
    });

    it("is searched while one types, from its address and by going back", async () => {
      await navigate("Accounts");
      await row("eve at work").getByText("Connection failed").waitFor();
      await eventually(() => rows().count()).toBe(3);
      expect(await findingsOn(page)).toEqual([]);
      await page.getByRole("searchbox").fill("BOB@example");
      await row("ada at work").waitFor({ state: "detached" });
      await eventually(() => rows().count()).toBe(1);
      expect(new URL(page.url()).searchParams.get("query")).toBe("BOB@example");
      await row("bob at work").getByRole("link", { name: "bob at work" }).click();
      await heading("bob at work").waitFor();
      await page.goBack();
      await heading("Accounts").waitFor();
      await eventually(() => page.getByRole("searchbox").inputValue()).toBe("BOB@example");
      await page.getByRole("searchbox").fill("nobody");
      await page.getByText("No accounts match “nobody”").waitFor();
      await page.getByRole("status").getByRole("button", { name: "Clear the search" }).click();
      await eventually(() => rows().count()).toBe(3);
      await eventually(() => page.getByRole("searchbox").inputValue()).toBe("");
    });

    it("is narrowed to a state, or to all that failed", async () => {
      const filter = page.getByRole("combobox", { name: "State" });
      await choose(filter, "Connected");
      await row("eve at work").waitFor({ state: "detached" });
      await eventually(() => rows().count()).toBe(2);
      await choose(filter, "Failed, for any reason");
      // While an account is tried again, it is not among them for a moment.
      await row("eve at work").waitFor();
      await eventually(() => rows().count()).toBe(1);
      expect(new URL(page.url()).search).toBe("?state=errors");
      await choose(filter, "Server can't be reached");
      await page.getByText("No accounts match this filter").waitFor();
      await button("Show all").click();
      await eventually(() => rows().count()).toBe(3);
      await page.goto(`${posthorn.url}/admin/accounts?state=connected&query=ada`);
      await row("ada at work").waitFor();
      await eventually(() => filter.inputValue()).toBe("Connected");
    });

    it("has a way back from a page that is past the end", async () => {
      await page.goto(`${posthorn.url}/admin/accounts?page=5`);
      await page.getByText("There is nothing on this page any more").waitFor();
      await button("Go to the first page").click();
      await eventually(() => rows().count()).toBe(3);
      await page.goto(`${posthorn.url}/admin/accounts?pageSize=2`);
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
      expect(await rows().count()).toBe(2);
      expect(await page.getByText("1–2 of 3 accounts").count()).toBe(1);
      letGo();
      await page.getByText("3–3 of 3 accounts").waitFor();
      await eventually(() => rows().count()).toBe(1);
      await page.unroute(isAsked);
      await page.goBack();
      await page.getByText("1–2 of 3 accounts").waitFor();
    });

    it("follows a mail server that goes away and comes back", async () => {
      await navigate("Accounts");
      await row("ada at work").getByText("Connected").waitFor();
      await row("bob at work").getByText("Connected").waitFor();
      await plug.pull();
      await row("ada at work").getByText("Connection failed").waitFor();
      await row("bob at work").getByText("Connection failed").waitFor();
      await plug.putBack();
      await row("ada at work").getByText("Connected").waitFor();
      await row("bob at work").getByText("Connected").waitFor();
    });
  });

  describe("the page of an account", () => {
    it("says in words what is wrong, also where a link leads straight to it", async () => {
      await page.goto(`${posthorn.url}/admin/accounts/eve`);
      await detail("State").getByText("Connection failed").waitFor();
      await page.getByText("The account can't be reached").waitFor();
      await page
        .getByText(/Authentication failed/)
        .first()
        .waitFor();
      expect(await findingsOn(page)).toEqual([]);
    });

    it("gets connected at once when one reconnects it after the fault is mended", async () => {
      await navigate("Accounts");
      await plug.pull();
      await row("bob at work").getByRole("link", { name: "bob at work" }).click();
      await page.getByText("The server refused the connection.").waitFor();
      await plug.putBack();
      await button("Reconnect").click();
      await page.getByText("The connections are being opened anew.").waitFor();
      await detail("State").getByText("Connected", { exact: true }).waitFor();
      await eventually(() => page.getByText("The account can't be reached").count()).toBe(0);
    });

    it("is not undone by an answer that was on its way when a change was told", async () => {
      await navigate("Accounts");
      await plug.pull();
      await row("bob at work").getByRole("link", { name: "bob at work" }).click();
      await detail("State").getByText("Connection failed").waitFor();
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
      await button("Reconnect").click();
      await asked;
      await plug.putBack();
      await detail("State").getByText("Connected", { exact: true }).waitFor();
      letGo();
      await answered;
      await page.unroute(isAsked);
      await page.evaluate("new Promise((done) => setTimeout(() => requestAnimationFrame(done), 50))");
      expect(await detail("State").innerText()).toContain("Connected");
    });

    it("says that there is no such account", async () => {
      await page.goto(`${posthorn.url}/admin/accounts/nobody`);
      await alert("There is no such thing").waitFor();
    });
  });

  describe("an API in trouble", () => {
    it.each([
      { path: "/v1/accounts", at: "/admin/accounts", well: () => row("ada at work") },
      { path: "/v1/account/ada", at: "/admin/accounts/ada", well: () => heading("ada at work") },
      { path: "/v1/stats", at: "/admin/", well: () => section("Queues") },
      { path: "/v1/stats/history", at: "/admin/", well: () => page.getByRole("img", { name: /over time/ }) },
      { path: "/v1/session", at: "/admin/accounts", well: () => row("ada at work") },
    ])("is told of on $at when $path fails, until it works again", async ({ path, at, well }) => {
      const answer = { statusCode: 503, error: "Service Unavailable", message: "The database is away" };
      const isAsked = (url: URL) => url.pathname === path;
      await page.route(isAsked, (route) => route.fulfill({ status: 503, json: answer }));
      await page.goto(posthorn.url + at);
      await alert("The server could not do this").getByText("The database is away (503)").waitFor();
      await page.unroute(isAsked);
      // Pages also try by themselves: then there is nothing to click any more.
      await button("Try again")
        .click({ timeout: 5000 })
        .catch(() => undefined);
      await well().waitFor();
      await eventually(() => alert("The server could not do this").count()).toBe(0);
      const failed = browser.requests.splice(0).filter(({ status }) => status >= 500);
      expect([...new Set(failed.map(({ url }) => new URL(url).pathname))]).toEqual([path]);
      // React tells the console of what keeps a whole page from being shown.
      expect(browser.troubles.splice(0).filter((text) => !text.includes(answer.message))).toEqual([]);
    });

    it("loses nothing that was typed when an account can't be added", async () => {
      await page.goto(`${posthorn.url}/admin/add-account`);
      await describeAccount("carol", dovecot.password);
      await page.route("**/v1/account", (route) => route.fulfill({ status: 502, body: "<h1>Bad Gateway</h1>" }));
      await button("Add the account").click();
      await alert("The server could not do this").waitFor();
      await page.unroute("**/v1/account");
      browser.requests.splice(0);
      expect(await page.getByLabel("Full name").inputValue()).toBe("carol at work");
      await button("Add the account").click();
      await heading("carol at work").waitFor();
    });

    it("is told of while the server is down, and forgotten when it is back", async () => {
      await page.goto(`${posthorn.url}/admin/accounts`);
      await row("bob at work").getByText("Connected").waitFor();
      await posthorn.stop();
      await row("ada at work").getByRole("link", { name: "ada at work" }).click();
      await button("Try again").waitFor();
      await navigate("Home");
      await button("Try again").waitFor();
      await button("Try again").click();
      await button("Try again").waitFor();
      expect(await page.getByRole("heading", { level: 1 }).innerText()).not.toBe("");
      await posthorn.start();
      // It notices by itself.
      await section("Queues").waitFor();
      await navigate("Accounts");
      await row("bob at work").getByText("Connected").waitFor();
      await eventually(() => page.getByRole("alert").count()).toBe(0);
      const gone =
        /ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|SOCKET_NOT_CONNECTED)/;
      expect(browser.troubles.splice(0).filter((text) => !gone.test(text))).toEqual([]);
    });

    it("hears of changes again after the server was down", async () => {
      await navigate("Accounts");
      await row("bob at work").getByText("Connected").waitFor();
      await plug.pull();
      await row("bob at work").getByText("Connection failed").waitFor();
      await plug.putBack();
      await row("bob at work").getByText("Connected").waitFor();
    });
  });

  describe("deleting", () => {
    it("changes nothing when one thinks better of it", async () => {
      await navigate("Accounts");
      await button("Actions for carol at work").click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      const question = page.getByRole("dialog", { name: "Delete the account “carol at work”?" });
      await button("Cancel", question).click();
      await question.waitFor({ state: "detached" });
      await eventually(() => rows().count()).toBe(4);
      expect((await call("GET", "/v1/account/carol")).status).toBe(200);
    });

    it("takes an account from the list, and from its own page", async () => {
      await button("Actions for carol at work").click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      await button("Delete", page.getByRole("dialog")).click();
      await row("carol at work").waitFor({ state: "detached" });
      expect((await call("GET", "/v1/account/carol")).status).toBe(404);

      await row("bob at work").getByRole("link", { name: "bob at work" }).click();
      await button("More actions").click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      await button("Delete", page.getByRole("dialog", { name: "Delete the account “bob at work”?" })).click();
      await heading("Accounts").waitFor();
      expect(page.url()).toBe(`${posthorn.url}/admin/accounts`);
      await eventually(() => rows().count()).toBe(2);
      expect((await call("GET", "/v1/account/bob")).status).toBe(404);
    });

    it("leaves a list that says how to begin when the last one is gone", async () => {
      for (const name of ["ada at work", "eve at work"]) {
        await button(`Actions for ${name}`).click();
        await page.getByRole("menuitem", { name: "Delete" }).click();
        await button("Delete", page.getByRole("dialog")).click();
        await row(name).waitFor({ state: "detached" });
      }
      await page.getByText("No accounts yet").waitFor();
      await page.getByRole("status").getByRole("link", { name: "Add an account" }).click();
      await heading("Add an account").waitFor();
      expect((await call("GET", "/v1/accounts")).body).toMatchObject({ total: 0 });
    });
  });
});
