import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { openDashboard, type OpenDashboard } from "./dashboard-installation.ts";

const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();

let dashboard: OpenDashboard;
let smtp: SmtpSink;
let page: Page;

beforeAll(async () => {
  [dashboard, smtp] = await Promise.all([openDashboard(), startSmtpSink()]);
  page = dashboard.page;
  await dashboard.callAsUser("POST", "/v1/account", {
    account: "ada",
    name: "Ada Ray",
    email: "ada@example.org",
    smtp: { host: smtp.host, port: smtp.port, secure: false, requireTLS: false },
  });
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
const row = (name: string) => page.getByRole("row").filter({ hasText: name });
const button = (name: string, within: Page | Locator = page) => within.getByRole("button", { name, exact: true });
const section = (title: string) =>
  page.locator("section").filter({ has: page.getByRole("heading", { name: title, exact: true }) });

const submit = (subject: string, more: Record<string, unknown> = {}) =>
  dashboard.callAsUser<{ queueId: string }>("POST", "/v1/account/ada/submit", {
    to: [{ address: "ida@example.com" }],
    subject,
    text: "Hi",
    ...more,
  });
const sentSubjects = () =>
  smtp.received.map(({ content }) => /^Subject: (.*)$/im.exec(content?.toString() ?? "")?.[1]?.trim());

async function menu(name: string, entry: string) {
  await button(`Actions for ${name}`).click();
  await page.getByRole("menuitem", { name: entry }).click();
}

it("lists what waits, and sends it now or at another time", async () => {
  await submit("Patience", { sendAt: TOMORROW });
  await submit("Hurry", { sendAt: TOMORROW });
  await dashboard.open("/outbox?account=ada&state=delayed");
  await row("Patience").getByText("ida@example.com").waitFor();
  await row("Patience").getByText("Scheduled").waitFor();
  await menu("Hurry", "Send now");
  await row("Hurry").waitFor({ state: "detached" });
  await eventually(sentSubjects).toEqual(["Hurry"]);

  await menu("Patience", "Change the time");
  const dialog = page.getByRole("dialog", { name: "When to send “Patience”" });
  await dialog.getByLabel("Send at").fill("2020-01-01T10:00");
  await button("Save", dialog).click();
  await dialog.getByText("Choose a time that is still to come").waitFor();
  await dialog.getByLabel("Send at").fill("2099-12-31T10:00");
  await button("Save", dialog).click();
  await page.getByText("The time is changed.").waitFor();
  await row("Patience").locator('time[datetime^="2099-12-31"]').waitFor();
});

it("cancels a message once that is confirmed", async () => {
  await row("Patience").getByRole("link", { name: "Patience" }).click();
  await heading("Patience").waitFor();
  await page.getByText("Will be sent").waitFor();
  await button("Cancel the message").click();
  await button("Cancel the message", page.getByRole("dialog", { name: "Cancel “Patience”?" })).click();
  await page.getByText("The message is cancelled.").waitFor();
  await page.getByText("This message has left the outbox").waitFor();
  await page.getByText("Cancelled", { exact: true }).waitFor();
});

it("tells what the server said of a message that failed, and tries it again", async () => {
  smtp.script({ recipient: /./, refuseData: { code: 550, text: "5.7.1 Not today" }, times: 1 });
  const { queueId } = await submit("Stubborn");
  await dashboard.open(`/outbox/${queueId}`);
  await page.getByText("Failed", { exact: true }).first().waitFor();
  await section("What happened").getByText("Attempt 1 failed").waitFor();
  await section("What happened")
    .getByText(/5\.7\.1 Not today/)
    .first()
    .waitFor();
  await button("Try again").click();
  await section("What happened").getByText("Taken by the mail server").waitFor();
  await eventually(sentSubjects).toContain("Stubborn");
});

it("cancels chosen messages, and tries chosen ones again that failed", async () => {
  smtp.script({ recipient: /./, refuseData: { code: 550, text: "5.7.1 Not today" }, times: 1 });
  await submit("Unlucky");
  await submit("Later", { sendAt: TOMORROW });
  await submit("Much later", { sendAt: TOMORROW });
  await dashboard.open("/outbox");
  await row("Unlucky").getByText("Failed").waitFor();
  await page.getByRole("checkbox", { name: "Choose all on this page" }).check();
  await button("Try 1 failed message again").click();
  await row("Unlucky").waitFor({ state: "detached" });
  await eventually(sentSubjects).toContain("Unlucky");
  await button("Cancel 2 messages").click();
  const question = page.getByRole("dialog", { name: "Cancel 2 messages?" });
  await button("Cancel the message", question).click();
  await page.getByText("2 messages are cancelled.").waitFor();
  await row("Later").waitFor({ state: "detached" });
});

it("says that the outbox is empty, and that there is no such message", async () => {
  await dashboard.open("/outbox?state=failed");
  await page.getByText("Nothing matches this filter").waitFor();
  await dashboard.open("/outbox/nothing");
  await page.getByText("There is no such message in the outbox, and the log tells nothing of it.").waitFor();
});

const preview = () => page.frameLocator('iframe[title="The template as a message"]');
const editor = () => page.locator(".cm-content");

it("writes a template beside the message that it becomes, and names what is missing", async () => {
  await dashboard.open("/templates");
  await page.getByText("Nothing here yet").waitFor();
  await page.getByRole("link", { name: "Create a template" }).first().click();
  await preview().getByRole("heading", { name: "Hello" }).waitFor();
  await button("Create the template").click();
  await page.getByText("This is needed").waitFor();
  await page.getByLabel("Name").fill("Welcome");
  await editor().fill("<h1>Dear {{params.name}}</h1><img src='https://img.example/a.png'>");
  await page.getByText("Not among the sample values: name.").waitFor();
  await page.getByText("Images without a description (alt): 1.").waitFor();
  await page.getByText("Sample values", { exact: true }).click();
  await button("Add what the template names").click();
  await preview().getByRole("heading", { name: "Dear name" }).waitFor();
  await button("Create the template").click();
  await heading("Welcome").waitFor();
  await preview().getByRole("heading", { name: "Dear name" }).waitFor();
});

it("shows it on a phone, in the dark and as text, and tells what can't be rendered", async () => {
  await page.getByText("Phone", { exact: true }).click();
  await eventually(() => page.locator("iframe").evaluate("document.querySelector('iframe').offsetWidth")).toBe(375);
  await page.getByText("Dark", { exact: true }).click();
  await eventually(() => page.frames()[1]?.evaluate<string>("document.documentElement.style.colorScheme")).toBe("dark");
  await page.getByText("Text", { exact: true }).click();
  await page
    .getByRole("region", { name: "The message as plain text" })
    .getByText("DEAR NAME")
    .or(page.getByRole("region", { name: "The message as plain text" }).getByText("Dear name"))
    .waitFor();
  expect(new URL(page.url()).searchParams.get("look")).toBe("text");
  await page.getByText("Desktop", { exact: true }).click();
  await editor().fill("<p>\n{{shout 1}}</p>");
  await page
    .getByRole("alert")
    .getByText(/line 2/)
    .waitFor();
  await editor().fill("<p>Dear {{params.name}}, hello</p>");
  await preview().getByText("Dear name, hello").waitFor();
  await button("Save").click();
  await page.getByText("The template is saved.").waitFor();
});

it("compares versions and restores one", async () => {
  await button("More for this template").click();
  await page.getByRole("menuitem", { name: "Versions" }).click();
  const dialog = page.getByRole("dialog", { name: "Versions" });
  await dialog.getByRole("button", { name: /Version 1/ }).click();
  await dialog.locator('[data-kind="removed"]').filter({ hasText: "<h1>Dear {{params.name}}</h1>" }).waitFor();
  await dialog.locator('[data-kind="added"]').filter({ hasText: "<p>Dear {{params.name}}, hello</p>" }).waitFor();
  await button("Restore this version", dialog).click();
  await page.getByText("The template says that again.").waitFor();
  await preview().getByRole("heading", { name: "Dear name" }).waitFor();
});

it("sends a test of what stands in the editor, and shows a call for programs", async () => {
  await page.getByLabel("Subject").fill("Unsaved for {{params.name}}");
  await page.getByText("Not saved yet").waitFor();
  await button("Send a test").click();
  const dialog = page.getByRole("dialog", { name: "Send a test" });
  await dialog.getByLabel("To which address").fill("kim@example.com");
  await button("Send the test", dialog).click();
  await dialog.getByText("This is needed").waitFor();
  await dialog.getByRole("combobox", { name: "From which account" }).click();
  await page.getByRole("option", { name: /Ada Ray/ }).click();
  await button("Send the test", dialog).click();
  await page.getByRole("dialog", { name: "The test is in the outbox" }).getByText("Queue id").waitFor();
  await page.keyboard.press("Escape");
  await eventually(sentSubjects).toContain("Unsaved for name");
  await button("More for this template").click();
  await page.getByRole("menuitem", { name: "How to send it" }).click();
  await page.getByRole("region", { name: "A call that sends this template" }).getByText('"name": "name"').waitFor();
  await page.keyboard.press("Escape");
});

it("asks before changes are lost, and before a template is deleted", async () => {
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Outbox" }).click();
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await button("Cancel", question).click();
  expect(await page.getByLabel("Subject").inputValue()).toBe("Unsaved for {{params.name}}");
  await button("More for this template").click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await button("Delete", page.getByRole("dialog", { name: "Delete the template “Welcome”?" })).click();
  await heading("Templates").waitFor();
  await page.getByText("Nothing here yet").waitFor();
});
