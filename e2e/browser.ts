import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** A real Chromium, and everything that went wrong in it. */
export interface TestBrowser {
  /** A browser profile of its own: cookies, storage, pages. Unless told, it belongs to somebody who wants nothing to move. */
  open(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** Complaints of pages, requests that failed, and what the content security policy stopped. */
  readonly troubles: string[];
  /** Every request of pages that was answered. One that was not is a trouble. */
  readonly requests: { method: string; url: string; status: number }[];
  close(): Promise<void>;
}

/** Debian's that has no windows: the other draws tabs and toolbars that nobody sees. */
const EXECUTABLE = "/usr/bin/chromium-headless-shell";
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
  // To optimise what runs for a second costs more than it saves.
  "--js-flags=--no-opt --no-maglev",
];

/** Runs in the page. Violations that stop a style or an image are told nowhere else. */
const TELL_OF_POLICY = `document.addEventListener("securitypolicyviolation", (event) => {
  console.error("CSP stopped", event.blockedURI, event.violatedDirective, event.sourceFile);
});`;

export async function startBrowser(): Promise<TestBrowser> {
  const browser: Browser = await chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS, timeout: 120_000 });
  const troubles: string[] = [];
  const requests: TestBrowser["requests"] = [];

  function watch(page: Page): void {
    page.on("pageerror", (error) => troubles.push(`${page.url()}: ${error.stack ?? error.message}`));
    page.on("console", (message) => {
      // Chromium also complains of answers that are meant to be refusals; those are in `requests`.
      const isAnswer = message.text().startsWith("Failed to load resource: the server responded with");
      if ((message.type() === "error" || message.type() === "warning") && !isAnswer)
        troubles.push(`${page.url()}: ${message.text()}`);
    });
    page.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText ?? "failed";
      // What a page no longer wants when it is left.
      if (reason !== "net::ERR_ABORTED") troubles.push(`${request.method()} ${request.url()}: ${reason}`);
    });
    page.on("response", (response) => {
      requests.push({ method: response.request().method(), url: response.url(), status: response.status() });
    });
  }

  return {
    troubles,
    requests,
    async open(options) {
      // Without windows it would refuse what it allows where somebody presses a button.
      const permissions = ["clipboard-write"];
      const context = await browser.newContext({ reducedMotion: "reduce", permissions, ...options });
      context.on("page", watch);
      await context.addInitScript(TELL_OF_POLICY);
      return context;
    },
    close: () => browser.close(),
  };
}
