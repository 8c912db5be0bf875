import { LOCALES } from "@posthorn/contracts/locales";
import { UNSUBSCRIBE_TEXTS } from "@posthorn/contracts/texts/unsubscribe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signedLink } from "../core/signed-link.ts";
import { createTestGateway, type TestGateway } from "../services/testing.ts";
import { TEST_ENGINES } from "../storage/testing.ts";

describe.each(TEST_ENGINES)("leaving a list on %s", (engine) => {
  let gateway: TestGateway;
  let account: string;
  beforeAll(async () => {
    gateway = await createTestGateway(engine);
    account = await gateway.addAccount();
    await gateway.set({ serviceSecret: "link secret" });
  });
  afterAll(() => gateway.close());

  const MESSAGE = "<m1@example.com>";
  const linkOf = (rcpt: string, { acc = account, list = "News", secret = "link secret" } = {}) =>
    signedLink("http://x", { act: "unsub", acc, list, rcpt, msg: MESSAGE }, secret).replace("http://x", "");
  const visit = (method: "GET" | "POST", url: string, form?: Record<string, string>, headers = {}) =>
    gateway.app.inject({
      method,
      url,
      remoteAddress: "192.0.2.1",
      headers: {
        "user-agent": "UA/1",
        ...(form && { "content-type": "application/x-www-form-urlencoded" }),
        ...headers,
      },
      ...(form && { payload: new URLSearchParams(form).toString() }),
    });
  const ONE_CLICK = { "List-Unsubscribe": "One-Click" };
  const choose = (link: string, action: string) =>
    visit("POST", "/unsubscribe/address", { ...Object.fromEntries(new URL(link, "http://x").searchParams), action });
  const told = async () => {
    const rows = await gateway.storage.sql.selectFrom("events").select("payload").where("name", "in", ["listUnsubscribe", "listSubscribe"]).orderBy("seq").execute(); // prettier-ignore
    await gateway.storage.sql.deleteFrom("events").execute();
    return rows.map(({ payload }) => {
      const { event, data } = JSON.parse(payload) as { event: string; data: object };
      return { event, ...data };
    });
  };
  const listed = async () => (await gateway.call("GET", "/v1/blocklist/news")).body["addresses"];

  it("takes one click, once", async () => {
    const link = linkOf("Bo@isp.test");
    for (let time = 0; time < 2; time++) {
      const answer = await visit("POST", link, ONE_CLICK);
      expect([answer.statusCode, answer.body]).toEqual([200, "ok"]);
    }
    expect(await told()).toEqual([
      {
        event: "listUnsubscribe",
        recipient: "Bo@isp.test",
        messageId: MESSAGE,
        listId: "news",
        remoteAddress: "192.0.2.1",
        userAgent: "UA/1",
      },
    ]);
    expect(await listed()).toMatchObject([
      { recipient: "bo@isp.test", account, source: "one-click", reason: "unsubscribe", messageId: MESSAGE, remoteAddress: "192.0.2.1", userAgent: "UA/1" }, // prettier-ignore
    ]);
  });

  it("takes one click in a form with parts, or without any", async () => {
    const parts = { "content-type": 'multipart/form-data; boundary="b"' };
    const body = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n';
    const sent = await gateway.app.inject({
      method: "POST",
      url: linkOf("parts@isp.test"),
      headers: parts,
      payload: body,
    });
    expect(sent.body).toBe("ok");
    expect((await visit("POST", linkOf("bare@isp.test"))).body).toBe("ok");
    expect((await told()).map((event) => (event as unknown as { recipient: string }).recipient)).toEqual([
      "parts@isp.test",
      "bare@isp.test",
    ]);
  });

  it("answers one click on a link that is none with a word, so that nobody tries again", async () => {
    for (const [link, word] of [
      [linkOf("x@isp.test", { secret: "another" }), "not ok"],
      [linkOf("x@isp.test", { acc: "gone" }), "unknown account"],
      ["/unsubscribe?data=!&sig=x", "data validation failed"],
      ["/unsubscribe", "data validation failed"],
    ] as const) {
      const answer = await visit("POST", link, ONE_CLICK);
      expect([answer.statusCode, answer.body]).toEqual([200, word]);
    }
    expect(await told()).toEqual([]);
  });

  it("has the look that the operator gave it", async () => {
    await gateway.set({ pageBrandName: "Acme & Co", templateHtmlHead: "<style>h1 { color: red }</style>" });
    const { body, headers } = await visit("GET", `${linkOf("di@isp.test")}&theme=dark`);
    const nonce = /'nonce-([^']+)'/.exec(String(headers["content-security-policy"]))?.[1];
    expect(body).toContain('<p class="brand">Acme &amp; Co</p>');
    expect(body).toContain(`<style nonce="${nonce}">h1 { color: red }</style>`);
    expect(body).toMatch(/<title>.+ – Acme &amp; Co<\/title>/);
    expect(body).toContain('content="dark"');
    await gateway.set({ pageBrandName: null, templateHtmlHead: null });
  });

  it("asks people first, and lets them change their minds", async () => {
    const link = linkOf("cy@isp.test");
    const asked = await visit("GET", link);
    expect(asked.statusCode).toBe(200);
    expect(asked.headers["content-type"]).toContain("text/html");
    expect(asked.headers["content-security-policy"]).toContain("form-action 'self'");
    expect(asked.body).toContain("<strong>cy@isp.test</strong>");
    expect(asked.body).toContain('<form method="post" action="unsubscribe/address">');
    expect(await told()).toEqual([]);

    const gone = await choose(link, "unsubscribe");
    expect(gone.body).toContain("You are unsubscribed");
    expect(gone.body).toContain('action="address"');
    expect((await visit("GET", link)).body).toContain("You are unsubscribed");
    const back = await choose(link, "subscribe");
    expect(back.body).toContain("You are subscribed again");
    expect((await visit("GET", link)).body).toContain("Should <strong>cy@isp.test</strong>");
    expect((await told()).map(({ event }) => event)).toEqual(["listUnsubscribe", "listSubscribe"]);
  });

  it("speaks the language of who reads", async () => {
    const page = await visit("GET", linkOf("de@isp.test"), undefined, { "accept-language": "de-AT" });
    expect(page.body).toContain('<html lang="de">');
    expect(page.body).toContain("Soll <strong>de@isp.test</strong> keine E-Mails der Liste");
  });

  it("believes nothing but what is signed, and shows it as text", async () => {
    const link = linkOf("<b>x</b>@isp.test");
    expect((await visit("GET", link)).body).toContain("&lt;b&gt;x&lt;/b&gt;@isp.test");
    const { data, sig } = Object.fromEntries(new URL(link, "http://x").searchParams) as { data: string; sig: string };
    const forged = await visit("POST", "/unsubscribe/address", { data, sig: `${sig}x`, address: "eve@isp.test" });
    expect(forged.statusCode).toBe(400);
    expect(forged.body).toContain("This link does not work");
    expect((await visit("GET", "/unsubscribe?data=x&sig=y")).statusCode).toBe(400);
    expect(await told()).toEqual([]);
  });

  it("says when it could not be noted, so that it is tried again", async () => {
    const broken = await createTestGateway(engine, { start: false });
    const own = await broken.addAccount();
    await broken.set({ serviceSecret: "link secret" });
    await broken.storage.sql.schema.dropTable("blockedAddresses").execute();
    const answer = await broken.app.inject({ method: "POST", url: linkOf("x@isp.test", { acc: own }) });
    expect(answer.statusCode).toBeGreaterThanOrEqual(500);
    await broken.close();
  });
});

it.each(LOCALES)("the page is written in %s, with the address and the list where they are needed", (locale) => {
  const { ask, gone, back, ...others } = UNSUBSCRIBE_TEXTS[locale];
  for (const text of [ask, gone, back]) expect(text).toMatch(/\{address\}.*\{list\}|\{list\}.*\{address\}/);
  for (const text of Object.values(others)) expect(text).not.toMatch(/[{}]|^$/);
});
