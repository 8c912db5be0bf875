import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type OpenDashboard, openDashboard } from "./dashboard-installation.ts";

describe("gateways and suppression lists in the dashboard", () => {
  let dashboard: OpenDashboard;
  let smtp: SmtpSink;
  let page: Page;

  beforeAll(async () => {
    [dashboard, smtp] = await Promise.all([openDashboard(), startSmtpSink({ auth: { user: "ada", pass: "secret" } })]);
    ({ page } = dashboard);
    await dashboard.callAsUser("POST", "/v1/account", { account: "ada", name: "Ada", email: "ada@example.org" });
  });
  afterAll(async () => {
    await dashboard.remove();
    await smtp.close();
  });
  afterEach(() => {
    expect(dashboard.browser.troubles.splice(0)).toEqual([]);
    expect(dashboard.browser.requests.filter(({ status }) => status >= 500)).toEqual([]);
  });

  const eventually = <T>(tell: () => Promise<T> | T) => expect.poll(tell, { timeout: 30_000, interval: 50 });
  const heading = (name: string) => page.getByRole("heading", { name, level: 1 });
  const button = (name: string, within: Page | Locator = page) => within.getByRole("button", { name, exact: true });
  const row = (text: string) => page.getByRole("row").filter({ hasText: text });
  const rows = () => page.getByRole("row").filter({ has: page.getByRole("cell") });
  const field = (name: string, within: Page | Locator = page) => within.getByRole("textbox", { name, exact: true });
  const choose = async (name: string, option: string, within: Page | Locator = page) => {
    await within.getByRole("combobox", { name, exact: true }).click();
    await page.getByRole("option", { name: option }).click();
  };

  it("fills in a well-known service, and tells a wrong password from a right one before anything is stored", async () => {
    await page.getByRole("link", { name: "Gateways", exact: true }).click();
    await page.getByRole("status").getByRole("link", { name: "Add a gateway" }).click();
    await heading("Add a gateway").waitFor();
    await button("Add the gateway").click();
    await eventually(() => page.getByText("This is needed").count()).toBe(2);
    await choose("Service", "SendGrid");
    await eventually(() => field("Server").inputValue()).toBe("smtp.sendgrid.net");
    expect(await field("User name").inputValue()).toBe("apikey");

    await field("Name").fill("Office relay");
    await field("Id").fill("relay");
    await field("Server").fill(smtp.host);
    await choose("Protection", "STARTTLS if offered, else none");
    await field("Port").fill(String(smtp.port));
    await field("User name").fill("ada");
    await field("Password").fill("wrong");
    await button("Test the connection").click();
    await page.getByRole("status").getByText("does not work", { exact: true }).waitFor();
    await field("Password").fill("secret");
    await button("Test the connection").click();
    await page.getByRole("status").getByText("works", { exact: true }).waitFor();
    expect(await dashboard.callAsUser("GET", "/v1/gateways")).toMatchObject({ total: 0 });
    await button("Add the gateway").click();
    await heading("Office relay").waitFor();
    await page.locator("dd").getByText("Not used yet").waitFor();
  });

  it("changes a gateway without its password, which is never shown, and tries what is stored", async () => {
    await field("Name").fill("Relay of the office");
    await button("Save").click();
    await heading("Relay of the office").waitFor();
    await button("Test the connection").click();
    await page.getByRole("status").getByText("works", { exact: true }).waitFor();
    expect(await page.content()).not.toContain("secret");

    await dashboard.callAsUser("POST", "/v1/account/ada/submit", {
      gateway: "relay",
      from: { address: "ada@example.org" },
      to: [{ address: "ida@example.net" }],
      subject: "Hello",
      text: "Hello",
    });
    await smtp.waitFor((received) => received.length === 1);
    await page.getByRole("link", { name: "Gateways", exact: true }).first().click();
    await eventually(async () => {
      await page.reload();
      await row("Relay of the office").waitFor();
      return row("Relay of the office").getByText("Works").count();
    }).toBe(1);
    await button("Actions for Relay of the office").click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await button("Delete", page.getByRole("dialog", { name: "Delete the gateway “Relay of the office”?" })).click();
    await page.getByText("Nothing here yet").waitFor();
  });

  it("puts an address on a list, and refuses what is none", async () => {
    await page.getByRole("link", { name: "Suppression Lists" }).click();
    await page.getByRole("status").getByRole("button", { name: "Add an address" }).click();
    const form = page.getByRole("dialog", { name: "Add an address" });
    expect(new URL(page.url()).search).toBe("?dialog=add");
    await field("List", form).fill("news.example.com");
    await field("Address", form).fill("nobody");
    await button("Add", form).click();
    await form.getByText("This is not an email address").waitFor();
    await field("Address", form).fill("left@example.net");
    await choose("Account", "Ada", form);
    await button("Add", form).click();
    await page.getByText("left@example.net gets no more mail of news.example.com.").waitFor();
    await row("news.example.com").getByRole("link").click();
    await row("left@example.net").waitFor();
  });

  it("imports addresses from a file, finds one, removes some, and saves the rest", async () => {
    await button("Import").click();
    const form = page.getByRole("dialog", { name: "Import addresses" });
    const text =
      'address,why\r\n"one@example.net","said ""no"""\r\ntwo@example.net,moved\r\nLEFT@example.net,again\r\n';
    await form
      .locator('input[type="file"]')
      .setInputFiles({ name: "left.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await form.getByText("3 addresses found.").waitFor();
    await choose("Account", "Ada", form);
    await button("Import", form).click();
    await page.getByText("2 addresses added, 1 were there already.").waitFor();
    await eventually(() => rows().count()).toBe(3);

    await page.getByRole("searchbox").fill("two@example.net");
    await eventually(() => rows().count()).toBe(1);
    await page.getByRole("searchbox").fill("two@");
    await page.getByText("Nothing matches “two@”").waitFor();
    await button("Clear the search").first().click();
    await eventually(() => rows().count()).toBe(3);

    await page.getByRole("checkbox", { name: "Choose one@example.net" }).check();
    await page.getByRole("checkbox", { name: "Choose two@example.net" }).check();
    await button("Remove 2 addresses").click();
    await button("Remove", page.getByRole("dialog", { name: "Remove 2 addresses from the list?" })).click();
    await eventually(() => rows().count()).toBe(1);

    const [download] = await Promise.all([page.waitForEvent("download"), button("Save as CSV").click()]);
    expect(download.suggestedFilename()).toBe("suppressed-news.example.com.csv");
    expect(await readFile(await download.path(), "utf8")).toMatch(/left@example\.net,block,\w+,ada,\d{4}-/);
  });
});
