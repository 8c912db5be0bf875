import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { PosthornError } from "../../core/errors.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

const WAIT = { interval: 20, timeout: 30_000 };

describe.each(TEST_ENGINES)("POST /v1/account/{account}/message/{message}/submit on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine);
  });
  afterAll(() => gateway.close());

  const DRAFT = {
    path: "\\Drafts",
    flags: ["\\Draft"],
    from: { name: "Ada", address: "ada@example.com" },
    to: { address: "bob@example.com" },
    bcc: { address: "eve@example.com" },
    subject: "Drafted",
    text: "At last",
    messageId: "<draft@example.com>",
  };
  const upload = async (account: string, more: object = {}) =>
    String((await gateway.call("POST", `/v1/account/${account}/message`, { ...DRAFT, ...more })).body["id"]);
  const submit = (account: string, id: string, body?: unknown, headers: Record<string, string> = {}) =>
    gateway.call("POST", `/v1/account/${account}/message/${id}/submit`, body, { headers });
  const subjectsIn = async (account: string, path: string) => {
    const { body } = await gateway.call("GET", `/v1/account/${account}/messages?path=${encodeURIComponent(path)}`);
    return (body["messages"] as { subject: string }[]).map(({ subject }) => subject);
  };

  it("sends the draft as it is, files a copy, and leaves no draft", async () => {
    const account = await gateway.addConnected();
    const id = await upload(account, { headers: { "X-EE-Send-At": "2020-01-01T00:00:00Z" } });
    const answer = await submit(account, id);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        response: "Queued for delivery",
        messageId: "<draft@example.com>",
        queueId: expect.any(String) as string,
      },
    });
    expect(answer.body).not.toHaveProperty("reference");
    const { sent } = gateway.mailOf(account);
    await vi.waitFor(() => expect(sent).toHaveLength(1), WAIT);
    expect(sent[0]?.envelope).toEqual({ from: "ada@example.com", to: ["bob@example.com", "eve@example.com"] });
    const source = sent[0]?.content.toString() ?? "";
    expect(source).toContain("At last");
    expect(source).not.toMatch(/^(Bcc|X-EE-Send-At):/im);
    await vi.waitFor(async () => expect(await subjectsIn(account, "\\Sent")).toEqual(["Drafted"]), WAIT);
    await vi.waitFor(async () => expect(await subjectsIn(account, "\\Drafts")).toEqual([]), WAIT);
    expect(await subjectsIn(account, "\\Trash")).toEqual([]);
  });

  it("moves the draft to Trash when no copy is kept", async () => {
    const account = await gateway.addConnected();
    await submit(account, await upload(account), { copy: false });
    await vi.waitFor(async () => expect(await subjectsIn(account, "\\Trash")).toEqual(["Drafted"]), WAIT);
    expect(await subjectsIn(account, "\\Drafts")).toEqual([]);
    expect(await subjectsIn(account, "\\Sent")).toEqual([]);
  });

  it("sends it later, with another envelope, and tells so in the outbox", async () => {
    const account = await gateway.addConnected();
    const id = await upload(account);
    const body = { sendAt: "2099-01-01T00:00:00Z", envelope: { from: "bounce@example.com", to: "z@example.com" } };
    const { body: receipt } = await submit(account, id, body);
    const entry = await gateway.call("GET", `/v1/outbox/${String(receipt["queueId"])}`);
    expect(entry.body).toMatchObject({
      state: "delayed",
      draft: { message: id },
      envelope: { from: "bounce@example.com", to: ["z@example.com"] },
      scheduled: "2099-01-01T00:00:00.000Z",
    });
    expect(await subjectsIn(account, "\\Drafts")).toEqual(["Drafted"]);
  });

  it("takes a draft elsewhere by its flag, and whatever is in Drafts", async () => {
    const account = await gateway.addConnected();
    const flagged = await upload(account, { path: "INBOX" });
    const unflagged = await upload(account, { flags: [] });
    for (const id of [flagged, unflagged]) expect((await submit(account, id, {})).status).toBe(200);
  });

  it("is done once for an idempotency key", async () => {
    const account = await gateway.addConnected();
    const id = await upload(account);
    const headers = { "idempotency-key": "once" };
    const first = await submit(account, id, null, headers);
    expect(first.body).toMatchObject({ idempotency: { key: "once", status: "MISS" } });
    await vi.waitFor(async () => expect(await subjectsIn(account, "\\Drafts")).toEqual([]), WAIT);
    const second = await submit(account, id, null, headers);
    expect(second.body).toEqual({ ...first.body, idempotency: { key: "once", status: "HIT" } });
    expect(gateway.mailOf(account).sent).toHaveLength(1);
  });

  it("counts as sent when the draft can't be removed", async () => {
    const account = await gateway.addConnected();
    gateway
      .mailOf(account)
      .failNext("deleteMessage", new PosthornError("not_found", "gone", { code: "MessageNotFound" }));
    const { body } = await submit(account, await upload(account));
    await vi.waitFor(async () => expect(await subjectsIn(account, "\\Sent")).toEqual(["Drafted"]), WAIT);
    await vi.waitFor(async () => expect((await gateway.call("GET", `/v1/outbox/${String(body["queueId"])}`)).status).toBe(404), WAIT); // prettier-ignore
  });

  it("counts the bytes of a draft whatever the mail server says of its size", async () => {
    const account = await gateway.addConnected();
    const id = await upload(account);
    const backend = await gateway.ctx.mail.open(account);
    const megabyte = Buffer.alloc(1024 * 1024, "x".repeat(62) + "\r\n");
    let sent = 0;
    const source = Readable.from(
      (function* () {
        yield Buffer.from("From: ada@example.com\r\nTo: bob@example.com\r\n\r\n");
        for (; sent < 100; sent++) yield megabyte;
      })(),
    );
    vi.spyOn(backend, "getSource").mockResolvedValueOnce(source);
    const { status, body } = await submit(account, id);
    expect({ status, message: body["message"] }).toEqual({ status: 413, message: "The draft is too large to be sent" });
    expect(sent).toBeLessThan(60);
    expect(source.destroyed).toBe(true);
  });

  it("refuses what it can't send, and queues nothing", async () => {
    const account = await gateway.addConnected();
    const draft = await upload(account);
    const mail = await upload(account, { path: "INBOX", flags: [] });
    const toNobody = await upload(account, { to: [], bcc: [] });
    const silent = await gateway.addConnected({ smtp: false });
    for (const [answer, status, code] of [
      [await submit(account, mail), 400, "MessageNotDraft"],
      [await submit(account, toNobody), 400, "DraftHasNoRecipients"],
      [await submit(account, "AAAAAQAAA-c"), 404, "MessageNotFound"],
      [await submit(account, draft, { subject: "Another" }), 400, undefined],
      [await submit("nobody", draft), 404, "AccountNotFound"],
      [await submit(silent, await upload(silent)), 404, "SMTPUnavailable"],
    ] as const)
      expect({ status: answer.status, code: answer.body["code"] }).toEqual({ status, code });
    const { body } = await gateway.call("GET", `/v1/account/${account}/outbox`);
    expect(body["total"]).toBe(0);
  });
});
