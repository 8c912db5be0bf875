import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { type Answer, createTestGateway, type TestGateway } from "../testing.ts";

interface Entry {
  success: boolean;
  to: { address: string };
  messageId?: string;
  queueId?: string;
  sendAt?: string;
  preview?: string;
}

describe.each(TEST_ENGINES)("a mail merge on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { env: { POSTHORN_TIMEOUT: "60s" } });
  });
  afterAll(() => gateway.close());

  const merge = (account: string, body: Record<string, unknown>, headers: Record<string, string> = {}) =>
    gateway.call("POST", `/v1/account/${account}/submit`, body, { headers });
  const entriesOf = (body: Record<string, unknown>) => body["mailMerge"] as Entry[];
  const rows = (account: string) =>
    gateway.storage.sql.selectFrom("submissions").select(["id", "state"]).where("account", "=", account).execute();
  const to = (name: string, more: object = {}) => ({ to: { name, address: `${name}@example.com` }, ...more });
  const LATER = "2100-01-01T00:00:00.000Z";

  it("sends each one a message of its own", async () => {
    const account = await gateway.addAccount();
    const { body, status } = await merge(account, {
      subject: "Hi {{params.name}}",
      html: "<p>Dear {{params.name}} ({{rcpt.address}})</p>",
      headers: { "Message-ID": "<same@example.com>", "X-Campaign": "spring" },
      messageId: "ignored@example.com",
      mailMerge: [
        to("ola", { params: { name: "Ola" }, messageId: "m1@example.com" }),
        to("kim", { params: { name: "Kim & Co" } }),
        to("ana"),
      ],
    });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(["mailMerge"]);
    const entries = entriesOf(body);
    expect(entries[0]).toEqual({
      success: true,
      to: { name: "ola", address: "ola@example.com" },
      messageId: "<m1@example.com>",
      queueId: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
      sendAt: expect.any(String) as string,
    });
    expect(new Set(entries.map(({ messageId }) => messageId)).size).toBe(3);
    const { sent } = gateway.mailOf(account);
    await vi.waitFor(() => expect(sent).toHaveLength(3), { timeout: 30_000, interval: 20 });
    const mailTo = (address: string) => {
      const mail = sent.find(({ envelope }) => envelope.to.includes(address));
      return { ...mail, source: mail?.content.toString() ?? "" };
    };
    const kim = mailTo("kim@example.com");
    expect(kim.envelope?.to).toEqual(["kim@example.com"]);
    expect(kim.source).toContain("Subject: Hi Kim & Co\r\n");
    expect(kim.source).toContain("Dear Kim &amp; Co (kim@example.com)");
    expect(kim.source).toContain("X-Campaign: spring");
    expect(kim.source).toContain(`Message-ID: ${entries[1]?.messageId}`);
    expect(kim.source).not.toContain("ola@");
    // Nobody gave it values, and there is no template.
    expect(mailTo("ana@example.com").source).toContain("Hi {{params.name}}");
  });

  it("sends each at its own time", async () => {
    const account = await gateway.addAccount();
    const sendAt = "2099-01-01T00:00:00.000Z";
    const { body } = await merge(account, { text: "x", sendAt, mailMerge: [to("a"), to("b", { sendAt: LATER })] });
    expect(entriesOf(body).map((entry) => entry.sendAt)).toEqual([sendAt, LATER]);
    const { body: outbox } = await gateway.call("GET", `/v1/account/${account}/outbox?state=delayed`);
    expect(outbox).toMatchObject({ total: 2, messages: [{ scheduled: sendAt }, { scheduled: LATER }] });
  });

  it("tells what is wrong with one copy in its place, and sends the others", async () => {
    const account = await gateway.addAccount();
    const { body, status } = await merge(account, {
      text: '{{formatDate params.when "YYYY"}}',
      sendAt: LATER,
      mailMerge: [to("a", { params: { when: "never" } }), to("b", { params: { when: 0 } })],
    });
    expect(status).toBe(200);
    expect(entriesOf(body)).toEqual([
      {
        success: false,
        to: { name: "a", address: "a@example.com" },
        error: 'The helper "formatDate" of the template\'s "text" fails in line 1: not a date: never',
        code: "SubmitFail",
        statusCode: 422,
      },
      expect.objectContaining({ success: true }),
    ]);
    expect(await rows(account)).toEqual([{ id: entriesOf(body)[1]?.queueId, state: "queued" }]);
    const allWrong = await merge(account, { subject: "{{x", mailMerge: [to("a", { params: {} })] });
    expect(allWrong).toMatchObject({ status: 200, body: { mailMerge: [{ success: false, code: "SubmitFail" }] } });
  });

  it("fails as a whole for what is wrong with all copies", async () => {
    const account = await gateway.addConnected();
    const mailMerge = [to("a"), to("b")];
    expect((await merge(account, { template: "nope", mailMerge })).body).toMatchObject({ code: "TemplateNotFound" });
    const reference = { message: "AAAAAQAAAAE", action: "reply" };
    expect((await merge(account, { text: "x", reference, mailMerge })).body).toMatchObject({ statusCode: 404 });
    const faults = await merge(account, { mailMerge, to: [], cc: [], bcc: [], envelope: {}, raw: "eA==", render: {} });
    expect((faults.body["fields"] as { key: string }[]).map(({ key }) => key)).toEqual(
      expect.arrayContaining(["to", "cc", "bcc", "envelope", "raw", "render"]),
    );
    expect((await merge(account, { text: "x", mailMerge: [] })).status).toBe(400);
    expect((await merge(account, { text: "x", mailMerge: [{ params: {} }] })).status).toBe(400);
    const mute = await gateway.addAccount({ smtp: false });
    expect((await merge(mute, { text: "x", mailMerge })).body).toMatchObject({ code: "SMTPUnavailable" });
    expect(await rows(account)).toEqual([]);
  });

  it("takes no more copies, and no more of them together, than it can hold", async () => {
    const account = await gateway.addAccount();
    const refusalOf = ({ status, body }: Answer) => ({ status, message: body["message"] });
    const many = (count: number) => Array.from({ length: count }, () => to("a"));
    const tooMany = await merge(account, { text: "x", mailMerge: many(10_001) });
    expect(tooMany.body["fields"]).toMatchObject([{ key: "mailMerge" }]);
    const TOO_LARGE = {
      status: 413,
      message: "The copies of a mail merge may have 2 GiB together: make several calls",
    };
    const attachments = [{ filename: "a.bin", content: Buffer.alloc(3_900_000).toString("base64") }];
    for (const dryRun of [false, true])
      expect(refusalOf(await merge(account, { text: "x", attachments, mailMerge: many(600), dryRun }))).toEqual(
        TOO_LARGE,
      );
    expect(refusalOf(await merge(account, { text: "x".repeat(5_000_000), mailMerge: many(600) }))).toEqual(TOO_LARGE);
    expect(await rows(account)).toEqual([]);
  });

  it("ends as a whole with a template that takes too much time, and leaves the threads to others", async () => {
    const account = await gateway.addAccount();
    const params = { list: Array.from({ length: 700 }, (_, n) => n) };
    const text = `${"{{#each @root.params.list}}".repeat(4)}${"{{/each}}".repeat(4)}`;
    const endless = { text, mailMerge: Array.from({ length: 50 }, (_, n) => to(`r${n}`, { params })) };
    const [whole, other] = await Promise.all([
      merge(account, endless),
      merge(await gateway.addAccount(), { text: "{{rcpt.name}}", mailMerge: [to("a", { params: {} })], dryRun: true }),
    ]);
    expect({ status: whole.status, body: whole.body }).toMatchObject({
      status: 422,
      body: { code: "SubmitFail", message: "Rendering the template takes too much time or memory" },
    });
    expect(entriesOf(other.body)).toMatchObject([{ success: true }]);
    expect(await rows(account)).toEqual([]);
    const { bytes } = await gateway.call("GET", "/metrics");
    const failed = /^posthorn_templates_rendered\S*{[^}]*outcome="failed"[^}]*} (\d+)/m.exec(bytes.toString())?.[1];
    expect(Number(failed)).toBeLessThan(20);
  }, 60_000);

  it("shows every copy of a dry run, and stores none", async () => {
    const account = await gateway.addAccount();
    const mailMerge = [to("a", { params: { n: 1 } }), to("b", { params: { n: 2 }, messageId: "two@example.com" })];
    const { body } = await merge(
      account,
      { text: "No {{params.n}}", mailMerge, dryRun: true },
      { "idempotency-key": "k" },
    );
    expect(entriesOf(body)[1]).toEqual({
      success: true,
      to: { name: "b", address: "b@example.com" },
      messageId: "<two@example.com>",
      preview: expect.any(String) as string,
    });
    expect(entriesOf(body).map(({ preview = "" }) => Buffer.from(preview, "base64").toString().slice(-6))).toEqual([
      "No 1\r\n",
      "No 2\r\n",
    ]);
    expect(await rows(account)).toEqual([]);
    const again = await merge(account, { text: "x", mailMerge: [to("c")] }, { "idempotency-key": "k" });
    expect(again.body).toEqual({ ...body, idempotency: { key: "k", status: "HIT" } });
  });

  it("is done once for a key, with the same answer", async () => {
    const account = await gateway.addAccount();
    const body = { text: "x", sendAt: LATER, mailMerge: [to("a"), to("b")] };
    const once = () => merge(account, body, { "idempotency-key": "once" });
    const [first, second] = await Promise.all([once(), once()]);
    const third = await once();
    const statuses = [first, second, third].map((answer) => (answer.body["idempotency"] as { status: string }).status);
    expect(statuses.toSorted()).toEqual(["HIT", "HIT", "MISS"]);
    expect(third.body["mailMerge"]).toEqual(first.body["mailMerge"]);
    expect(await rows(account)).toHaveLength(2);
  });

  it("answers to a message, with what it takes from the mailbox read once", async () => {
    const account = await gateway.addConnected();
    const server = gateway.mailOf(account);
    server.deliver("Message-ID: <o@example.com>\r\nFrom: zoe@example.com\r\nSubject: Q\r\n\r\nWords\r\n");
    const { body: listed } = await gateway.call("GET", `/v1/account/${account}/messages?path=INBOX`);
    const [original] = listed["messages"] as { id: string }[];
    const { body } = await merge(account, {
      text: "Hello {{params.n}}",
      reference: { message: original?.id, action: "forward", inline: true },
      attachments: [{ filename: "a.txt", content: Buffer.from("attached").toString("base64") }],
      mailMerge: [to("a", { params: { n: 1 } }), to("b", { params: { n: 2 } })],
      dryRun: true,
    });
    for (const [index, { preview = "" }] of entriesOf(body).entries()) {
      const source = Buffer.from(preview, "base64").toString();
      expect(source).toContain("Subject: Fwd: Q");
      expect(source).toContain(`Hello ${index + 1}`);
      expect(source).toContain("Words");
      expect(source).toContain(Buffer.from("attached").toString("base64"));
    }
  });

  it("of a thousand is taken in by one call, in order", async () => {
    const account = await gateway.addAccount();
    const mailMerge = Array.from({ length: 1000 }, (_, n) => to(`r${n}`, { params: { n } }));
    const { body } = await merge(account, {
      subject: "No {{params.n}}",
      html: "<p>{{params.n}}</p>",
      sendAt: LATER,
      mailMerge,
    });
    const entries = entriesOf(body);
    expect(entries.map((entry) => entry.to.address)).toEqual(mailMerge.map((entry) => entry.to.address));
    expect(entries.every(({ success }) => success)).toBe(true);
    const queued = await rows(account);
    expect(queued.map(({ id }) => id).toSorted()).toEqual(entries.map(({ queueId }) => queueId).toSorted());
    expect(queued.every(({ state }) => state === "queued")).toBe(true);
    const { body: outbox } = await gateway.call("GET", `/v1/account/${account}/outbox?state=delayed`);
    expect(outbox).toMatchObject({ total: 1000 });
  }, 60_000);
});
