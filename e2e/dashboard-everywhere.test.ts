import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findingsOn } from "./accessibility.ts";
import { type Control, controlsOn, press } from "./controls.ts";
import { openSeededDashboard, type SeededDashboard, VIEWER } from "./seeded-dashboard.ts";
import { undocumented } from "./operations.ts";

/** Pressed only where a test means it: they end the session, leave the dashboard, or can't be seen. */
const LEFT_ALONE = /^(Sign out|API Reference|End this session|Skip to|Licences of|List of parts)|in the API reference$/;

/** What is the same on several pages of an area, or for each row of a list, is pressed once. */
function keyOf({ role, name, href, isOfFrame }: Control, path: string): string {
  const [, area] = path.split(/[/?]/);
  const kind = name.replace(/^(Actions for|Copy|Reset:|Choose|Remove) .*/, "$1");
  // Links to the same page of something else lead to the same page.
  const page = href?.replaceAll(/[\w-]{11,}|(?<==)[^&]+/g, "one");
  return `${role} ${isOfFrame ? "frame" : area} ${page === undefined ? kind : page}`;
}

describe("the dashboard, everywhere", () => {
  let dashboard: SeededDashboard;
  let page: Page;
  beforeAll(async () => {
    dashboard = await openSeededDashboard();
    ({ page } = dashboard);
  });
  afterAll(() => dashboard.remove());

  /** Nothing is on its way, and what came was drawn. */
  async function settle(at = page): Promise<void> {
    // Some things take as long as a mail server does; nobody has to wait for them here.
    await at
      .locator('[aria-busy="true"]')
      .first()
      .waitFor({ state: "detached", timeout: 2000 })
      .catch(() => {});
    await at.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
  }
  /** Goes to a page, within the one that is open where there is one: to load it anew takes ten times as long. */
  async function open(path: string, at = page): Promise<void> {
    const isInside = at.url().match(/\/admin\/(?!reference)/) !== null;
    if (isInside && !(await controlsOn(at)).isOpen)
      await at.evaluate(`history.pushState(null, "", ${JSON.stringify(`/admin${path}`)})`);
    else await at.goto(`${dashboard.posthorn.url}/admin${path}`);
    await at.getByRole("heading", { level: 1 }).first().waitFor();
    await settle(at);
  }

  it("can be used by everyone, in light and dark, on a screen and on a phone", async () => {
    const findings: unknown[] = [];
    for (const path of Object.values(dashboard.pages)) {
      await open(path);
      findings.push(...(await findingsOn(page)));
    }
    expect(findings).toEqual([]);
    expect(dashboard.browser.troubles.splice(0)).toEqual([]);
  }, 600_000);

  it("has no link and no button that leads into trouble", async () => {
    const pressed = new Set<string>();
    const lost: string[] = [];
    for (const path of Object.values(dashboard.pages)) {
      await open(path);
      const here = page.url();
      const { found } = await controlsOn(page);
      for (const control of found) {
        const key = keyOf(control, path);
        if (pressed.has(key) || LEFT_ALONE.test(control.name)) continue;
        pressed.add(key);
        expect(control.name, `on ${path}`).not.toMatch(/^WITHOUT NAME/);
        if (!(await press(page, control))) continue;
        await settle();
        if (await page.getByRole("heading", { name: "There is no such page" }).isVisible()) lost.push(key);
        await pressWhatOpened(control, pressed, path);
        if (page.url() !== here) await open(path);
      }
    }
    expect(lost).toEqual([]);
    expect(dashboard.browser.troubles.splice(0)).toEqual([]);
    // One account's server refuses the login, so that its mail can't be had.
    const failed = dashboard.browser.requests.filter(({ status, url }) => status >= 500 && !url.includes("/cleo/"));
    expect(failed).toEqual([]);
  }, 600_000);

  /** Presses each entry of the menu that `opener` opened; closes dialogs without confirming anything. */
  async function pressWhatOpened(opener: Control, pressed: Set<string>, path: string): Promise<void> {
    const { isOpen, found } = await controlsOn(page);
    if (!isOpen) return;
    await close(path);
    for (const entry of found.filter(({ role }) => role === "menuitem")) {
      const key = keyOf(entry, path);
      if (pressed.has(key) || LEFT_ALONE.test(entry.name)) continue;
      pressed.add(key);
      if (!(await press(page, opener))) return;
      if (!(await press(page, entry))) continue;
      await settle();
      await close(path);
    }
  }

  async function close(path: string): Promise<void> {
    if (!(await controlsOn(page)).isOpen) return;
    await page.keyboard.press("Escape");
    await settle();
    if ((await controlsOn(page)).isOpen) await open(path);
  }

  /** What a viewer finds at an address: the heading, and the buttons that change something there, which are not offered. */
  it.each([
    ["/", "Home", ["Add an account"]],
    ["/accounts", "Accounts", ["Add an account", "Reconnect", "Delete"]],
    ["/accounts/ada", "Ada Ray", ["Edit", "Reconnect", "Run sync", "Delete"]],
    ["/outbox", "Outbox", ["Cancel", "Send now"]],
    ["/templates", "Templates", ["Add a template", "Delete"]],
    ["/gateways", "Gateways", ["Add a gateway", "Delete"]],
    ["/suppression-lists", "Suppression lists", ["Add an address", "Delete"]],
    ["/webhooks", "Webhooks", ["Add an endpoint", "Delete"]],
    ["/webhooks/deliveries", "Delivery log", ["Retry", "Replay"]],
    ["/tokens", "Access Tokens", ["Create a token", "Choose", "Delete"]],
    ["/applications", "OAuth2 applications", ["Add an application", "Delete"]],
    ["/ai", "AI", ["Try it", "Use this prompt", "Set up a model"]],
    ["/agents", "Agents", ["Connect", "Stop", "Let it go on", "Revoke"]],
    ["/agents?tab=settings", "Agents", ["Connect"]],
    ["/alerts", "Alerts", ["Add a rule", "Delete", "Webhooks fail"]],
    ["/queues", "Queues", ["Pause", "Go on"]],
    ["/nodes", "Nodes", []],
    ["/certificates", "TLS certificates", ["Order", "Upload", "Delete"]],
    ["/settings", "Settings", ["Reset", "Save", "Read from a file"]],
    ["/about", "About", []],
    ["/account/security", /./, []],
  ] as const)("shows a viewer %s and offers nothing that is not allowed", async (path, heading, withheld) => {
    const { browser } = dashboard;
    viewing ??= await signInViewer();
    browser.requests.length = 0;
    await open(path, viewing);
    await viewing.getByRole("heading", { level: 1, name: heading }).waitFor();
    await settle(viewing);
    const names = (await controlsOn(viewing)).found.map(({ name }) => name);
    expect(names.filter((name) => (withheld as readonly string[]).some((word) => name.startsWith(word)))).toEqual([]);
    expect(browser.requests.filter(({ status }) => status >= 400)).toEqual([]);
    expect(browser.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it.each(["/users", "/admin-log"])("keeps %s from a viewer, and says so", async (path) => {
    viewing ??= await signInViewer();
    const menu = await viewing.getByRole("navigation", { name: "Pages" }).innerText();
    expect(menu).not.toMatch(/^(Users|Admin log)$/m);
    await open(path, viewing);
    await viewing.getByText("This is not allowed").first().waitFor();
    dashboard.browser.troubles.length = 0;
  });

  it.each(["/add-account", "/accounts/ada/edit", "/gateways/new", "/templates/new", "/webhooks/new", "/alerts/new"])(
    "shows a viewer at %s no form that would fail",
    async (path) => {
      viewing ??= await signInViewer();
      await open(path, viewing);
      await viewing.getByRole("heading", { level: 1, name: "This is not for your role" }).waitFor();
      expect(await viewing.locator("form").count()).toBe(0);
      await viewing.getByRole("link", { name: "Go to Home" }).waitFor();
    },
  );

  let viewing: Page | undefined;
  async function signInViewer(): Promise<Page> {
    const profile = await dashboard.browser.open({ viewport: { width: 1280, height: 800 } });
    await profile.request.post(`${dashboard.posthorn.url}/v1/session`, { data: VIEWER });
    return profile.newPage();
  }

  it("has called nothing that is not documented, and nobody else", () => {
    expect(undocumented(dashboard.browser.requests, dashboard.posthorn.url)).toEqual([]);
  });
});
