import { ATTACK_VECTORS } from "@posthorn/fakes/attack-vectors";
import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startBrowser, type TestBrowser } from "./browser.ts";
import { install, type Installation } from "./installation.ts";
import { imapAccount } from "./mail.ts";

const PAGE = "http://webmail.example/";
/** Where mails of these tests may have images. */
const IMAGES = "https://img.example/";
const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

/** Mails on one page: each page takes a while. */
const ON_PAGE = 6;

/** A page as careless as can be: it puts the HTML between its own, without a frame and without a policy. */
const pageWith = (mails: string[]) => `<!doctype html><title>Mail</title>
  <style>
    body { margin: 0; background: white }
    .box { position: absolute; width: 200px }
    .box > div:first-child { max-height: 200px }
    .modal, .fixed-top, #admin { position: fixed; inset: 0; background: red }
  </style>
  ${mails.map((html, index) => `<div class="box" style="left:${100 + (index % 3) * 300}px;top:${100 + Math.floor(index / 3) * 300}px">${html}</div>`).join("")}`;

/** Runs in the page before all else: whoever runs there is noticed. */
const WATCH_SCRIPTS = `window.ran = [];
  for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = (...given) => { ran.push(name + " " + given) };`;

interface Found {
  ran: string[];
  acting: number;
  forms: number;
  boxes: number;
  besides: number;
  links: string[];
  placed: number;
}

/** Runs in the page: touches all that might wait for a touch, and tells what is there. */
const INSPECT = `(() => {
  const boxes = [...document.querySelectorAll(".box")];
  document.addEventListener("click", (event) => event.preventDefault(), true);
  for (const element of document.querySelectorAll(".box *"))
    for (const type of ["mouseover", "mouseenter", "focus", "click", "error", "load", "toggle", "begin", "animationstart"])
      element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
  // What one page took in, others may copy.
  for (const box of [...boxes, ...boxes]) box.innerHTML = String(box.innerHTML);
  const count = (selector) => document.querySelectorAll(selector).length;
  return {
    ran,
    acting: count(".box :is(script, style, link, meta, base, iframe, object, embed, svg, math, audio, video, template)"),
    forms: count("form, input, button, select, textarea, output, dialog, [contenteditable], [popover]"),
    boxes: [...document.body.children].filter(({ className }) => className === "box").length,
    besides: document.body.childElementCount - boxes.length + boxes.filter(({ childNodes }) => childNodes.length !== 1).length,
    links: [...document.links].map(({ protocol, target, rel }) => protocol + " " + target + " " + rel),
    placed: [...document.querySelectorAll(".box *")].filter((element) => getComputedStyle(element).position !== "static").length,
  };
})()`;

// On one database: what is in the mailbox does not depend on it.
describe("web-safe HTML in a page", () => {
  let dovecot: Dovecot;
  let posthorn: Installation;
  let browser: TestBrowser;
  let page: Page;
  let shown: string[] = [];
  const requests: string[] = [];

  beforeAll(async () => {
    [dovecot, posthorn, browser] = await Promise.all([startDovecot(), install("sqlite"), startBrowser()]);
    const context = await browser.open({ viewport: { width: 1000, height: 650 } });
    await context.addInitScript(WATCH_SCRIPTS);
    await context.route("**", async (route) => {
      const url = route.request().url();
      if (url === PAGE && route.request().isNavigationRequest())
        return route.fulfill({ contentType: "text/html; charset=utf-8", body: pageWith(shown) });
      requests.push(url);
      return url.startsWith(IMAGES) ? route.fulfill({ contentType: "image/gif", body: PIXEL }) : route.abort();
    });
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser.close();
    await posthorn.remove();
    await dovecot.stop();
  });

  async function show(...mails: string[]): Promise<void> {
    shown = mails;
    requests.length = 0;
    await page.goto(PAGE);
  }
  const inspect = () => page.evaluate<Found>(INSPECT);
  /** The page without what is drawn in the mail's own box. */
  const around = () => page.screenshot({ mask: [page.locator(".box > div:first-child")], maskColor: "#fff" });

  async function readAsWebSafe(html: string[]): Promise<string[]> {
    await Promise.all(
      html.map((body, index) =>
        dovecot.deliver(
          "ada",
          `Subject: ${index}\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(body).toString("base64").replaceAll(/.{76}/g, "$&\r\n")}\r\n`,
        ),
      ),
    );
    await posthorn.call("POST", "/v1/account", imapAccount(dovecot, "ada"));
    await vi.waitFor(
      async () => expect((await posthorn.call("GET", "/v1/account/ada")).body["state"]).toBe("connected"),
      {
        timeout: 40_000,
        interval: 50,
      },
    );
    type Listing = { messages: { id: string; subject: string }[] };
    const { body } = await posthorn.call<Listing>("GET", "/v1/account/ada/messages?path=INBOX&pageSize=1000");
    expect(body.messages).toHaveLength(html.length);
    const cleaned: string[] = [];
    for (const { id, subject } of body.messages) {
      const url = `/v1/account/ada/message/${id}?webSafeHtml=true`;
      const message = await posthorn.call<{ text: { html: string; webSafe: boolean } }>("GET", url);
      expect(message.body.text.webSafe, html[Number(subject)]).toBe(true);
      cleaned[Number(subject)] = message.body.text.html;
    }
    return cleaned;
  }

  it("is noticed by this test when it is not safe", async () => {
    await show("<div></div>");
    const blank = await around();
    const attack = `<div><p>x</p></div><script>alert(1)</script><form></form><img src="https://evil.example/">`;
    await show("<div></div>", `${attack}<div style="position:fixed;inset:0;background:red"></div>`);
    expect((await around()).equals(blank)).toBe(false);
    expect(await inspect()).toMatchObject({ ran: ["alert 1"], acting: 1, forms: 1, boxes: 2, besides: 1, placed: 1 });
    expect(requests).toContain("https://evil.example/");
    await show("<div></div></div></div><p>out");
    expect((await around()).equals(blank)).toBe(false);
    expect(await inspect()).toMatchObject({ besides: 1 });
  });

  it("runs no script, asks nobody but for images, has no forms and stays in its box, whatever was sent", async () => {
    const vectors = ATTACK_VECTORS.map(({ html }) => html);
    const cleaned = await readAsWebSafe(vectors);
    await show("<div></div>");
    const blank = await around();
    for (let start = 0; start < cleaned.length; start += ON_PAGE) {
      const mails = cleaned.slice(start, start + ON_PAGE);
      const what = mails.map((html, index) => `${vectors[start + index]}\n${html}`).join("\n\n");
      await show(...mails);
      expect((await around()).equals(blank), what).toBe(true);
      const { links, ...found } = await inspect();
      expect(found, what).toEqual({ ran: [], acting: 0, forms: 0, boxes: mails.length, besides: 0, placed: 0 });
      for (const link of links) expect(link, what).toMatch(/^(?:https?|mailto|tel): _blank noopener noreferrer$/);
      expect(
        requests.filter((url) => !url.startsWith(IMAGES)),
        what,
      ).toEqual([]);
    }
  });

  it("is folded by the page's own means", async () => {
    const quote = `<blockquote type="cite">${"Words from before. ".repeat(20)}</blockquote>`;
    await dovecot.deliver("bob", `Subject: x\r\nContent-Type: text/html\r\n\r\n<p>Hi</p>${quote}\r\n`);
    await posthorn.call("POST", "/v1/account", imapAccount(dovecot, "bob"));
    const read = async () => {
      type Listing = { messages: { id: string }[] };
      const list = await posthorn.call<Listing>("GET", "/v1/account/bob/messages?path=INBOX");
      const id = list.body.messages[0]?.id ?? "";
      return posthorn.call<{ text: { html: string } }>("GET", `/v1/account/bob/message/${id}?webSafeHtml=true`);
    };
    const { body } = await vi.waitFor(
      async () => {
        const answer = await read();
        expect(answer.status).toBe(200);
        return answer;
      },
      { timeout: 40_000, interval: 50 },
    );
    await show(body.text.html);
    const words = page.getByText("Words from before.");
    expect(await words.isVisible()).toBe(false);
    await page.locator("summary.ee-collapsed-thread-toggle").click();
    expect(await words.isVisible()).toBe(true);
  });
});
