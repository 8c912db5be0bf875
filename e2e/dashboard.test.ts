import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { findingsOn } from "./accessibility.ts";
import { startBrowser, type TestBrowser } from "./browser.ts";
import { install, type Installation } from "./installation.ts";
import { undocumented } from "./operations.ts";

const PASSWORD = "correct horse battery";
const run = promisify(execFile);

// On one database: what the pages call is tested on both elsewhere, and the data folder can be searched.
describe("the dashboard in a browser", () => {
  let posthorn: Installation;
  let browser: TestBrowser;
  let context: BrowserContext;
  let page: Page;
  /** The value of the token that the dashboard made. */
  let made = "";

  beforeAll(async () => {
    posthorn = await install("sqlite");
    browser = await startBrowser();
    context = await browser.open();
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser.close();
    await posthorn.remove();
  });
  afterEach(() => expect(browser.troubles.splice(0)).toEqual([]));

  const setupLinks = () => posthorn.terminal.match(/http:\S+\/admin\/setup#[0-9a-f]{64}/g) ?? [];
  const heading = (name: string | RegExp, on = page) => on.getByRole("heading", { name, level: 1 });

  async function signIn(on: Page, password: string): Promise<void> {
    await on.goto(`${posthorn.url}/admin/login`);
    await on.getByLabel("User name").fill("Ada");
    await on.getByRole("textbox", { name: "Password" }).fill(password);
    await on.getByRole("button", { name: "Sign in", exact: true }).click();
  }

  async function fillSetup(on: Page): Promise<void> {
    await on.getByLabel("User name").fill("Ada");
    await on.getByRole("textbox", { name: "Password", exact: true }).fill(PASSWORD);
    await on.getByRole("textbox", { name: "Password again" }).fill(PASSWORD);
    await on.getByRole("button", { name: "Create and sign in" }).click();
  }

  it("says before there is a user how to make one", async () => {
    await page.goto(`${posthorn.url}/`);
    await page.getByRole("link", { name: "Open the dashboard" }).click();
    await page.waitForURL("**/admin/login");
    await heading("There is no user yet").waitFor();
    await page.goto(`${posthorn.url}/admin/setup`);
    await heading("This page needs the link from the server").waitFor();
  });

  it("refuses a link that a restart has made void", async () => {
    const [first = ""] = setupLinks();
    await posthorn.stop();
    await posthorn.start();
    expect(setupLinks()).toHaveLength(2);
    await page.goto(first);
    await fillSetup(page);
    await page.getByText("This link does not work").waitFor();
  });

  it("makes the first user with the link, whose secret leaves the address", async () => {
    const link = setupLinks().at(-1) ?? "";
    await page.goto("about:blank");
    await page.goto(link);
    await heading("Set up Posthorn").waitFor();
    expect(page.url()).toBe(`${posthorn.url}/admin/setup`);
    await fillSetup(page);
    await page.getByRole("button", { name: "Ada, your menu" }).waitFor();
    expect(page.url()).toBe(`${posthorn.url}/admin/`);
    expect(posthorn.log.join("\n")).not.toContain(link.split("#")[1]);
  });

  it("does not take the link a second time", async () => {
    const other = await browser.open();
    const visitor = await other.newPage();
    await visitor.goto(setupLinks().at(-1) ?? "");
    await heading("Posthorn is set up already", visitor).waitFor();
    await other.close();
  });

  it("makes a token that works, and shows it only once", async () => {
    await page.getByRole("link", { name: "Access Tokens" }).click();
    await heading("Access Tokens").waitFor();
    await page.getByRole("button", { name: "Create a token" }).first().click();
    const form = page.getByRole("dialog", { name: "Create a token" });
    await form.getByLabel("Description").fill("From the dashboard");
    await form.getByRole("button", { name: "Create the token" }).click();
    const shown = page.getByRole("dialog", { name: "Your new token" });
    await shown.waitFor();
    made = /\b[0-9a-f]{64}\b/.exec(await shown.innerText())?.[0] ?? "";
    expect(made).toHaveLength(64);

    const { stdout } = await run("curl", ["-s", `${posthorn.url}/v1/stats`, "-H", `Authorization: Bearer ${made}`]);
    expect(JSON.parse(stdout)).toMatchObject({ version: expect.any(String) as string });

    await shown.getByRole("button", { name: "Done" }).click();
    await shown.getByRole("button", { name: "Close all the same" }).click();
    await page.reload();
    await page.getByText("From the dashboard").first().waitFor();
    expect(await page.content()).not.toContain(made);
    const kept = await page.evaluate<string>(
      "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])",
    );
    expect(kept).not.toContain(made);
    const found = await run("grep", ["-r", made, posthorn.dataDir]).catch((error: { code: number }) => error);
    expect(found).toMatchObject({ code: 1 });
    expect(posthorn.log.join("\n")).not.toContain(made);
  });

  it("deletes chosen tokens at once, after asking, and no other", async () => {
    const issue = (description: string) => posthorn.command("tokens", "issue", "-d", description, "-s", "metrics");
    const values = [await issue("Old import"), await issue("Old export")].map((line) => line.trim());
    const answerTo = async (token: string) => (await posthorn.call("GET", "/metrics", undefined, { token })).status;
    expect(await Promise.all(values.map(answerTo))).toEqual([200, 200]);
    await page.reload();
    await page.getByRole("checkbox", { name: "Choose Old import" }).check();
    await page.getByRole("checkbox", { name: "Choose Old export" }).check();
    await page.getByRole("button", { name: "Delete 2 tokens" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete 2 tokens?" });
    await dialog.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByText("2 tokens are deleted.").waitFor();
    await page.getByText("Old import").waitFor({ state: "detached" });
    expect(await page.getByRole("button", { name: /^Delete \d+ tokens?$/ }).count()).toBe(0);
    expect(await Promise.all([...values, posthorn.token].map(answerTo))).toEqual([401, 401, 200]);
  });

  it("rotates a token: the new value works, the old one does not, and no address has it", async () => {
    const old = await posthorn.command("tokens", "issue", "-d", "Scraper", "-s", "metrics");
    const answerTo = async (token: string) => (await posthorn.call("GET", "/metrics", undefined, { token })).status;
    await page.reload();
    await page.getByRole("button", { name: "Actions for Scraper" }).click();
    await page.getByRole("menuitem", { name: "Rotate" }).click();
    const dialog = page.getByRole("dialog", { name: "Rotate the token “Scraper”?" });
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("link", { name: "Scraper" }).click();
    await heading("Scraper").waitFor();
    const before = page.url();
    await page.getByRole("button", { name: "Rotate" }).click();
    expect(page.url()).toBe(`${before}?rotate=true`);
    await dialog.getByRole("combobox", { name: "The old value works" }).click();
    await page.getByRole("option", { name: "not any more" }).click();
    await dialog.getByRole("button", { name: "Rotate" }).click();
    const shown = page.getByRole("dialog", { name: "Your new token" });
    await shown.getByText("The old value does not work any more.").waitFor();
    const value = /\b[0-9a-f]{64}\b/.exec(await shown.innerText())?.[0] ?? "";
    expect(await shown.innerText()).toContain(`credentials: ${value}`);
    expect(await Promise.all([old, value].map(answerTo))).toEqual([401, 200]);
    await shown.getByRole("button", { name: "Done" }).click();
    await shown.getByRole("button", { name: "Close all the same" }).click();
    // The page becomes that of the new one.
    await page.waitForURL(({ href, pathname }) => href !== before && /\/tokens\/[0-9a-f]{64}$/.test(pathname));
    await heading("Scraper").waitFor();
    const kept = await page.evaluate<string>(
      "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href, document.body.innerText])",
    );
    expect(kept).not.toContain(value);
    expect(browser.requests.map(({ url }) => url).join("\n")).not.toContain(value);
    expect(posthorn.log.join("\n")).not.toContain(value);
  });

  it("signs in again, and tells of a wrong password in general words", async () => {
    await page.getByRole("button", { name: "Ada, your menu" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByText("You have signed out").waitFor();
    // The fifth failure after a sign-in is no different from the first.
    for (let attempt = 1; attempt <= 6; attempt++) {
      await signIn(page, `wrong ${attempt}`);
      await page.getByText("Name or password is wrong").waitFor();
    }
    await signIn(page, PASSWORD);
    await page.getByRole("button", { name: "Ada, your menu" }).waitFor();
  });

  it("keeps its cookie from scripts, and its pages from other origins", async () => {
    const [cookie, ...more] = await context.cookies();
    expect(more).toEqual([]);
    expect(cookie).toMatchObject({ name: "posthorn_session", httpOnly: true, sameSite: "Lax", path: "/" });
    expect(await page.evaluate<string>("document.cookie")).toBe("");
    const status = await page.evaluate<number>("fetch('/v1/session', {method: 'DELETE'}).then(({status}) => status)");
    expect(status).toBe(403);
  });

  it("leads to the reference, and links to an operation land on it", async () => {
    const reader = await browser.open();
    await reader.addCookies(await context.cookies());
    const reference = await reader.newPage();
    async function landsOn(title: string, hash: string): Promise<void> {
      const titles = reference.getByRole("heading", { name: title });
      await titles.first().waitFor();
      expect(reference.url()).toContain(hash);
      const top = async () => (await titles.first().boundingBox())?.y ?? -1;
      await expect.poll(async () => (await top()) >= 0 && (await top()) < 700).toBe(true);
    }
    // An address of EmailEngine's, and one of ours. Each takes long to load.
    await reference.goto(`${posthorn.url}/admin/swagger#/Access Tokens/postV1Tokens`);
    await landsOn("Issue an access token", "#tag/access-tokens/postV1Tokens");
    await reference.goto("about:blank");
    await reference.goto(`${posthorn.url}/admin/reference/license#deleteV1License`);
    await landsOn("Remove the licence (without effect)", "#tag/license/deleteV1License");
    // What is tried out is done as the one who is signed in, changes included.
    for (const [id, method] of [
      ["deleteV1License", "DELETE"],
      ["getV1License", "GET"],
    ] as const) {
      const operation = reference.locator(`[id$="/${id}"]`).last();
      await operation.getByRole("button", { name: "Test Request" }).first().click();
      const answered = reference.waitForResponse(
        (response) => response.url().includes("/v1/") && response.request().method() === method,
      );
      await reference.getByRole("button", { name: "Send" }).first().click();
      expect((await answered).status()).toBe(200);
      await reference.keyboard.press("Escape");
    }
    await reference.getByRole("link", { name: "Back to the dashboard" }).click();
    await reference.waitForURL("**/admin/");
    // One of Scalar's libraries asks whether it may compile code, and does without.
    const expected = browser.troubles.splice(0).filter((text) => !/CSP stopped eval script-src/.test(text));
    expect(expected).toEqual([]);
    await reader.close();
  });

  it("can be used by everyone, signed in or not", async () => {
    const inside = await browser.open({ bypassCSP: true });
    const visited = await inside.newPage();
    async function look(address: string): Promise<unknown[]> {
      await visited.goto(`${posthorn.url}/admin${address}`);
      await visited.getByRole("heading").first().waitFor();
      return findingsOn(visited);
    }
    const findings = [...(await look("/login")), ...(await look("/setup"))];
    await inside.addCookies(await context.cookies());
    for (const address of ["/accounts/nobody", "/tokens?create=true", "/nothing/here"])
      findings.push(...(await look(address)));
    expect(findings).toEqual([]);
    await inside.close();
  });

  it("is signed out everywhere from another browser", async () => {
    const other = await browser.open();
    await other.addCookies(await context.cookies());
    const elsewhere = await other.newPage();
    await page.goto(`${posthorn.url}/admin/tokens`);
    await page.getByText("From the dashboard").first().waitFor();
    await elsewhere.goto(`${posthorn.url}/admin/account/sessions`);
    await elsewhere.getByText("This browser").waitFor();
    await elsewhere.getByRole("button", { name: "Sign out everywhere" }).click();
    const question = elsewhere.getByRole("dialog", { name: "Sign out everywhere?" });
    await question.getByRole("button", { name: "Sign out everywhere" }).click();
    await elsewhere.getByText("You have signed out everywhere").waitFor();
    expect((await other.cookies()).map(({ name }) => name)).toEqual([]);
    // The page that was open notices when it next asks.
    await page.reload();
    await page.waitForURL("**/admin/login**");
    await heading("Sign in").waitFor();
    // Tokens go on working.
    expect((await posthorn.call("GET", "/v1/stats", undefined, { token: made })).status).toBe(200);
    await other.close();
  });

  it("takes the password that was set on the server while it runs", async () => {
    expect(await posthorn.command("password", "-u", "ada", "-p", "set on the server")).toBe("set on the server");
    await signIn(page, PASSWORD);
    await page.getByText("Name or password is wrong").waitFor();
    await signIn(page, "set on the server");
    await page.getByRole("button", { name: "Ada, your menu" }).waitFor();
    await posthorn.command("password", "-u", "Ada", "-p", "and once more");
    await page.reload();
    await heading("Sign in").waitFor();
  });

  it("holds back whoever tries too often", async () => {
    // The eleventh attempt of a minute waits; so this comes last.
    for (let attempt = 1; attempt <= 10; attempt++)
      await posthorn.call("POST", "/v1/session", { name: "ADA", password: "wrong" }, { token: null });
    await signIn(page, "and once more");
    await page.getByText("Too many attempts").waitFor();
  });

  it("has called nothing that is not documented, and nobody else", () => {
    expect(undocumented(browser.requests, posthorn.url)).toEqual([]);
    const kinds = new Set(browser.requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`));
    for (const kind of [
      "POST /v1/setup",
      "POST /v1/session",
      "GET /v1/session",
      "POST /v1/tokens",
      "DELETE /v1/sessions",
    ])
      expect(kinds).toContain(kind);
  });
});
