import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { PosthornError } from "../../core/errors.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

const GIF = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
const QUOTE = `<blockquote type="cite">${"Words from before. ".repeat(20)}</blockquote>`;
const FOLD = '<details class="ee-collapsed-thread"><summary class="ee-collapsed-thread-toggle"></summary>';

interface Text {
  id: string;
  html?: string;
  plain?: string;
  webSafe?: boolean;
  hasMore?: boolean;
}

const alternative = (plain: string, html: string) =>
  mime("alternative", [
    `Content-Type: text/plain; charset=utf-8\r\n\r\n${plain}`,
    `Content-Type: text/html; charset=utf-8\r\n\r\n${html}`,
  ]);

const mime = (kind: string, parts: string[]) =>
  [
    "Subject: x",
    "Message-ID: <x@example.test>",
    `Content-Type: multipart/${kind}; boundary=part-${kind}`,
    "",
    ...parts.map((part) => `--part-${kind}\r\n${part}`),
    `--part-${kind}--`,
    "",
  ].join("\r\n");

const image = (contentId: string, type = "image/gif", content = GIF) =>
  `Content-Type: ${type}\r\nContent-ID: <${contentId}>\r\nContent-Disposition: inline; filename=i.gif\r\nContent-Transfer-Encoding: base64\r\n\r\n${content}`;

const withImages = (html: string, ...images: string[]) =>
  mime("related", [`Content-Type: text/html; charset=utf-8\r\n\r\n${html}`, ...images]);

describe("web-safe HTML over the API", () => {
  let gateway: TestGateway;
  let account: string;
  beforeAll(async () => {
    gateway = await createTestGateway("sqlite");
    account = await gateway.addConnected();
  });
  afterAll(() => gateway.close());

  async function deliver(raw: string): Promise<string> {
    const server = gateway.mailOf(account);
    server.deliver(raw);
    const { body } = await gateway.call("GET", `/v1/account/${account}/messages?path=INBOX&pageSize=1`);
    return (body["messages"] as { id: string }[])[0]?.id ?? "";
  }
  const get = async (id: string, query: string) => {
    const { status, body } = await gateway.call("GET", `/v1/account/${account}/message/${id}?${query}`);
    expect(status).toBe(200);
    return body as { text: Text; attachments?: unknown[] };
  };
  const getText = async (id: string, query: string) =>
    (await gateway.call("GET", `/v1/account/${account}/text/${id}?${query}`)).body as unknown as Text;

  it("comes with both texts, folded, and leaves the plain text alone", async () => {
    const id = await deliver(alternative("Hi > Words", `<p onclick="x()">Hi</p><script>x</script>${QUOTE}`));
    const { text } = await get(id, "webSafeHtml=true");
    expect(text).toMatchObject({ plain: "Hi > Words", webSafe: true, hasMore: false });
    expect(text.html).toBe(`<div style="overflow:auto"><p>Hi</p>${FOLD}${QUOTE}</details></div>`);
    expect((await get(id, "webSafeHtml=Y&textType=plain")).text).toEqual(text);
    expect(await getText(text.id, "webSafeHtml=1&textType=plain")).toEqual({
      html: text.html,
      webSafe: true,
      hasMore: false,
    });
  });

  it("is made of what text is loaded, when only that is asked for", async () => {
    const id = await deliver(alternative("Hi", "<p onclick=x>Hi</p>"));
    expect((await get(id, "preProcessHtml=true")).text).toEqual({
      id: expect.any(String) as string,
      encodedSize: expect.anything() as unknown,
    });
    expect((await get(id, "preProcessHtml=true&textType=html")).text).toMatchObject({
      html: '<div style="overflow:auto"><p>Hi</p></div>',
      webSafe: true,
    });
    const { text } = await get(id, "preProcessHtml=true&textType=plain");
    expect(text).toMatchObject({ plain: "Hi", webSafe: true });
    expect(text.html).toContain("<p>Hi</p>");
    expect((await get(id, "textType=*&webSafeHtml=false")).text).toMatchObject({ html: "<p onclick=x>Hi</p>" });
    expect((await get(id, "textType=*")).text.webSafe).toBeUndefined();
  });

  it("is made of plain text where there is no other, and of nothing where there is none", async () => {
    const id = await deliver("Subject: x\r\nContent-Type: text/plain\r\n\r\nHi <b>\r\n");
    const { text } = await get(id, "webSafeHtml=true");
    expect(text.html).toMatch(
      /^<div style="font-family:sans-serif;font-size:12px;overflow:auto"><p>Hi &lt;b&gt;<\/p><\/div>$/,
    );
    expect(await getText(text.id, "webSafeHtml=true")).toEqual({ html: text.html, webSafe: true, hasMore: false });
    const empty = await deliver("Subject: x\r\nContent-Type: text/plain\r\n\r\n");
    const nothing = await get(empty, "webSafeHtml=true");
    expect(nothing.text.webSafe).toBeUndefined();
    expect((await getText(nothing.text.id, "webSafeHtml=true")).webSafe).toBeUndefined();
  });

  it("is made of what `maxBytes` leaves", async () => {
    const id = await deliver(alternative("Hi there", "<p>Hi there</p>"));
    expect((await get(id, "webSafeHtml=true&maxBytes=5")).text).toMatchObject({
      html: '<div style="overflow:auto"><p>Hi</p></div>',
      plain: "Hi th",
      hasMore: true,
    });
  });

  it("has the images of the message in it, unless they are not wanted", async () => {
    const id = await deliver(
      withImages(
        `<p style="background:url(cid:a@b)"><img src="cid:a@b"><img src='cid:a%40b'><img src=cid:none@b><img src=cid:page@b></p>`,
        image("a@b"),
        image("page@b", "application/pdf"),
      ),
    );
    const data = `data:image/gif;base64,${GIF}`;
    const embedded = await get(id, "webSafeHtml=true");
    expect(embedded.text.html).toBe(
      `<div style="overflow:auto"><p style="background:url(cid:a@b)"><img src="${data}" /><img src="${data}" /><img src="cid:none@b" /><img src="cid:page@b" /></p></div>`,
    );
    expect(embedded.attachments).toHaveLength(2);
    for (const query of ["webSafeHtml=true&embedAttachedImages=false", "preProcessHtml=true&textType=html"])
      expect((await get(id, query)).text.html).not.toContain("data:");
    expect((await get(id, "embedAttachedImages=true&textType=html")).text).toMatchObject({
      html: expect.stringContaining(`<img src="${data}"><img src='${data}'><img src=cid:none@b>`) as string,
    });
    expect((await get(id, "preProcessHtml=true&textType=html&embedAttachedImages=true")).text.html).toContain(data);
  });

  it("has references in place of images that are too large or can't be read", async () => {
    const large = Buffer.alloc(10 * 1024 ** 2 + 1).toString("base64");
    const id = await deliver(
      withImages("<img src=cid:large@b><img src=cid:a@b>", image("large@b", "image/gif", large), image("a@b")),
    );
    expect((await get(id, "webSafeHtml=true")).text.html).toMatch(/src="cid:large@b" \/><img src="data:image/);
    gateway.mailOf(account).failNext("getAttachment", new PosthornError("unavailable", "gone"));
    const small = await deliver(withImages("<img src=cid:a@b>", image("a@b")));
    expect((await get(small, "webSafeHtml=true")).text.html).toContain('src="cid:a@b"');
  });

  it("tells senders nothing when remote images are blocked", async () => {
    const id = await deliver(alternative("Hi", '<p><img src="https://a.example/i.png"></p>'));
    const kept = '<div style="overflow:auto"><p><img src="https://a.example/i.png" /></p></div>';
    const blocked = kept.replace("src=", "data-remote-src=");
    expect((await get(id, "webSafeHtml=true")).text.html).toBe(kept);
    const { text } = await get(id, "webSafeHtml=true&remoteImages=block");
    expect(text.html).toBe(blocked);
    expect((await getText(text.id, "webSafeHtml=true&remoteImages=block")).html).toBe(blocked);
    expect((await gateway.call("GET", `/v1/account/${account}/message/${id}?remoteImages=proxy`)).status).toBe(400);
  });

  it("folds as the settings say", async () => {
    const id = await deliver(alternative("Hi", `<p>Hi</p>${QUOTE}`));
    const isFolded = async () => (await get(id, "webSafeHtml=true")).text.html?.includes("<details");
    expect(await isFolded()).toBe(true);
    await gateway.set({ threadCollapseSize: 100 });
    expect(await isFolded()).toBe(false);
    await gateway.set({ threadCollapseSize: null });
    expect(await isFolded()).toBe(true);
    const metrics = (await gateway.call("GET", "/metrics")).bytes.toString();
    expect(metrics).toMatch(/^posthorn_web_safe_texts\{outcome="cleaned"\} \d+$/m);
  });
});

describe("web-safe HTML", () => {
  it("of a service that folds nothing has all of the mail in the open, in events too", async () => {
    const gateway = await createTestGateway("sqlite", { env: { EENGINE_DISABLE_THREAD_COLLAPSE: "true" } });
    await gateway.set({ notifyWebSafeHtml: true });
    const account = await gateway.addConnected();
    gateway.mailOf(account).deliver(withImages(`<p onclick=x>Hi</p><img src=cid:a@b>${QUOTE}`, image("a@b")));
    expect((await newTextOf(gateway, account)).html).toBe(
      `<div style="overflow:auto"><p>Hi</p><img src="data:image/gif;base64,${GIF}" />${QUOTE}</div>`,
    );
    await gateway.close();
  });
});

describe("events", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway("sqlite");
    await gateway.set({ notifyWebSafeHtml: true, notifyTextSize: 20_000 });
  });
  afterAll(() => gateway.close());

  it("have web-safe HTML with images of two megabytes each", async () => {
    const account = await gateway.addConnected();
    const large = Buffer.alloc(2 * 1024 ** 2 + 1).toString("base64");
    const html = `<p>Hi</p><img src=cid:a@b><img src=cid:large@b>${QUOTE}`;
    gateway
      .mailOf(account)
      .deliver(
        withImages(
          html,
          image("a@b", "image/gif", Buffer.alloc(30_000).toString("base64")),
          image("large@b", "image/gif", large),
        ),
      );
    const text = await newTextOf(gateway, account);
    expect(text).toMatchObject({ webSafe: true, hasMore: false });
    expect(text.html).toContain(`<img src="data:image/gif;base64,AAAA`);
    expect(text.html).toContain(`<img src="cid:large@b" />${FOLD}${QUOTE}</details></div>`);
    expect(text.html?.length).toBeGreaterThan(40_000);
  });

  it("have it made of plain text where there is no other", async () => {
    const account = await gateway.addConnected();
    gateway.mailOf(account).deliver("Subject: x\r\n\r\nHi <b>\r\n");
    expect(await newTextOf(gateway, account)).toMatchObject({
      webSafe: true,
      plain: expect.stringContaining("Hi <b>") as string,
      html: expect.stringContaining("<p>Hi &lt;b&gt;</p>") as string,
    });
  });

  it("have no text where none is wanted", async () => {
    await gateway.set({ notifyText: false });
    const account = await gateway.addConnected();
    gateway.mailOf(account).deliver(alternative("Hi", "<p>Hi</p>"));
    const text = await newTextOf(gateway, account);
    expect(Object.keys(text).toSorted()).toEqual(["encodedSize", "id"]);
    await gateway.set({ notifyText: true });
  });
});

async function newTextOf(gateway: TestGateway, account: string): Promise<Text> {
  const rows = () =>
    gateway.storage.sql
      .selectFrom("events")
      .select("payload")
      .where("account", "=", account)
      .where("name", "=", "messageNew")
      .execute();
  await vi.waitFor(async () => expect(await rows()).toHaveLength(1), { interval: 10, timeout: 40_000 });
  const [row] = await rows();
  return (JSON.parse(row?.payload ?? "") as { data: { text: Text } }).data.text;
}
