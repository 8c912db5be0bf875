import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { FIRST_USER, type OpenDashboard, openDashboard } from "./dashboard-installation.ts";
import { oneTimeCode } from "./one-time-code.ts";

const PASSWORD = "another long password";

describe("people in the dashboard", () => {
  let dashboard: OpenDashboard;
  let page: Page;
  /** Of the user who was invited. */
  let other: Page;

  beforeAll(async () => {
    dashboard = await openDashboard();
    ({ page } = dashboard);
    other = await (await dashboard.browser.open()).newPage();
    other.setDefaultTimeout(40_000);
  });
  afterAll(() => dashboard.remove());
  afterEach(() => {
    expect(dashboard.browser.troubles.splice(0)).toEqual([]);
    expect(dashboard.browser.requests.filter(({ status }) => status >= 500)).toEqual([]);
  });

  const eventually = <T>(tell: () => Promise<T> | T) => expect.poll(tell, { timeout: 30_000, interval: 50 });
  const heading = (name: string, on = page) => on.getByRole("heading", { name, level: 1 });
  const button = (name: string, within: Page | Locator = page) => within.getByRole("button", { name, exact: true });
  const row = (text: string) => page.getByRole("row").filter({ hasText: text });
  const section = (title: string) =>
    page.locator("section").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
  const linkIn = async (dialog: Locator) => /http\S+invitation#[0-9a-f]{64}/.exec(await dialog.innerText())?.[0] ?? "";

  async function choosePassword(link: string, password: string): Promise<void> {
    await other.goto(link);
    await other.getByRole("textbox", { name: /^(New p|P)assword$/ }).fill(password);
    await other.getByRole("textbox", { name: /again/ }).fill(password);
    await other.locator('button[type="submit"]').click();
    await heading("Home", other).waitFor();
  }

  async function turnOnCodes(dialog: Locator): Promise<void> {
    await dialog.getByRole("textbox", { name: "Current password" }).fill(FIRST_USER.password);
    await button("Next", dialog).click();
    await dialog.getByRole("img", { name: "QR code for an authenticator app" }).waitFor();
    const secret = await dialog.getByRole("region", { name: "Secret" }).innerText();
    await dialog.getByRole("textbox", { name: "Code" }).fill(oneTimeCode(secret.trim()));
    await button("Turn on", dialog).click();
  }

  it("invites somebody by a link that is shown once", async () => {
    await page.getByRole("link", { name: "Users", exact: true }).click();
    await button("Invite somebody").click();
    const form = page.getByRole("dialog", { name: "Invite somebody" });
    await form.getByRole("textbox", { name: "User name" }).fill(FIRST_USER.name);
    await button("Make the link", form).click();
    await form.getByRole("alert").getByText("There is a user of this name already").waitFor();
    await form.getByRole("textbox", { name: "User name" }).fill("bo");
    await button("Make the link", form).click();
    const shown = page.getByRole("dialog", { name: "A link for bo" });
    const link = await linkIn(shown);
    await button("Done", shown).click();
    await row("bo").getByText("Invited").waitFor();
    await choosePassword(link, PASSWORD);
  });

  it("offers a viewer nothing that a viewer may not do", async () => {
    const entries = other.getByRole("navigation", { name: "Pages" });
    await entries.getByRole("link", { name: "Webhooks" }).click();
    await heading("Webhooks", other).waitFor();
    await other.getByRole("link", { name: "Default address" }).waitFor();
    expect(await other.getByRole("link", { name: "Add an endpoint" }).count()).toBe(0);
    expect(await entries.getByRole("link", { name: "Users" }).count()).toBe(0);
    expect(await entries.getByRole("link", { name: "Admin log" }).count()).toBe(0);
    await other.getByRole("link", { name: "Default address" }).click();
    await other.getByRole("tab", { name: "Signature" }).waitFor();
    expect(await other.getByRole("tab", { name: "Settings" }).count()).toBe(0);
    await entries.getByRole("link", { name: "Gateways" }).click();
    await other.getByText("Nothing here yet").waitFor();
    expect(await other.getByRole("link", { name: "Add a gateway" }).count()).toBe(0);
  });

  it("gives another role, a new link, and signs out everywhere", async () => {
    await row("bo").getByRole("link", { name: "bo" }).click();
    await heading("bo").waitFor();
    await page.getByRole("combobox", { name: "Role" }).click();
    await page.getByRole("option", { name: "Admin" }).click();
    await button("Save").click();
    await page.getByText("Saved.").waitFor();
    await other.reload();
    await other.getByRole("link", { name: "Admin log" }).waitFor();

    await button("Make a new link for a password").click();
    await button("Make the link", page.getByRole("dialog", { name: "Make a new link for bo?" })).click();
    const shown = page.getByRole("dialog", { name: "A link for bo" });
    const link = await linkIn(shown);
    await button("Done", shown).click();
    await choosePassword(link, `${PASSWORD} too`);
    await page.reload();
    await button("Sign out everywhere").click();
    await button("Sign out everywhere", page.getByRole("dialog")).click();
    await page.getByText("The user is signed out everywhere.").waitFor();
    await page.locator("dd").getByText("nowhere").waitFor();
  });

  it("turns one-time codes on with an app, shows recovery codes once, and turns them off", async () => {
    await page.getByRole("button", { name: "Ada, your menu" }).click();
    await page.getByRole("menuitem", { name: "Your security" }).click();
    await heading("Your security").waitFor();
    await button("Turn on", section("One-time codes")).click();
    const dialog = page.getByRole("dialog", { name: "Turn on one-time codes" });
    await dialog.getByRole("textbox", { name: "Current password" }).fill("wrong");
    await button("Next", dialog).click();
    await dialog.locator('[role="alert"], .mantine-InputWrapper-error').first().waitFor();
    await turnOnCodes(dialog);
    const codes = page.getByRole("dialog", { name: "Your recovery codes" });
    const [code = ""] = (await codes.getByRole("region", { name: "Recovery codes" }).innerText()).split("\n");
    await button("I have kept them", codes).click();
    await section("Recovery codes")
      .getByText(/\d+ codes are left/)
      .waitFor();
    expect(await page.content()).not.toContain(code);

    await button("Make new ones", section("Recovery codes")).click();
    const renew = page.getByRole("dialog", { name: "Make new recovery codes?" });
    expect(new URL(page.url()).search).toBe("?dialog=recovery");
    await renew.getByRole("textbox", { name: "Current password" }).fill(FIRST_USER.password);
    await button("Make new ones", renew).click();
    await button("I have kept them").click();
    await button("Turn off").click();
    const question = page.getByRole("dialog", { name: "Turn off one-time codes?" });
    await question.getByRole("textbox", { name: "Current password" }).fill(FIRST_USER.password);
    await button("Turn off", question).click();
    await page.getByText("One-time codes are off.").waitFor();
    await button("Turn on", section("One-time codes")).waitFor();
  });

  it("adds a passkey of the device, and deletes it", async () => {
    // Browsers have passkeys for names only, not for addresses.
    const url = dashboard.posthorn.url.replace("127.0.0.1", "localhost");
    await dashboard.callAsUser("POST", "/v1/settings", { serviceUrl: url });
    await page.goto(`${url}/admin/login?next=/admin/account/security`);
    await page.getByRole("textbox", { name: "User name" }).fill(FIRST_USER.name);
    await page.getByRole("textbox", { name: "Password" }).fill(FIRST_USER.password);
    await button("Sign in").click();
    await heading("Your security").waitFor();
    const device = await page.context().newCDPSession(page);
    await device.send("WebAuthn.enable");
    await device.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await button("Add a passkey").click();
    const dialog = page.getByRole("dialog", { name: "Add a passkey" });
    await dialog.getByRole("textbox", { name: "Name" }).fill("Laptop");
    await dialog.getByRole("textbox", { name: "Current password" }).fill(FIRST_USER.password);
    await button("Add a passkey", dialog).click();
    await page.getByText("The passkey is added.").waitFor();
    await row("Laptop").waitFor();
    await button("Actions for Laptop").click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await button("Delete", page.getByRole("dialog", { name: "Delete the passkey “Laptop”?" })).click();
    await page.getByText("There is none yet.").waitFor();
  });

  it("tells who did what, narrowed by filters that stand in the address", async () => {
    await page.getByRole("link", { name: "Admin log" }).click();
    await heading("Admin log").waitFor();
    await row("/v1/session/passkeys").first().waitFor();
    await page.getByRole("textbox", { name: "User" }).fill("bo");
    await eventually(() => new URL(page.url()).search).toBe("?user=bo");
    await row("/v1/invitation").first().waitFor();
    await page.getByRole("combobox", { name: "Outcome" }).click();
    await page.getByRole("option", { name: "Failed" }).click();
    await page.getByText("Nothing matches this filter").waitFor();
    await button("Show all").click();
    await row("/v1/users").first().waitFor();
    expect(new URL(page.url()).search).toBe("");
  });

  it("tells before and after of a change, at an address of its own", async () => {
    await row("PUT /v1/users/{user}").getByRole("link", { name: "Show 1 change" }).first().click();
    const dialog = page.getByRole("dialog", { name: "What was changed" });
    await dialog.getByRole("row").filter({ hasText: "role" }).waitFor();
    await page.reload();
    expect(await dialog.getByRole("row").filter({ hasText: "role" }).innerText()).toMatch(/role\s+viewer\s+admin/);
    await page.keyboard.press("Escape");
    await eventually(() => new URL(page.url()).search).toBe("");
  });

  it("opens nothing without a second factor where the settings want one, and leads to it", async () => {
    await page.goto(`${dashboard.posthorn.url}/admin/accounts`);
    await heading("Accounts").waitFor();
    await dashboard.callAsUser("POST", "/v1/settings", { requireSecondFactor: true });
    await page.getByRole("link", { name: "Templates", exact: true }).click();
    await heading("A second factor is needed").waitFor();
    await button("Turn on one-time codes").click();
    await turnOnCodes(page.getByRole("dialog", { name: "Turn on one-time codes" }));
    await button("I have kept them").click();
    await heading("Templates").waitFor();
  });
});
