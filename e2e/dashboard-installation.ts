import { CSRF_HEADER } from "@posthorn/contracts/sessions";
import type { BrowserContextOptions, Page } from "playwright-core";
import { startBrowser, type TestBrowser } from "./browser.ts";
import { type Engine, install, type Installation } from "./installation.ts";

/** An installation whose first user, an owner, is signed in to the dashboard. */
export interface OpenDashboard {
  readonly posthorn: Installation;
  readonly browser: TestBrowser;
  /** On Home, in a wide and light window. */
  readonly page: Page;
  /** Opens a page of the dashboard by its address below `/admin`. */
  open(path: string): Promise<void>;
  /** Calls the API as the user who is signed in; what was refused is an error. */
  callAsUser<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Ends browser and server and removes all data. */
  remove(): Promise<void>;
}

export const FIRST_USER = { name: "Ada", password: "correct horse battery" } as const;

interface Options {
  engine?: Engine;
  env?: Record<string, string>;
  context?: BrowserContextOptions;
}

/** Starts the program on one database and a browser, and makes the first user by the link of the terminal. */
export async function openDashboard({
  engine = "sqlite",
  env = {},
  context = {},
}: Options = {}): Promise<OpenDashboard> {
  const [posthorn, browser] = await Promise.all([install(engine, env), startBrowser()]);
  const profile = await browser.open({ viewport: { width: 1280, height: 800 }, ...context });
  const secret = /\/admin\/setup#([0-9a-f]{64})/.exec(posthorn.terminal)?.[1];
  const answer = await profile.request.post(`${posthorn.url}/v1/setup`, { data: { ...FIRST_USER, link: secret } });
  if (!answer.ok()) throw new Error(`The first user could not be made: ${await answer.text()}`);
  const { csrfToken } = (await answer.json()) as { csrfToken: string };
  const page = await profile.newPage();
  page.setDefaultTimeout(40_000);
  const open = async (path: string) => {
    await page.goto(`${posthorn.url}/admin${path}`);
  };
  await open("/");
  return {
    posthorn,
    browser,
    page,
    open,
    async callAsUser<T>(method: string, path: string, body?: unknown) {
      const answer = await profile.request.fetch(`${posthorn.url}${path}`, {
        method,
        headers: { [CSRF_HEADER]: csrfToken },
        ...(body !== undefined && { data: body }),
      });
      if (!answer.ok()) throw new Error(`${method} ${path}: ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    async remove() {
      await browser.close();
      await posthorn.remove();
    },
  };
}
