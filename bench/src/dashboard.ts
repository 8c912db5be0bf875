import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { startDovecot } from "@posthorn/fakes/dovecot";
import { startWebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { imapAccount } from "./imap-account.ts";
import { inTurn } from "./in-turn.ts";
import { median, ms, percentile, times } from "./numbers.ts";
import { type Posthorn, startPosthorn } from "./posthorn.ts";
import { type Benchmark, type Row, rowOf } from "./row.ts";
import type { Scope } from "./scope.ts";

const ACCOUNTS = 10_000;
const ACCOUNTS_AT_ONCE = 50;
const EVENTS_PER_SECOND = 500;
const TAIL_MS = 10_000;
const ROUNDS = 10;
const USER = { name: "Ada", password: "correct horse battery" };

export const dashboard: Benchmark = {
  name: "dashboard",
  how:
    "A real Chromium on the same machine. First load: a new profile without a cache, until the sign-in page takes input; " +
    "bare is the small page at `/` of the same server. " +
    `The list: ${ACCOUNTS.toLocaleString("en")} accounts, from a press until the rows stand there; bare is the same call of the API. ` +
    `The live tail: ${EVENTS_PER_SECOND} events a second for ${TAIL_MS / 1000} s; bare is the same page without events. ` +
    "A new user: from the link of the terminal to the first webhook of a mail, with the keyboard and mouse of a program; " +
    "bare are the same calls of the API.",
  async run(scope) {
    const browser = await chromium.launch({
      executablePath: "/usr/bin/chromium-headless-shell",
      args: ["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"],
    });
    scope.defer(() => browser.close());
    const fresh = await startPosthorn(scope);
    const rows: Row[] = [...(await firstLoad(browser, fresh)), await newUser(scope, browser, fresh)];
    await fresh.stop();
    const full = await startPosthorn(scope);
    const page = await signIn(browser, full);
    rows.push(await liveTail(scope, page, full), await longList(scope, page, full));
    return rows;
  },
};

/** How much is loaded, and how long it takes until somebody can type. */
async function firstLoad(browser: Browser, { url }: Posthorn): Promise<Row[]> {
  let bytes = 0;
  let requests = 0;
  const cold = async (open: (page: Page) => Promise<unknown>, counts: boolean) => {
    const profile = await browser.newContext();
    const page = await profile.newPage();
    if (counts) {
      bytes = requests = 0;
      page.on("requestfinished", (request) => {
        requests++;
        void request.sizes().then(({ responseBodySize }) => (bytes += responseBodySize));
      });
    }
    await open(page);
    await profile.close();
  };
  const took = await inTurn(
    { rounds: ROUNDS, warmUp: 2 },
    () =>
      cold(async (page) => {
        await page.goto(`${url}/admin/setup`);
        await page.getByRole("heading", { level: 1 }).waitFor();
      }, true),
    () =>
      cold(async (page) => {
        await page.goto(`${url}/`);
        await page.getByRole("heading", { level: 1 }).waitFor();
      }, false),
  );
  const [ours, bare] = [median(took.ours), median(took.theirs)];
  return [
    rowOf("dashboard: first page on a cold cache can be used", ms(ours), { bare: ms(bare), ratio: times(ours / bare) }),
    rowOf(`dashboard: loaded for it, in ${requests} requests`, `${Math.round(bytes / 1024)} KiB`, {
      budget: "< 350 KiB",
      isMet: bytes < 350 * 1024,
    }),
  ];
}

/** The whole way of somebody new, as the documentation tells it. */
async function newUser(scope: Scope, browser: Browser, posthorn: Posthorn): Promise<Row> {
  const dovecot = await startDovecot();
  scope.defer(() => dovecot.stop());
  const receiver = await startWebhookReceiver();
  scope.defer(() => receiver.close());
  const told = (subject: string) =>
    receiver.waitFor(
      (all) => all.some(({ json }) => (json as { data?: { subject?: string } }).data?.subject === subject),
      60_000,
    );

  const began = performance.now();
  const page = await (await browser.newContext()).newPage();
  await page.goto(posthorn.setupLink);
  await page.getByLabel("User name").fill(USER.name);
  await page.getByRole("textbox", { name: "Password", exact: true }).fill(USER.password);
  await page.getByRole("textbox", { name: "Password again" }).fill(USER.password);
  await page.getByRole("button", { name: "Create and sign in" }).click();
  await page.getByLabel("Webhook address").fill(`${receiver.url}/hook`);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Webhooks are on.").waitFor();
  await page.evaluate(
    async (body) => {
      const { csrfToken } = (await (await fetch("/v1/session")).json()) as { csrfToken: string };
      const headers = { "content-type": "application/json", "x-csrf-token": csrfToken };
      await fetch("/v1/account", { method: "POST", headers, body: JSON.stringify(body) });
    },
    imapAccount(dovecot, "first"),
  );
  await page.goto(`${posthorn.url}/admin/accounts/first`);
  await page.getByText("Connected", { exact: true }).first().waitFor();
  await dovecot.deliver("first", "Subject: by hand\r\nMessage-ID: <1@new>\r\n\r\nHello\r\n");
  await told("by hand");
  const ours = performance.now() - began;

  const bareBegan = performance.now();
  await posthorn.api.call("POST", "/v1/settings", { webhooks: `${receiver.url}/hook`, webhooksEnabled: true });
  await posthorn.api.call("POST", "/v1/account", imapAccount(dovecot, "second"));
  while ((await posthorn.client.accounts.get({ account: "second" })).state !== "connected")
    await new Promise((resolve) => setTimeout(resolve, 20));
  await dovecot.deliver("second", "Subject: by program\r\nMessage-ID: <2@new>\r\n\r\nHello\r\n");
  await told("by program");
  const bare = performance.now() - bareBegan;
  return rowOf("dashboard: a new user, from the first link to the first webhook", ms(ours), {
    bare: ms(bare),
    ratio: times(ours / bare),
  });
}

async function signIn(browser: Browser, posthorn: Posthorn): Promise<Page> {
  const profile: BrowserContext = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const link = posthorn.setupLink.split("#")[1];
  await profile.request.post(`${posthorn.url}/v1/setup`, { data: { ...USER, link } });
  return profile.newPage();
}

/** Runs in the page: how long frames took, and how long tasks held it, since it was called. */
const WATCH_FRAMES = `(() => {
  const frames = [];
  let last = performance.now();
  const next = (now) => { frames.push(now - last); last = now; requestAnimationFrame(next); };
  requestAnimationFrame(next);
  globalThis.watchedFrames = frames;
})()`;

async function liveTail(scope: Scope, page: Page, posthorn: Posthorn): Promise<Row> {
  await posthorn.api.call("POST", "/v1/settings", { blocklistEvents: true });
  await posthorn.api.call("POST", "/v1/account", sendOnly(0));
  await page.goto(`${posthorn.url}/admin/events`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForTimeout(1000);
  const framesWhile = async (work: () => Promise<unknown>) => {
    await page.evaluate(WATCH_FRAMES);
    await work();
    return page.evaluate<number[]>("globalThis.watchedFrames.splice(0)");
  };
  const bare = await framesWhile(() => page.waitForTimeout(TAIL_MS / 2));
  let told = 0;
  const ours = await framesWhile(async () => {
    const began = performance.now();
    while (performance.now() - began < TAIL_MS) {
      const due = Math.floor(((performance.now() - began) / 1000) * EVENTS_PER_SECOND) - told;
      const calls = Array.from({ length: Math.min(due, 200) }, (_, at) =>
        posthorn.api.call("POST", "/v1/blocklist/tail.example.org", {
          account: "only-0",
          recipient: `r${told + at}@example.net`,
        }),
      );
      told += calls.length;
      await Promise.all(calls);
      if (calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
  });
  scope.say(
    `${told} events in ${TAIL_MS / 1000} s; ${ours.length} frames, the slowest ${Math.max(...ours).toFixed(0)} ms`,
  );
  return rowOf(
    `dashboard: live tail at ${Math.round(told / (TAIL_MS / 1000))} events/s, 99 of 100 frames`,
    `< ${ms(percentile(ours, 0.99))}`,
    {
      bare: `< ${ms(percentile(bare, 0.99))}`,
      ratio: times(percentile(ours, 0.99) / percentile(bare, 0.99)),
      budget: "< 50 ms",
      isMet: percentile(ours, 0.99) < 50,
    },
  );
}

async function longList(scope: Scope, page: Page, posthorn: Posthorn): Promise<Row> {
  for (let from = 1; from < ACCOUNTS; from += ACCOUNTS_AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(ACCOUNTS_AT_ONCE, ACCOUNTS - from) }, (_, at) =>
        posthorn.api.call("POST", "/v1/account", sendOnly(from + at)),
      ),
    );
  scope.say(`${ACCOUNTS} accounts are there`);
  await page.goto(`${posthorn.url}/admin/about`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const took = await inTurn(
    { rounds: ROUNDS, warmUp: 2 },
    async (round) => {
      // Another page each time, so that nothing is remembered.
      await page.evaluate(`history.pushState(null, "", "/admin/accounts?page=${100 + round}")`);
      await page.getByRole("row").nth(10).waitFor();
      await page.evaluate(`history.pushState(null, "", "/admin/about")`);
      await page.getByRole("heading", { name: "About" }).waitFor();
    },
    (round) => posthorn.api.call("GET", `/v1/accounts?pageSize=20&page=${99 + round}`),
  );
  const [ours, bare] = [median(took.ours), median(took.theirs)];
  return rowOf(`dashboard: a page of ${ACCOUNTS.toLocaleString("en")} accounts is shown, and left`, ms(ours), {
    bare: ms(bare),
    ratio: times(ours / bare),
    budget: "< 500 ms",
    isMet: ours < 500,
  });
}

/** An account that nothing is connected for: what is measured is the page, not a thousand mail servers. */
const sendOnly = (index: number) => ({
  account: `only-${index}`,
  name: `Account ${index}`,
  email: `only${index}@example.org`,
  smtp: { host: "127.0.0.1", port: 9, secure: false, requireTLS: false },
});
