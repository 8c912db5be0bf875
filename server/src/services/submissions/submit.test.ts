import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { PosthornError } from "../../core/errors.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { type Answer, createTestGateway, newAccountId, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("POST /v1/account/{account}/submit on %s", (engine) => {
  let gateway: TestGateway;
  let account: string;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { env: { POSTHORN_MAX_SIZE: "100" } });
    account = await gateway.addAccount();
  });
  afterAll(() => gateway.close());

  const MAIL = { to: [{ name: "Bob", address: "bob@example.com" }], subject: "Hello", text: "Hi there" };
  const submit = (body: Record<string, unknown>, headers: Record<string, string> = {}, to = account): Promise<Answer> =>
    gateway.call("POST", `/v1/account/${to}/submit`, body, { headers });
  const queued = async (to = account) =>
    (await gateway.storage.sql.selectFrom("submissions").select("id").where("account", "=", to).execute()).length;
  const sourceOf = ({ body }: Answer) => Buffer.from(String(body["preview"]), "base64").toString();

  it("takes any number of attempts, as far as anybody goes", async () => {
    for (const deliveryAttempts of [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 3])
      expect((await submit({ ...MAIL, deliveryAttempts })).status).toBe(200);
  });

  it("takes a message in, and sends it", async () => {
    const id = await gateway.addAccount();
    const before = Date.now();
    const { body } = await submit(MAIL, {}, id);
    expect(body).toEqual({
      response: "Queued for delivery",
      messageId: expect.stringMatching(/^<.+@.+>$/) as string,
      sendAt: expect.any(String) as string,
      queueId: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
    });
    expect(Date.parse(String(body["sendAt"]))).toBeGreaterThanOrEqual(before);
    const { sent } = gateway.mailOf(id);
    await vi.waitFor(() => expect(sent).toHaveLength(1), { timeout: 30_000, interval: 20 });
    expect(sent[0]?.envelope).toEqual({ from: "ada@example.com", to: ["bob@example.com"] });
    const source = sent[0]?.content.toString();
    expect(source).toContain("From: Ada <ada@example.com>");
    expect(source).toContain(`Message-ID: ${String(body["messageId"])}`);
    expect(source).toContain("Hi there");
  });

  it("shows a dry run and stores nothing", async () => {
    const before = await queued();
    const answer = await submit({ ...MAIL, dryRun: true, messageId: "mine@example.com" });
    expect(answer.body).toEqual({
      response: "Dry run",
      messageId: "<mine@example.com>",
      preview: expect.any(String) as string,
    });
    expect(sourceOf(answer)).toContain("Subject: Hello");
    expect(await queued()).toBe(before);
  });

  it("sends a raw message as it is, with what stands beside it", async () => {
    const id = await gateway.addAccount();
    const raw = Buffer.from("From: x@example.com\r\nTo: y@example.com\r\nSubject: Raw\r\n\r\nbody\r\n").toString(
      "base64",
    );
    const envelope = { from: "bounce@example.com", to: "z@example.com" };
    expect((await submit({ raw, envelope }, {}, id)).status).toBe(200);
    const { sent } = gateway.mailOf(id);
    await vi.waitFor(() => expect(sent).toHaveLength(1), { timeout: 30_000, interval: 20 });
    expect(sent[0]?.envelope).toEqual({ from: "bounce@example.com", to: ["z@example.com"] });
    expect(sent[0]?.content.toString()).toMatch(/^From: x@example\.com\r\nTo: y@example\.com\r\nSubject: Raw\r\n/);
  });

  it("takes an envelope without from for an empty reverse path", async () => {
    const id = await gateway.addAccount();
    await submit({ ...MAIL, envelope: { to: ["z@example.com"] } }, {}, id);
    const { sent } = gateway.mailOf(id);
    await vi.waitFor(() => expect(sent[0]?.envelope).toEqual({ from: "", to: ["z@example.com"] }), {
      timeout: 30_000,
      interval: 20,
    });
  });

  it("waits until it may send, and tells a time in the past as it was given", async () => {
    const later = await submit({ ...MAIL, sendAt: "2099-01-01T00:00:00Z" });
    expect(later.body["sendAt"]).toBe("2099-01-01T00:00:00.000Z");
    const entry = await gateway.call("GET", `/v1/outbox/${String(later.body["queueId"])}`);
    expect(entry.body).toMatchObject({ state: "delayed", scheduled: "2099-01-01T00:00:00.000Z" });
    const past = await submit({ ...MAIL, sendAt: "2020-01-01T00:00:00Z" });
    expect(past.body["sendAt"]).toBe("2020-01-01T00:00:00.000Z");
  });

  it("refuses a message to nobody", async () => {
    const { status, body } = await submit({ subject: "x", text: "x" });
    expect({ status, code: body["code"] }).toEqual({ status: 400, code: "NoRecipients" });
  });

  it("refuses text that is too long, all of it at once", async () => {
    const long = "x".repeat(101);
    const { status, body } = await submit({
      ...MAIL,
      text: long,
      html: long,
      attachments: [{ content: "eA==" }, { content: "x".repeat(104) }],
    });
    expect(status).toBe(400);
    expect((body["fields"] as { path: string }[]).map(({ path }) => path)).toEqual([
      "body.text",
      "body.html",
      "body.attachments.1.content",
    ]);
    expect((await submit({ ...MAIL, text: "x".repeat(100) })).status).toBe(200);
  });

  it("does not let a narrowed token choose a proxy", async () => {
    const token = await gateway.issue({ permissions: { groups: ["submit", "provisioning"] } });
    const proxy = "socks5://proxy.example.com:1080";
    for (const [method, url, body] of [
      ["POST", `/v1/account/${account}/submit`, { ...MAIL, proxy }],
      ["POST", "/v1/account", { account: newAccountId(), name: "x", proxy }],
      ["PUT", `/v1/account/${account}`, { proxy }],
      ["POST", "/v1/verifyAccount", { proxy }],
    ] as const) {
      const answer = await gateway.call(method, url, body, { token });
      expect(answer.body).toMatchObject({ statusCode: 403, message: "Unauthorized permission" });
    }
    const own = await gateway.call("POST", `/v1/account/${account}/submit`, MAIL, { token });
    expect(own.status).toBe(200);
  });

  it("needs an account, and a way to send", async () => {
    expect((await submit(MAIL, {}, newAccountId())).body).toMatchObject({ statusCode: 404, code: "AccountNotFound" });
    const mute = await gateway.addAccount({ smtp: false });
    expect((await submit(MAIL, {}, mute)).body).toMatchObject({ statusCode: 404, code: "SMTPUnavailable" });
  });

  it("sends in whatever state the mailbox is", async () => {
    const id = await gateway.addAccount({ imap: false });
    await submit(MAIL, {}, id);
    await vi.waitFor(() => expect(gateway.mailOf(id).sent).toHaveLength(1), { timeout: 30_000, interval: 20 });
  });

  it("attaches what is in the mailbox", async () => {
    const id = await gateway.addConnected();
    gateway
      .mailOf(id)
      .deliver(
        'Message-ID: <o@example.com>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n' +
          '--b\r\nContent-Type: text/plain\r\n\r\nhi\r\n--b\r\nContent-Type: text/csv; name="a.csv"\r\n' +
          'Content-Disposition: attachment; filename="a.csv"\r\n\r\n1;2\r\n--b--\r\n',
      );
    const { body: page } = await gateway.call("GET", `/v1/account/${id}/messages?path=INBOX`);
    const [{ attachments } = { attachments: [] }] = page["messages"] as { attachments: { id: string }[] }[];
    const attached = await submit(
      { ...MAIL, attachments: [{ reference: attachments[0]?.id, filename: "b.csv" }], dryRun: true },
      {},
      id,
    );
    expect(sourceOf(attached)).toMatch(/filename="?b\.csv/);
    const missing = await submit({ ...MAIL, attachments: [{ reference: "AAAA" }] }, {}, id);
    expect(missing.body).toMatchObject({ statusCode: 404, code: "ReferenceNotFound" });
  });

  describe("with an idempotency key", () => {
    it("takes a message in once", async () => {
      const before = await queued();
      const first = await submit(MAIL, { "idempotency-key": ' "a \\"b\\\\" ' });
      expect(first.body["idempotency"]).toEqual({ key: 'a "b\\', status: "MISS" });
      const again = await submit({ ...MAIL, subject: "Other" }, { "idempotency-key": 'a "b\\' });
      expect(again.body).toEqual({ ...first.body, idempotency: { key: 'a "b\\', status: "HIT" } });
      expect(await queued()).toBe(before + 1);
    });

    it("takes a message in once, when asked many times at once", async () => {
      const before = await queued();
      const answers = await Promise.all(Array.from({ length: 8 }, () => submit(MAIL, { "idempotency-key": "crowd" })));
      const states = answers.map(({ body }) => (body["idempotency"] as { status: string }).status);
      expect(states.filter((state) => state === "MISS")).toHaveLength(1);
      expect(new Set(answers.map(({ body }) => body["queueId"])).size).toBe(1);
      expect(await queued()).toBe(before + 1);
    });

    it("forgets what failed", async () => {
      const headers = { "idempotency-key": "after a fault" };
      expect((await submit({ text: "to nobody" }, headers)).status).toBe(400);
      expect((await submit(MAIL, headers)).body["idempotency"]).toMatchObject({ status: "MISS" });
    });

    it("goes on with the next of those who wait when the first fails by bad luck", async () => {
      const id = await gateway.addConnected();
      gateway.mailOf(id).deliver("Message-ID: <o@example.com>\r\nSubject: Hi\r\n\r\nhi\r\n");
      const { body: page } = await gateway.call("GET", `/v1/account/${id}/messages?path=INBOX`);
      const [message] = page["messages"] as { id: string }[];
      gateway.mailOf(id).failNext("getMessage", new PosthornError("refused", "The server said no"));
      const reply = { ...MAIL, reference: { message: message?.id, action: "reply" } };
      const headers = { "idempotency-key": "bad luck" };
      const answers = await Promise.all(Array.from({ length: 4 }, () => submit(reply, headers, id)));
      const taken = answers.filter(({ status }) => status === 200);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 502]);
      expect(new Set(taken.map(({ body }) => body["queueId"])).size).toBe(1);
      expect(await queued(id)).toBe(1);
    });

    it("keeps the answers of accounts and of dry runs apart", async () => {
      const headers = { "idempotency-key": "same" };
      const dry = await submit({ ...MAIL, dryRun: true }, headers);
      expect((await submit({ ...MAIL, dryRun: true }, headers)).body).toEqual({
        ...dry.body,
        idempotency: { key: "same", status: "HIT" },
      });
      const other = await gateway.addAccount();
      expect((await submit(MAIL, headers, other)).body["idempotency"]).toMatchObject({ status: "MISS" });
    });

    it("takes an empty key for none, and no endless one", async () => {
      for (const key of ["", ' "" '])
        expect((await submit(MAIL, { "idempotency-key": key })).body).not.toHaveProperty("idempotency");
      expect((await submit(MAIL, { "idempotency-key": "x".repeat(1025) })).status).toBe(400);
    });

    it("refuses one that comes with another request, where that is wanted", async () => {
      await submit(MAIL, { "idempotency-key": "before" });
      await gateway.set({ strictIdempotencyKeys: true });
      const { to, ...rest } = MAIL;
      const headers = { "idempotency-key": "strict" };
      const other = { ...MAIL, subject: "Other" };
      const outcomeOf = ({ body }: Awaited<ReturnType<typeof submit>>) =>
        body["code"] ?? (body["idempotency"] as { status: string }).status;
      // Whichever comes first has the key.
      const answers = await Promise.all([submit(MAIL, headers), submit(MAIL, headers)]);
      expect(answers.map(outcomeOf).toSorted()).toEqual(["HIT", "MISS"]);
      const refused = await submit(other, headers);
      expect([refused.status, outcomeOf(refused)]).toEqual([422, "IdempotencyKeyMismatch"]);
      // In another order it is the same; and what nobody wanted to compare then is not compared now.
      expect((await submit({ ...rest, to }, headers)).body["idempotency"]).toMatchObject({ status: "HIT" });
      expect((await submit(other, { "idempotency-key": "before" })).status).toBe(200);
      await gateway.set({ strictIdempotencyKeys: false });
      expect((await submit(other, headers)).body["idempotency"]).toMatchObject({ status: "HIT" });
    });
  });
});
