import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

const WAIT = { interval: 20, timeout: 30_000 };

interface Entry {
  success: boolean;
  queueId?: string;
  messageId?: string;
  preview?: string;
  skipped?: object;
}

describe.each(TEST_ENGINES)("a mail merge of a list on %s", (engine) => {
  let gateway: TestGateway;
  let account: string;
  beforeAll(async () => {
    gateway = await createTestGateway(engine);
    await gateway.set({ serviceUrl: "https://mail.example.net" });
  });
  beforeEach(async () => {
    account = await gateway.addAccount();
  });
  afterAll(() => gateway.close());

  const merge = async (more: object, addresses = ["bo@isp.test", "Cy@isp.test"]) =>
    gateway.call("POST", `/v1/account/${account}/submit`, {
      subject: "News for {{rcpt.address}}",
      text: "Leave: {{{rcpt.unsubscribeUrl}}}",
      listId: "News",
      mailMerge: addresses.map((address) => ({ to: { address } })),
      ...more,
    });
  const entriesOf = (body: Record<string, unknown>) => body["mailMerge"] as Entry[];
  const leave = (link: string) =>
    gateway.app.inject({ method: "POST", url: link.replace("https://mail.example.net", "") });
  const sourceOf = (entry: Entry | undefined) => Buffer.from(entry?.preview ?? "", "base64").toString();
  const linkIn = (source: string) => /List-Unsubscribe: +<([^>]+)>/.exec(source.replaceAll("\r\n ", " "))?.[1] ?? "";

  it("tells each recipient, and the program that reads, how to leave", async () => {
    const [first, second] = entriesOf((await merge({ dryRun: true })).body);
    const source = sourceOf(first);
    expect(source).toContain("Subject: News for bo@isp.test");
    expect(source).toMatch(/^List-ID: <news\.mail\.example\.net>\r$/m);
    expect(source).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    const link = linkIn(source);
    expect(link).toMatch(/^https:\/\/mail\.example\.net\/unsubscribe\?data=/);
    expect(JSON.parse(Buffer.from(new URL(link).searchParams.get("data") ?? "", "base64url").toString())).toEqual({
      act: "unsub",
      acc: account,
      list: "news",
      rcpt: "bo@isp.test",
      msg: first?.messageId,
    });
    expect(source).toContain(`Message-ID: ${first?.messageId}`);
    expect(linkIn(sourceOf(second))).not.toBe(link);
  });

  it("skips who has left, whatever the spelling, and nobody else", async () => {
    const { sent } = gateway.mailOf(account);
    await merge({}, ["Cy@isp.test"]);
    await vi.waitFor(() => expect(sent).toHaveLength(1), WAIT);
    expect((await leave(linkIn(sent.pop()?.content.toString() ?? ""))).body).toBe("ok");
    const { body } = await merge({}, ["bo@isp.test", "cy@ISP.test"]);
    expect(entriesOf(body)).toEqual([
      expect.objectContaining({ success: true, queueId: expect.any(String) as string }),
      { success: true, to: { address: "cy@ISP.test" }, skipped: { reason: "unsubscribe", listId: "news" } },
    ]);
    await vi.waitFor(() => expect(sent).toHaveLength(1), WAIT);
    // Another list is another matter.
    expect(entriesOf((await merge({ listId: "other" }, ["cy@isp.test"])).body)[0]).not.toHaveProperty("skipped");
    await gateway.call("DELETE", "/v1/blocklist/news?recipient=cy@isp.test");
  });

  it("shows in a dry run where the link will be, and none that takes anybody off", async () => {
    const [first] = entriesOf((await merge({ dryRun: true })).body);
    const link = linkIn(sourceOf(first));
    expect(link).toMatch(/&sig=[\w-]{43}$/);
    expect((await leave(link)).body).not.toBe("ok");
    expect(entriesOf((await merge({ dryRun: true })).body)[0]).not.toHaveProperty("skipped");
  });

  it("is not sent to who leaves before it goes out", async () => {
    await gateway.call("PUT", "/v1/settings/queue/submit", { paused: true });
    const { body } = await merge({}, ["di@isp.test"]);
    const [entry] = entriesOf(body);
    await gateway.call("POST", "/v1/blocklist/news", { account, recipient: "di@isp.test" });
    await gateway.call("PUT", "/v1/settings/queue/submit", { paused: false });
    const inOutbox = () => gateway.call("GET", `/v1/outbox/${entry?.queueId}`);
    await vi.waitFor(async () => expect((await inOutbox()).body).toMatchObject({ state: "failed", progress: { error: { code: "EUNSUBSCRIBED" } } }), WAIT); // prettier-ignore
    expect(gateway.mailOf(account).sent).toEqual([]);
    expect((await gateway.call("GET", `/v1/account/${account}`)).body["smtpStatus"]).toBeNull();
  });

  it("passes over who is on another list that counts, at once and at hand-off", async () => {
    const block = (list: string, recipient: string) =>
      gateway.call("POST", `/v1/blocklist/${list}`, { account, recipient, reason: `is on ${list}` });
    await block("partners", "on-partners@isp.test");
    await block("nobody", "on-nobody@isp.test");
    await block("partners", "on-both@isp.test");
    await block("nobody", "on-both@isp.test");
    await gateway.set({ globalBlocklist: "Nobody" });
    const addresses = ["on-partners@isp.test", "On-Nobody@isp.test", "on-both@isp.test", "free@isp.test"];
    await gateway.call("PUT", "/v1/settings/queue/submit", { paused: true });
    const { body } = await merge({ listId: undefined, suppressionLists: "Partners" }, addresses);
    const skipped = (listId: string) => ({ skipped: { listId, reason: `is on ${listId}` } });
    expect(entriesOf(body)).toMatchObject([
      skipped("partners"),
      skipped("nobody"),
      skipped("partners"),
      { success: true },
    ]);
    await block("nobody", "free@isp.test");
    await gateway.call("PUT", "/v1/settings/queue/submit", { paused: false });
    const inOutbox = () => gateway.call("GET", `/v1/outbox/${entriesOf(body)[3]?.queueId}`);
    await vi.waitFor(async () => expect((await inOutbox()).body).toMatchObject({ state: "failed", progress: { error: { code: "EUNSUBSCRIBED", message: "The recipient has left the list nobody" } } }), WAIT); // prettier-ignore
    await gateway.set({ globalBlocklist: null });
    expect(entriesOf((await merge({ listId: undefined, dryRun: true }, addresses)).body)[1]).not.toHaveProperty(
      "skipped",
    );
    const plain = await gateway.call("POST", `/v1/account/${account}/submit`, { to: { address: "a@isp.test" }, text: "x", suppressionLists: ["a"] }); // prettier-ignore
    expect(plain.body["fields"]).toMatchObject([{ key: "suppressionLists" }]);
  });

  it("needs a merge, a name, and an address to leave by", async () => {
    const plain = await gateway.call("POST", `/v1/account/${account}/submit`, { to: { address: "a@isp.test" }, text: "x", listId: "news" }); // prettier-ignore
    expect(plain.body["fields"]).toMatchObject([{ key: "listId" }]);
    expect((await merge({ listId: "no list" })).status).toBe(400);
    await gateway.set({ serviceUrl: null });
    expect(await merge({})).toMatchObject({ status: 400, body: { code: "ServiceUrlRequired" } });
    expect((await merge({ baseUrl: "https://own.example/sub", dryRun: true })).status).toBe(200);
    await gateway.set({ serviceUrl: "https://mail.example.net" });
  });
});

describe("trackers", () => {
  let gateway: TestGateway;
  let account: string;
  beforeAll(async () => {
    gateway = await createTestGateway("sqlite");
    await gateway.set({ serviceUrl: "https://mail.example.net" });
  });
  beforeEach(async () => {
    account = await gateway.addConnected();
  });
  afterAll(() => gateway.close());

  const HTML = '<p><a href="https://a.example/?x=1">A</a> <a href="https://mail.example.net/unsubscribe?x">U</a></p>';
  const send = async (more: object) => {
    const body = { to: { address: "bo@isp.test" }, subject: "x", html: HTML, ...more };
    const { body: receipt } = await gateway.call("POST", `/v1/account/${account}/submit`, body);
    const { sent } = gateway.mailOf(account);
    await vi.waitFor(() => expect(sent).toHaveLength(1), WAIT);
    const source = (sent.pop()?.content.toString() ?? "").replaceAll("=\r\n", "").replaceAll("=3D", "=");
    return { source, messageId: String(receipt["messageId"]) };
  };
  const isTracked = ({ source }: { source: string }) => ({
    opens: source.includes("https://mail.example.net/open.gif?"),
    clicks: source.includes("https://mail.example.net/redirect?"),
  });

  it("are in the message that leaves, and in no copy", async () => {
    const { source, messageId } = await send({ trackOpens: true, trackClicks: true });
    expect(isTracked({ source })).toEqual({ opens: true, clicks: true });
    expect(source).toContain('<a href="https://mail.example.net/unsubscribe?x">');
    const click = (/href="(https:\/\/mail\.example\.net\/redirect[^"]+)"/.exec(source)?.[1] ?? "").replaceAll(
      "&amp;",
      "&",
    );
    const answer = await gateway.app.inject({ url: click.replace("https://mail.example.net", "") });
    expect([answer.statusCode, answer.headers.location]).toEqual([302, "https://a.example/?x=1"]);
    const rows = await gateway.storage.sql.selectFrom("events").select("payload").where("name", "=", "trackClick").execute(); // prettier-ignore
    expect(rows.map(({ payload }) => (JSON.parse(payload) as { data: object }).data)).toMatchObject([{ messageId }]);
    await vi.waitFor(async () => {
      const { body } = await gateway.call("GET", `/v1/account/${account}/messages?path=%5CSent`);
      const [copy] = body["messages"] as { id: string }[];
      const { body: message } = await gateway.call("GET", `/v1/account/${account}/message/${copy?.id}?textType=html`);
      expect((message["text"] as { html: string }).html).toContain('<a href="https://a.example/?x=1">');
    }, WAIT);
  });

  it("are there as the message says, else as the installation does", async () => {
    const none = { opens: false, clicks: false };
    expect(isTracked(await send({}))).toEqual(none);
    expect(isTracked(await send({ trackOpens: true }))).toEqual({ opens: true, clicks: false });
    expect(isTracked(await send({ trackingEnabled: true, trackOpens: false }))).toEqual({ opens: false, clicks: true });
    const raw = Buffer.from(
      `X-EE-Tracking-Enabled: yes\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n${HTML}`,
    );
    const whole = await send({ html: undefined, raw: raw.toString("base64"), trackClicks: false });
    expect(isTracked(whole)).toEqual({ opens: true, clicks: false });
    expect(whole.source).not.toMatch(/X-EE-Tracking/i);
    await gateway.set({ trackSentMessages: true, trackClicks: false });
    expect(isTracked(await send({}))).toEqual({ opens: true, clicks: false });
    expect(isTracked(await send({ trackingEnabled: false }))).toEqual(none);
    await gateway.set({ serviceUrl: null });
    expect(isTracked(await send({ trackOpens: true }))).toEqual(none);
    await gateway.set({ serviceUrl: "https://mail.example.net", trackSentMessages: null, trackClicks: null });
  });
});
