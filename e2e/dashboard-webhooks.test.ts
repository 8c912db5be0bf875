import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import type { Locator, Page } from "playwright-core";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type OpenDashboard, openDashboard } from "./dashboard-installation.ts";
import { imapAccount, mail } from "./mail.ts";

describe("webhooks in the dashboard", () => {
  let dashboard: OpenDashboard;
  let dovecot: Dovecot;
  let receiver: WebhookReceiver;
  let page: Page;
  let secret = "";

  beforeAll(async () => {
    [dashboard, dovecot, receiver] = await Promise.all([openDashboard(), startDovecot(), startWebhookReceiver()]);
    ({ page } = dashboard);
    await dashboard.callAsUser("POST", "/v1/account", imapAccount(dovecot, "ada"));
    await vi.waitFor(async () => expect(await state("ada")).toBe("connected"), { timeout: 30_000, interval: 50 });
  });
  afterAll(async () => {
    await dashboard.remove();
    await Promise.all([dovecot.stop(), receiver.close()]);
  });
  afterEach(() => {
    expect(dashboard.browser.troubles.splice(0)).toEqual([]);
    expect(dashboard.browser.requests.filter(({ status }) => status >= 500)).toEqual([]);
  });

  const state = async (account: string) =>
    (await dashboard.callAsUser<{ state: string }>("GET", `/v1/account/${account}`)).state;
  const eventually = <T>(tell: () => Promise<T> | T) => expect.poll(tell, { timeout: 30_000, interval: 50 });
  const heading = (name: string) => page.getByRole("heading", { name, level: 1 });
  const button = (name: string, within: Page | Locator = page) => within.getByRole("button", { name, exact: true });
  const row = (text: string) => page.getByRole("row").filter({ hasText: text });
  const rows = () => page.getByRole("row").filter({ has: page.getByRole("cell") });
  const tab = (name: string) => page.getByRole("tab", { name, exact: true }).click();
  /** Puts a text in place of that of an editor, as keys do: to replace it by script would carry styles along. */
  async function write(label: string, text: string): Promise<void> {
    await page.getByRole("textbox", { name: label, exact: true }).click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.press("Delete");
    await page.keyboard.insertText(text);
  }
  const sent = (url: string) => receiver.received.filter((request) => request.url === url);

  it("adds an endpoint for some events, tries it before, and shows its secret once", async () => {
    await page.getByRole("link", { name: "Webhooks", exact: true }).click();
    await heading("Webhooks").waitFor();
    await button("Switch webhooks on").click();
    await page.getByText("Webhooks are on.").waitFor();
    await page.getByRole("link", { name: "Add an endpoint" }).click();
    await button("Add the endpoint").click();
    await page.getByText("Give it a name").waitFor();
    await page.getByText("This is not an http or https address").waitFor();

    await page.getByLabel("Name").first().fill("Help desk");
    await page.getByRole("textbox", { name: "Address" }).fill(`${receiver.url}/desk`);
    await button("Send a test").click();
    await page.getByText(/The receiver answered 200/).waitFor();
    expect(sent("/desk")[0]?.json).toMatchObject({ event: "test" });

    await page.getByRole("radio", { name: "Only these", exact: true }).check();
    await button("Show an example of messageNew").click();
    const example = page.getByRole("dialog", { name: "What messageNew looks like" });
    await example.getByText("Invoice 2026-0311").waitFor();
    expect(new URL(page.url()).search).toBe("?example=messageNew");
    await page.keyboard.press("Escape");
    await page.getByRole("checkbox", { name: "messageNew" }).check();
    await button("Add the endpoint").click();

    const shown = page.getByRole("dialog", { name: "The signing secret" });
    await shown.waitFor();
    secret = /whsec_[\w+/=]+/.exec(await shown.innerText())?.[0] ?? "";
    await button("Done", shown).click();
    await shown.getByText("You have not copied it.", { exact: false }).waitFor();
    await button("Close all the same", shown).click();
    await heading("Help desk").waitFor();
    expect(await page.content()).not.toContain(secret);
  });

  it("shows mail in the live tail as it arrives, and its delivery, signed with that secret", async () => {
    await page.getByRole("link", { name: "Events", exact: true }).click();
    await page.getByText("Live", { exact: true }).first().waitFor();
    await page.getByText("Waiting for the next event.", { exact: false }).waitFor();
    await dovecot.deliver("ada", mail({ subject: "Printer on fire", messageId: "<fire@example.com>" }));
    const event = button("messageNew", page.getByRole("region", { name: "Events, the newest first" }));
    const found = page.getByRole("listitem").filter({ hasText: "Printer on fire" });
    await found.waitFor();
    expect(await event.count()).toBeLessThanOrEqual(1);
    await found.getByRole("button").click();
    const json = page.getByRole("dialog", { name: "messageNew" });
    await json.getByText("<fire@example.com>", { exact: false }).first().waitFor();
    expect(new URL(page.url()).searchParams.get("show")).toMatch(/^[0-9a-f-]{36}$/);
    await json.getByRole("link", { name: "Open" }).click();
    await heading("messageNew").waitFor();

    await receiver.waitFor(() => sent("/desk").length === 2, 15_000);
    const request = sent("/desk")[1];
    new Webhook(secret).verify(request?.rawBody.toString() ?? "", request?.headers as Record<string, string>);
    await page.getByRole("link", { name: "Its deliveries" }).click();
    await row("Help desk").getByText("Delivered").waitFor();
    await row("Help desk").getByRole("link", { name: "messageNew" }).click();
    await page.getByText(`webhook-id: ${String(request?.headers["webhook-id"])}`, { exact: false }).waitFor();
    await page.getByText("Printer on fire", { exact: false }).waitFor();
  });

  it("holds back what arrives while the tail is paused, and finds what has happened", async () => {
    await dashboard.open("/events?type=messageNew");
    await page.getByText("Waiting for the next event.", { exact: false }).waitFor();
    await button("Pause").click();
    await dovecot.deliver("ada", mail({ subject: "Second", messageId: "<second@example.com>" }));
    await page.getByText("1 event arrived while it was paused.").waitFor();
    expect(await page.getByRole("listitem").filter({ hasText: "Second" }).count()).toBe(0);
    await button("Go on").click();
    await page.getByRole("listitem").filter({ hasText: "Second" }).waitFor();
    await page.getByText("Past", { exact: true }).click();
    await page.getByRole("listitem").filter({ hasText: "Printer on fire" }).waitFor();
    await page.getByRole("searchbox").fill("<second@");
    await page.getByRole("listitem").filter({ hasText: "Printer on fire" }).waitFor({ state: "detached" });
    expect(await page.getByRole("listitem").filter({ hasText: "Second" }).count()).toBe(1);
    await page.reload();
    await page.getByText("1 event shown").waitFor();
  });

  it("sends an endpoint what happened, as a test", async () => {
    await page.getByRole("listitem").getByRole("button").click();
    await page.getByRole("dialog").getByRole("link", { name: "Open" }).click();
    await page.getByRole("combobox", { name: "Endpoint" }).click();
    await page.getByRole("option", { name: "Help desk" }).click();
    await button("Test with it").click();
    await heading("Help desk").waitFor();
    receiver.script({ times: 1, status: 500, body: "no room", matches: ({ url }) => url === "/desk" });
    await button("Send it").click();
    await page.getByText("It did not work").waitFor();
    await page.getByText("no room").waitFor();
    expect(sent("/desk").at(-1)?.json).toMatchObject({ event: "messageNew", data: { subject: "Second" } });
  });

  it("tries functions in the sandbox, tells where one is wrong, and saves them", async () => {
    await tab("Functions");
    await write("Filter", 'return payload.data.subject === "Second" ? 1 : 0;');
    await write("Map", "return { text: payload.data.subject };");
    await button("Run").click();
    await page.getByText("It returned 1, which counts as true.", { exact: false }).waitFor();
    await page.getByText('"text": "Second"').waitFor();
    await page.getByRole("combobox", { name: "Begin with an example" }).click();
    await page.getByRole("option", { name: "messageNew" }).click();
    await button("Run").click();
    await page.getByText("The filter does not let it pass").waitFor();
    await page.getByText("Nothing would be sent.").waitFor();

    await write("Map", "return {;");
    await button("Save").click();
    await page
      .locator(".mantine-InputWrapper-error")
      .filter({ hasText: /line 1/i })
      .waitFor();
    await write("Map", "return payload.nothing.there;");
    await button("Save").click();
    await page.getByText("The functions are saved.", { exact: false }).waitFor();
    await dovecot.deliver("ada", mail({ subject: "Second", messageId: "<third@example.com>" }));
    await receiver.waitFor(() => sent("/desk").some(({ rawBody }) => rawBody.includes("<third@example.com>")), 15_000);
    await page.reload();
    await row("Map").getByText("(line 1", { exact: false }).waitFor();
  });

  it("tells what payload is, shows how the functions were, and sets them back", async () => {
    await page.getByText("What payload looks like: messageNew").click();
    await page.getByText('subject: string; // "Invoice 2026-0311"', { exact: false }).waitFor();
    await write("Filter", "return payload.data.su");
    await page.keyboard.type("b");
    await page.getByRole("option", { name: "subject" }).click();
    await page.keyboard.type(";");
    await page.getByText("return payload.data.subject;", { exact: true }).waitFor();
    await button("Save").click();
    await page.getByText("The functions are saved.", { exact: false }).waitFor();

    await button("Versions").click();
    const versions = page.getByRole("dialog", { name: "Versions" });
    await versions.getByRole("button", { name: /Version 1/ }).click();
    await versions.getByText('return payload.data.subject === "Second" ? 1 : 0;').waitFor();
    expect(new URL(page.url()).search).toContain("dialog=versions&version=1");
    await page.goBack();
    await page.goBack();
    await versions.waitFor({ state: "detached" });
    await page.goForward();
    await versions.getByRole("button", { name: /Version 1/ }).click();
    await button("Set back to this version", versions).click();
    const question = page.getByRole("dialog", { name: "Set back to version 1?" });
    await page.keyboard.press("Escape");
    await question.waitFor({ state: "detached" });
    await button("Set back to this version", versions).click();
    await button("Set back", question).click();
    await page.getByText("The functions are set back.").waitFor();
    await versions.waitFor({ state: "detached" });
    await page
      .getByRole("textbox", { name: "Filter", exact: true })
      .getByText('return payload.data.subject === "Second" ? 1 : 0;')
      .waitFor();
  });

  it("makes another secret, and signs with both for a while", async () => {
    await tab("Signature");
    await button("Make a new secret").click();
    const question = page.getByRole("dialog", { name: "Make a new secret?" });
    await button("Make a new secret", question).click();
    const shown = page.getByRole("dialog", { name: "The signing secret" });
    const next = /whsec_[\w+/=]+/.exec(await shown.innerText())?.[0] ?? "";
    expect(next).not.toBe(secret);
    await button("Copy the secret", shown).click();
    await button("Done", shown).click();
    await page.getByText("Requests are signed with two secrets", { exact: false }).waitFor();
    await page.getByRole("tab", { name: "Python" }).click();
    await page.getByText("from flask import", { exact: false }).waitFor();
  });

  it("lists what failed for good, and delivers it again", async () => {
    receiver.script({ times: 3, status: 503, body: "busy", matches: ({ url }) => url === "/down" });
    await dashboard.callAsUser("POST", "/v1/webhooks/endpoint", {
      name: "Archive",
      targetUrl: `${receiver.url}/down`,
      events: ["accountAdded"],
      retry: { attempts: 1 },
    });
    for (const account of ["one", "two", "three"])
      await dashboard.callAsUser("POST", "/v1/account", { account, name: account });
    await dashboard.open("/webhooks/deliveries?state=failed");
    await eventually(() => rows().count()).toBe(3);
    await row("one").getByRole("link", { name: "accountAdded" }).click();
    await page.getByText("busy").waitFor();
    await button("Deliver again").click();
    await page.getByText("Attempt 2").waitFor();
    await page.locator("dd").getByText("Delivered", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Delivery log" }).click();

    await dashboard.open("/webhooks/deliveries?state=failed&event=accountAdded");
    await eventually(() => rows().count()).toBe(2);
    await rows().first().getByRole("checkbox").check();
    await button("Deliver 1 delivery again").waitFor();
    await rows().first().getByRole("checkbox").uncheck();
    await button("Deliver all that failed again").click();
    await button("Deliver again", page.getByRole("dialog")).click();
    await page.getByText("2 deliveries on the way again.").waitFor();
    await page.getByText("Nothing matches this filter").waitFor();
    await eventually(() => sent("/down").length).toBe(6);
  });

  it("replays what happened to an endpoint", async () => {
    await dashboard.open("/webhooks");
    await row("Archive").getByRole("link", { name: "Archive" }).click();
    await tab("Replay");
    await button("Start").click();
    await row("Done").waitFor();
    await eventually(() => sent("/down").length).toBe(10);
    await row("Done").getByRole("link", { name: "Show its deliveries" }).click();
    await eventually(() => rows().count()).toBe(4);
  });

  it("pauses, changes and deletes an endpoint", async () => {
    await page.goBack();
    await heading("Archive").waitFor();
    await button("Pause").click();
    await page.getByText("The endpoint is paused.", { exact: false }).waitFor();
    // It would cover the button that saves.
    await page.locator(".mantine-Notification-closeButton").first().click();
    await tab("Settings");
    await page.getByLabel("Name").first().fill("Cold archive");
    await page.getByRole("textbox", { name: "Address" }).fill("nowhere");
    await button("Save").click();
    await page.getByText("This is not an http or https address").waitFor();
    await page.getByRole("textbox", { name: "Address" }).fill(`${receiver.url}/cold`);
    await button("Save").click();
    await heading("Cold archive").waitFor();
    await button("Delete").click();
    await button("Delete", page.getByRole("dialog", { name: "Delete the endpoint “Cold archive”?" })).click();
    await heading("Webhooks").waitFor();
    await eventually(() => row("Cold archive").count()).toBe(0);
  });
});
