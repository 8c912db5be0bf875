import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type OpenDashboard, openDashboard } from "./dashboard-installation.ts";
import { imapAccount, mail } from "./mail.ts";

describe("Home of the dashboard", () => {
  let dashboard: OpenDashboard;
  let dovecot: Dovecot;
  let smtp: SmtpSink;
  let receiver: WebhookReceiver;
  let page: Page;

  beforeAll(async () => {
    [dashboard, dovecot, smtp, receiver] = await Promise.all([
      openDashboard(),
      startDovecot(),
      startSmtpSink(),
      startWebhookReceiver(),
    ]);
    ({ page } = dashboard);
  });
  afterAll(async () => {
    await dashboard?.remove();
    await Promise.all([dovecot?.stop(), smtp?.close(), receiver?.close()]);
  });
  afterEach(() => {
    expect(dashboard.browser.troubles.splice(0)).toEqual([]);
    expect(dashboard.browser.requests.filter(({ status }) => status >= 500)).toEqual([]);
  });

  const call = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    dashboard.callAsUser<T>(method, path, body);
  const section = (title: string) =>
    page.locator("section").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
  const step = (title: string) => page.getByRole("listitem").filter({ hasText: title });
  const figure = (within: Locator, label: string) =>
    within.locator("span").getByText(label, { exact: true }).locator("xpath=following-sibling::span").innerText();
  /** Waits for figures; the page asks for new ones only now and then, so it is opened anew. */
  const showsFigures = (within: Locator, wanted: () => Record<string, string>) =>
    vi.waitFor(
      async () => {
        await page.reload();
        for (const [label, value] of Object.entries(wanted()))
          expect(`${label}: ${await figure(within, label)}`).toBe(`${label}: ${value}`);
      },
      { timeout: 30_000, interval: 300 },
    );

  it("shows first steps, and ticks those that are done", async () => {
    await dashboard.open("/");
    await step("Connect a mailbox").getByText("to be done").waitFor();
    await step("Connect a mailbox").getByRole("link", { name: "Add an account" }).waitFor();
    await call("POST", "/v1/account", imapAccount(dovecot, "ada", smtp));
    await vi.waitFor(async () => expect((await call("GET", "/v1/account/ada"))["state"]).toBe("connected"), {
      timeout: 30_000,
      interval: 50,
    });
    await page.reload();
    await step("Connect a mailbox").getByText("done", { exact: true }).waitFor();
    const address = page.getByRole("textbox", { name: "Webhook address" });
    await address.fill("ftp://example.com/hook");
    await page.getByRole("button", { name: "Save" }).click();
    await step("Say where events go").locator(".mantine-TextInput-error").waitFor();
    await address.fill(`${receiver.url}/hook`);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Webhooks are on.").waitFor();
    await step("Say where events go").getByText("done", { exact: true }).waitFor();
  });

  it("counts mail that came, was sent and waits, and what webhooks told", async () => {
    await dovecot.deliver("ada", mail({ subject: "Hello", messageId: "<hello@example.com>" }));
    const letter = { to: [{ address: "ida@example.com" }], subject: "Hi", text: "Hi", copy: false };
    await call("POST", "/v1/account/ada/submit", letter);
    await call("POST", "/v1/account/ada/submit", {
      ...letter,
      sendAt: new Date(Date.now() + 86_400_000).toISOString(),
    });
    await smtp.waitFor((received) => received.length === 1);
    await showsFigures(section("Accounts"), () => ({ Accounts: "1", Connected: "1", "Need attention": "0" }));
    await showsFigures(section("Activity"), () => ({
      "New messages": "1",
      "Messages sent": "1",
      "Webhooks delivered": String(receiver.received.length),
      "Webhooks failed": "0",
    }));
    const sending = page.getByRole("heading", { name: "Sending" }).locator("xpath=ancestor::div[2]");
    await showsFigures(sending, () => ({ Waiting: "0", "Put off": "1" }));
  });

  it("draws what happened within an hour, a day, a week and 30 days", async () => {
    const chart = page.getByRole("img", {
      name: "New messages, events, delivered webhooks and sent messages over time",
    });
    for (const [label, seconds] of [
      ["1 h", 3600],
      ["7 d", 604_800],
      ["30 d", 2_592_000],
      ["24 h", 86_400],
    ] as const) {
      await page.getByText(label, { exact: true }).click();
      await expect.poll(() => new URL(page.url()).search).toBe(seconds === 86_400 ? "" : `?seconds=${seconds}`);
      await chart.waitFor();
      // It all happened a moment ago, so it stands at the right edge, or near it where a step is a minute.
      const { width = 0, height = 0 } = (await chart.boundingBox()) ?? {};
      let fromEdge = 0;
      await expect
        .poll(
          async () => {
            await chart.hover({ position: { x: width - (fromEdge += 3), y: height / 2 } });
            return chart.innerText();
          },
          { timeout: 30_000, interval: 20 },
        )
        .toMatch(/Sent\s+1\b/);
      await page.mouse.move(0, 0);
    }
  });

  it("counts what came to an account and went from it, on its page", async () => {
    await dashboard.open("/accounts/ada");
    const figures = () => ({ "New messages": "1", "Messages sent": "1", Bounced: "0" });
    await showsFigures(section("Activity"), figures);
    const chart = page.getByRole("img", { name: "What came, was sent, given up and bounced, over time" });
    await chart.waitFor();
    await section("Activity").getByText("30 d", { exact: true }).click();
    await expect.poll(() => new URL(page.url()).search).toBe("?seconds=2592000");
    await showsFigures(section("Activity"), figures);
    await chart.waitFor();
  });
});
