import { type FakeGmail, startFakeGmail } from "@posthorn/fakes/gmail";
import { type FakeOAuth, startOAuth } from "@posthorn/fakes/oauth";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type OpenDashboard, openDashboard } from "./dashboard-installation.ts";

const ROBOT = "robot@project-1.iam.gserviceaccount.com";
const CLIENT = "1234-abcd.apps.googleusercontent.com";

describe("OAuth2 applications in the dashboard", () => {
  let dashboard: OpenDashboard;
  let oauth: FakeOAuth;
  let gmail: FakeGmail;
  let page: Page;
  /** Of the service account, in PEM. */
  let serviceKey: string;

  beforeAll(async () => {
    oauth = await startOAuth();
    gmail = await startFakeGmail({ ownerOf: (token) => oauth.isValid(token)?.email ?? undefined });
    serviceKey = await oauth.addServiceAccount({ clientId: "1234567890", email: ROBOT, domain: "example.com" });
    const google = Object.entries(oauth.urls.google).map(([name, url]) => [`google.${name}`, url]);
    dashboard = await openDashboard({
      env: {
        POSTHORN_PROVIDER_URLS: JSON.stringify({ ...Object.fromEntries(google), "google.gmail": gmail.url }),
        POSTHORN_WEBHOOK_EGRESS_POLICY: "off",
      },
    });
    ({ page } = dashboard);
    const { url } = dashboard.posthorn;
    await call("POST", "/v1/settings", { serviceUrl: url });
    oauth.addClient({ clientId: CLIENT, clientSecret: "GOCSPX-secret", redirectUrl: `${url}/oauth` });
    for (const email of ["ada@example.com", "bob@example.com"]) gmail.addUser(email, "unused");
    oauth.signIn({ email: "ada@example.com" });
  });
  afterAll(async () => {
    await dashboard?.remove();
    await Promise.all([oauth?.close(), gmail?.close()]);
  });
  afterEach(() => {
    expect(dashboard.browser.troubles.splice(0)).toEqual([]);
    expect(dashboard.browser.requests.splice(0).filter(({ status }) => status >= 500)).toEqual([]);
  });

  const call = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    dashboard.callAsUser<T>(method, path, body);
  const eventually = <T>(tell: () => Promise<T> | T) => expect.poll(tell, { timeout: 30_000, interval: 50 });
  const heading = (name: string) => page.getByRole("heading", { name, level: 1, exact: true });
  const button = (name: string, within: Page | Locator = page) => within.getByRole("button", { name, exact: true });
  const row = (name: string) => page.getByRole("row").filter({ hasText: name });
  const field = (name: string) => page.getByRole("textbox", { name, exact: true });
  const steps = () => page.getByRole("list", { name: "Steps" }).getByRole("listitem");
  /** Takes what Google's console would save. */
  const take = (content: object) =>
    page.locator('input[type="file"]').setInputFiles({
      name: "client.json",
      mimeType: "application/json",
      buffer: Buffer.from(JSON.stringify(content)),
    });
  async function choose(of: string, option: string): Promise<void> {
    await page.getByRole("combobox", { name: of }).click();
    await page.getByRole("option", { name: option, exact: true }).click();
  }

  it("adds one from a file of Google's console, with the rights that are chosen", async () => {
    await dashboard.open("/applications");
    await page.getByText("Register an application with a provider").waitFor();
    await page.getByRole("link", { name: "Add an application" }).first().click();
    await page.getByRole("link", { name: "Google", exact: true }).click();
    expect(new URL(page.url()).search).toBe("?kind=gmail");
    await button("Add the application").click();
    await eventually(() => page.getByText("This is needed").count()).toBe(3);
    await take({ hello: "world" });
    await page.getByText("This file is none of Google's").waitFor();
    await take({ web: { client_id: CLIENT, client_secret: "GOCSPX-secret", project_id: "project-1" } });
    await page.getByText("The client is filled in.").waitFor();
    expect(await field("Redirect URL").inputValue()).toBe(`${dashboard.posthorn.url}/oauth`);
    await field("Name").fill("Gmail for customers");
    await choose("Rights", "Read only");
    expect(await field("Scopes to leave out").inputValue()).toBe("gmail.modify");
    await choose("Rights", "Read, change and send");
    await button("Add the application").click();
    await heading("Gmail for customers").waitFor();
    expect(await page.content()).not.toContain("GOCSPX-secret");
    await button("Try it now").click();
    await eventually(() => steps().allInnerTexts()).toEqual([
      expect.stringMatching(/^What is stored is whole\s+worked/),
      expect.stringMatching(/^Somebody consents\s+not tried/),
    ]);
  });

  it("leads somebody through the provider's page to an account", async () => {
    await page.getByRole("link", { name: "Add an account" }).click();
    await field("Account id").fill("ada");
    await field("Full name").fill("Ada at Google");
    await button("Make the link").click();
    const link = await page.getByRole("link", { name: "Open it here" }).getAttribute("href");
    const theirs = await page.context().newPage();
    await theirs.goto(link ?? "");
    await theirs.waitForURL(/\/admin\/accounts\?.*account=ada/);
    await theirs.close();
    await dashboard.open("/accounts/ada");
    await page.locator("header").getByText("Connected", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Gmail for customers" }).waitFor();
    await page.getByText("gmail.modify").waitFor();
  });

  it("tries a service account step by step, and says what to do where it fails", async () => {
    await dashboard.open("/add-application?kind=gmailService");
    await take({ type: "service_account", client_id: "1234567890", client_email: ROBOT, private_key: "nonsense" });
    await page.getByText("The service account and its key are filled in.").waitFor();
    await field("Name").fill("Our Workspace");
    await choose("Serve mailboxes by", "The provider's API");
    await button("Add the application").click();
    await heading("Our Workspace").waitFor();
    await field("Mailbox to try it on").fill("bob@example.com");
    await button("Try it now").click();
    await page.getByText("It does not work yet.").waitFor();
    expect(await steps().last().innerText()).toMatch(/^The key signs\s+failed[^]*private_key/);

    await page.getByRole("link", { name: "Edit", exact: true }).click();
    await heading("Edit Our Workspace").waitFor();
    await field("Key").fill(serviceKey);
    await button("Save").click();
    await heading("Our Workspace").waitFor();
    await field("Mailbox to try it on").fill("bob@example.com");
    await button("Try it now").click();
    await page.getByText("No step failed.").waitFor();
    await eventually(() => steps().filter({ hasText: "worked" }).count()).toBe(4);
  });

  it("adds its accounts at once, and the list can be narrowed to them", async () => {
    await page.getByRole("link", { name: "Add an account" }).click();
    await field("Full name").fill("Bob at work");
    await field("Email address").fill("bob@example.com");
    await button("Add the account").click();
    await heading("Bob at work").waitFor();
    await page.locator("header").getByText("Connected", { exact: true }).waitFor();
    await dashboard.open("/accounts");
    await row("Ada at Google").waitFor();
    await choose("OAuth2 application", "Our Workspace");
    await row("Ada at Google").waitFor({ state: "detached" });
    await row("Bob at work").getByText("Gmail (service account)").waitFor();
    expect(new URL(page.url()).searchParams.get("app")).toMatch(/./);
  });

  it("changes what is changed only, and keeps the secret", async () => {
    await dashboard.open("/applications");
    await row("Gmail for customers").getByText("Enabled").waitFor();
    await button("Actions for Gmail for customers").click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    await page.getByRole("switch", { name: "Offer it in the hosted form" }).click();
    const sending = page.waitForRequest((request) => request.method() === "PUT");
    await button("Save").click();
    expect((await sending).postDataJSON()).toEqual({ enabled: false });
    await page.getByText("It is not offered in the hosted form.").waitFor();
    await page.getByText("set; never shown").waitFor();
  });

  it("tells why notifications can't be read, and for how long Google keeps them", async () => {
    const robot = { serviceClient: "1234567890", serviceClientEmail: ROBOT, serviceKey, googleProjectId: "project-1" };
    await call("POST", "/v1/oauth2", { name: "Listener", provider: "gmailService", baseScopes: "pubsub", ...robot });
    await dashboard.open("/applications?tab=subscriptions");
    await row("Listener").waitFor();
    await eventually(async () => {
      await page.reload();
      return row("Listener").innerText();
    }).toMatch(/Could not be set up|Can't be read/);
    await page.getByLabel("Google drops a subscription").fill("7");
    await button("Save").click();
    await page.getByText("The setting is saved.").waitFor();
    expect(await call("GET", "/v1/settings?gmailSubscriptionTtl=true")).toEqual({ gmailSubscriptionTtl: 7 });
  });

  it("says how many accounts fail before it deletes one", async () => {
    await dashboard.open("/applications");
    await button("Actions for Our Workspace").click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    const question = page.getByRole("dialog", { name: "Delete the application “Our Workspace”?" });
    await question.getByText("1 account uses it and fails at once").waitFor();
    await button("Delete", question).click();
    await row("Our Workspace").waitFor({ state: "detached" });
    await dashboard.open("/accounts?state=errors");
    await row("Bob at work").waitFor();
  });
});
