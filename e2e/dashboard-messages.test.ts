import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { openDashboard, type OpenDashboard } from "./dashboard-installation.ts";
import { imapAccount } from "./mail.ts";

const NEWSLETTER = `From: The Shop <shop@shop.example>
To: Ada <ada@example.org>, Ola <ola@example.net>
Subject: Spring sale
Message-ID: <sale@shop.example>
Date: Thu, 26 Nov 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="p"

--p
Content-Type: text/html; charset=utf-8

<h1 style="color: rgb(1, 2, 3)">Everything is cheap</h1>
<img src="https://img.example/lamp.png" alt="Lamp">
<a href="https://evil.example/login">https://bank.example/login</a>
<script>document.title = "run"</script><img src="x" onerror="document.title = 'run'">
--p
Content-Type: text/html; name="page.html"
Content-Disposition: attachment; filename="page.html"

<h1>Not shown as a page</h1>
--p
Content-Type: image/png; name="dot.png"
Content-Disposition: attachment; filename="dot.png"
Content-Transfer-Encoding: base64

iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==
--p--
`.replaceAll("\n", "\r\n");

let dashboard: OpenDashboard;
let dovecot: Dovecot;
let smtp: SmtpSink;
let page: Page;

beforeAll(async () => {
  [dashboard, dovecot, smtp] = await Promise.all([openDashboard(), startDovecot(), startSmtpSink()]);
  page = dashboard.page;
  for (let number = 1; number <= 60; number += 1) await dovecot.deliver("ada", letter(number));
  await dovecot.deliver("ada", letter(61, { subject: "Re: Letter 60", answers: 60 }));
  await dovecot.deliver("ada", NEWSLETTER);
  await dashboard.callAsUser("POST", "/v1/account", imapAccount(dovecot, "ada", smtp));
  await vi.waitFor(async () => expect(await stateOfAda()).toBe("connected"), { timeout: 30_000, interval: 50 });
  for (const path of ["Work", "Trash", "Drafts", "Sent"])
    await dashboard.callAsUser("POST", "/v1/account/ada/mailbox", { path });
});
afterAll(async () => {
  await dashboard.remove();
  await Promise.all([dovecot.stop(), smtp.close()]);
});
afterEach(() => {
  expect(dashboard.browser.troubles.splice(0)).toEqual([]);
  expect(dashboard.browser.requests.filter(({ status }) => status >= 500)).toEqual([]);
});

function letter(
  number: number,
  { subject = `Letter ${number}`, answers }: { subject?: string; answers?: number } = {},
) {
  const date = new Date(Date.UTC(2026, 0, 1, 0, number)).toUTCString().replace("GMT", "+0000");
  const references = answers === undefined ? [] : [`In-Reply-To: <letter${answers}@example.com>`];
  return [
    "From: Ida Holm <ida@example.com>",
    "To: Ada <ada@example.org>",
    `Subject: ${subject}`,
    `Message-ID: <letter${number}@example.com>`,
    ...references,
    `Date: ${date}`,
    "Content-Type: text/plain; charset=utf-8",
    "",
    `This is letter ${number}.`,
    "",
  ].join("\r\n");
}

const stateOfAda = async () => (await dashboard.callAsUser<{ state: string }>("GET", "/v1/account/ada")).state;
const eventually = <T>(tell: () => Promise<T> | T) => expect.poll(tell, { timeout: 30_000, interval: 50 });
const pane = (name: string) => page.getByRole("region", { name, exact: true });
const list = () => page.getByRole("list", { name: "Messages" });
const rows = () => list().getByRole("listitem");
const row = (subject: string) => rows().filter({ has: page.getByRole("link", { name: subject }) });
const button = (name: string, within: Page | Locator = page) => within.getByRole("button", { name, exact: true });
const message = () => page.getByRole("article");
const frame = () => page.frameLocator('iframe[title="The message as it was sent"]');
const inbox = "/accounts/ada/browse";

async function open(subject: string) {
  await row(subject).first().getByRole("link").click();
  await message().getByRole("heading", { name: subject, level: 2 }).waitFor();
}

interface Listed {
  subject: string;
  unseen?: true;
  flagged?: true;
}
const messagesIn = async (path: string) =>
  (await dashboard.callAsUser<{ messages: Listed[] }>("GET", `/v1/account/ada/messages?path=${path}&pageSize=100`))
    .messages;
const subjectsIn = async (path: string) => (await messagesIn(path)).map(({ subject }) => subject);
const inInbox = async (subject: string) => (await messagesIn("INBOX")).find((one) => one.subject === subject);

it("lists folders with what is unread, and mail page by page", async () => {
  await dashboard.open("/accounts/ada");
  await page.getByRole("link", { name: "Browse messages" }).click();
  await page.getByRole("heading", { name: "Mail of Ada Ray", level: 1 }).waitFor();
  await page.getByRole("navigation", { name: "Folders" }).getByRole("link", { name: "Inbox 62" }).waitFor();
  await page.getByText("62 messages").waitFor();
  await eventually(() => rows().count()).toBe(50);
  await button("Older messages").click();
  await eventually(() => rows().count()).toBe(12);
  expect(new URL(page.url()).searchParams.get("page")).toBe("2");
  await page.reload();
  await eventually(() => rows().count()).toBe(12);
  await button("Newer messages").click();
  await row("Spring sale").waitFor();
});

it("shows a mail where nothing runs, loads nothing from elsewhere unless asked, and tells where links lead", async () => {
  await page.route("https://img.example/**", (route) => route.fulfill({ status: 204 }));
  const asked = () => dashboard.browser.requests.filter(({ url }) => url.startsWith("https://img.example/")).length;
  await open("Spring sale");
  await frame().getByText("Everything is cheap").waitFor();
  expect(await page.frames()[1]?.evaluate<string>("getComputedStyle(document.querySelector('h1')).color")).toBe(
    "rgb(1, 2, 3)",
  );
  await frame().getByText("(leads to evil.example)").waitFor();
  await message().getByText("Links lead to: evil.example").waitFor();
  expect(await page.locator("iframe").getAttribute("sandbox")).not.toContain("allow-scripts");
  expect(await frame().locator("script, [onerror]").count()).toBe(0);
  expect(asked()).toBe(0);
  await button("Show images once").click();
  await eventually(asked).toBe(1);
  expect(await page.title()).toBe("Mail of Ada Ray · Posthorn");
  // Nobody asked to mark it.
  expect(await inInbox("Spring sale")).toMatchObject({ unseen: true });
});

it("shows plain text, headers, source and attachments, and an attachment never as a page", async () => {
  await message().getByRole("tab", { name: "Headers" }).click();
  await message().getByRole("row").filter({ hasText: "message-id" }).getByText("<sale@shop.example>").waitFor();
  await message().getByRole("tab", { name: "Source" }).click();
  await message().getByText('boundary="p"').waitFor();
  expect(new URL(page.url()).searchParams.get("tab")).toBe("source");
  await message().getByRole("tab", { name: "Message", exact: true }).click();
  await button("Look at page.html").click();
  const preview = page.getByRole("dialog", { name: "Preview of page.html" });
  await preview.getByText("<h1>Not shown as a page</h1>").waitFor();
  await page.keyboard.press("Escape");
  await preview.waitFor({ state: "detached" });
  await button("Look at dot.png").click();
  await page.getByRole("dialog", { name: "Preview of dot.png" }).getByRole("img", { name: "dot.png" }).waitFor();
  await eventually(() => page.evaluate<number>("document.querySelector('img[alt=\"dot.png\"]').naturalWidth")).toBe(1);
  await page.keyboard.press("Escape");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download page.html" }).click();
  expect((await download).suggestedFilename()).toBe("page.html");
});

it("marks, flags, moves and deletes the message that is open", async () => {
  await button("Mark as read", message()).click();
  await button("Mark as unread", message()).waitFor();
  await eventually(() => inInbox("Spring sale")).not.toHaveProperty("unseen");
  await button("Flag", message()).click();
  await eventually(() => inInbox("Spring sale")).toMatchObject({ flagged: true });
  await button("Move", message()).click();
  const dialog = page.getByRole("dialog", { name: "Move 1 message" });
  await dialog.getByRole("combobox", { name: "To which folder" }).click();
  await page.getByRole("option", { name: "Work", exact: true }).click();
  await button("Move", dialog).click();
  await eventually(() => subjectsIn("Work")).toEqual(["Spring sale"]);
  // What stands after it is open now.
  await message().getByRole("heading", { name: "Re: Letter 60", level: 2 }).waitFor();
  await open("Letter 59");
  await button("Delete", message()).click();
  await button("Delete", page.getByRole("dialog", { name: "Delete “Letter 59”?" })).click();
  await eventually(() => subjectsIn("Trash")).toEqual(["Letter 59"]);
  await row("Letter 59").waitFor({ state: "detached" });
});

it("does something with many messages at once", async () => {
  for (const subject of ["Letter 55", "Letter 54", "Letter 53"])
    await row(subject).getByRole("checkbox").check({ force: true });
  const bar = page.getByRole("toolbar", { name: "3 messages chosen" });
  await button("Mark as read", bar).click();
  await page.getByText("3 messages marked as read.").waitFor();
  expect(await inInbox("Letter 54")).not.toHaveProperty("unseen");
  await button("Delete", bar).click();
  await button("Delete", page.getByRole("dialog", { name: "Delete 3 messages?" })).click();
  await eventually(async () => (await subjectsIn("Trash")).length).toBe(4);
});

it("finds mail by what is looked for, and keeps the search in the address", async () => {
  await page.getByRole("searchbox", { name: "Search this mailbox" }).fill("Letter 60");
  await page.keyboard.press("Enter");
  await eventually(() => rows().count()).toBe(2);
  expect(new URL(page.url()).searchParams.get("subject")).toBe("Letter 60");
  await button("More to search for; a search is on").click();
  const form = page.getByRole("dialog", { name: "Search" });
  await form.getByLabel("From").fill("nobody@example.com");
  await button("Search", form).click();
  await page.getByText("No message fits this search").waitFor();
  await page.getByRole("status").getByRole("button", { name: "End the search" }).click();
  await row("Letter 57").waitFor();
});

it("shows conversations, with every message of one", async () => {
  await page.getByText("Conversations", { exact: true }).click();
  await row("Letter 60").getByRole("link").click();
  const conversation = page.getByRole("navigation", { name: "Conversation with 2 messages" });
  await conversation.getByRole("link").first().click();
  await message().getByRole("heading", { name: "Letter 60", level: 2, exact: true }).waitFor();
  await page.getByText("Messages", { exact: true }).first().click();
  await row("Letter 57").waitFor();
});

it("is led by the keyboard", async () => {
  await open("Letter 58");
  await page.keyboard.press("j");
  await message().getByRole("heading", { name: "Letter 57", level: 2 }).waitFor();
  await page.keyboard.press("k");
  await message().getByRole("heading", { name: "Letter 58", level: 2 }).waitFor();
  await page.keyboard.press("s");
  await eventually(() => inInbox("Letter 58")).toMatchObject({ flagged: true });
  await page.keyboard.press("Escape");
  await page.getByText("No message is open").waitFor();
});

it("shows mail that arrives", async () => {
  await dovecot.deliver("ada", letter(99, { subject: "Just in" }));
  await row("Just in").waitFor();
});

it("answers with the original below, once, and leads to the outbox", async () => {
  await open("Just in");
  await page.keyboard.press("r");
  const form = page.getByRole("dialog", { name: "Reply" });
  await form.getByText("Ida Holm <ida@example.com>").waitFor();
  await form.getByRole("textbox", { name: "Text" }).fill("Thank you.");
  await form
    .locator('input[type="file"]')
    .setInputFiles({ name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("note") });
  await form.getByText("1 file, ").waitFor();
  await button("Send", form).dblclick();
  await page.getByRole("dialog", { name: "Your message is in the outbox" }).waitFor();
  await page.getByRole("link", { name: "See it in the outbox" }).click();
  await page.getByText("Taken by the mail server").waitFor();
  expect(smtp.received).toHaveLength(1);
  const sent = smtp.received[0]?.content?.toString() ?? "";
  expect(sent).toContain("Thank you.");
  expect(sent).toContain("In-Reply-To: <letter99@example.com>");
  expect(sent).toContain("> This is letter 99.");
  expect(sent).toContain("note.txt");
});

it("names what is missing, keeps a draft, goes on with it, and schedules it", async () => {
  await dashboard.open(inbox);
  await button("Write").click();
  const form = page.getByRole("dialog", { name: "New message" });
  await form.getByLabel("Subject").fill("Plans");
  await form.getByRole("textbox", { name: "Text" }).fill("To be continued");
  await button("Send", form).click();
  await form.getByText("Say whom it is for").waitFor();
  await button("Save as draft", form).click();
  await page.getByText("The draft is saved.").waitFor();
  await eventually(() => subjectsIn("Drafts")).toEqual(["Plans"]);

  await page.getByRole("navigation", { name: "Folders" }).getByRole("link", { name: "Drafts" }).click();
  await open("Plans");
  await button("Go on writing").click();
  const draft = page.getByRole("dialog", { name: "Draft" });
  await eventually(() => draft.getByRole("textbox", { name: "Text" }).inputValue()).toBe("To be continued");
  await draft.getByLabel("To", { exact: true }).fill("kim@example.com");
  await page.keyboard.press("Enter");
  await button("When and how it is sent").click();
  await draft.getByLabel("Send at").fill("2099-01-31T10:00");
  await button("Schedule", draft).click();
  await page.getByText("It will be sent on").waitFor();
  await eventually(() => subjectsIn("Drafts")).toEqual([]);
  await page.getByRole("link", { name: "See it in the outbox" }).click();
  await page.getByText("Scheduled", { exact: true }).waitFor();
  await page.getByRole("heading", { name: "Plans", level: 1 }).waitFor();
});

it("shows one pane after the other on a phone", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await dashboard.open(inbox);
  await row("Just in").waitFor();
  expect(await page.getByRole("navigation", { name: "Folders" }).isVisible()).toBe(false);
  await open("Just in");
  expect(await pane("Messages").isVisible()).toBe(false);
  await button("Back to the list").click();
  await button("Show the folders").click();
  await page.getByRole("navigation", { name: "Folders" }).getByRole("link", { name: "Work" }).click();
  await row("Spring sale").waitFor();
  await page.setViewportSize({ width: 1280, height: 800 });
});

it("says that a message is gone, and that the mailbox can't be reached", async () => {
  await dashboard.open(`${inbox}?message=AAAAAQAAfff`);
  await page.getByText("This message is gone").waitFor();
  dashboard.browser.requests.splice(0);
  await page.route("**/v1/account/ada/messages?*", (route) =>
    route.fulfill({ status: 503, json: { statusCode: 503, error: "", message: "The mailbox is away" } }),
  );
  await dashboard.open(inbox);
  await page.getByRole("alert").getByText("The mailbox is away (503)").waitFor();
  await page.unroute("**/v1/account/ada/messages?*");
  await button("Try again")
    .click({ timeout: 5000 })
    .catch(() => undefined);
  await row("Just in").waitFor();
  dashboard.browser.requests.splice(0);
});
