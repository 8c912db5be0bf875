import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PosthornError } from "../../core/errors.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { ORIGINAL } from "../composing/testing.ts";
import { type Answer, createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("POST /v1/account/{account}/message on %s", (engine) => {
  let gateway: TestGateway;
  let account: string;
  let original: { id: string; attachments: { id: string }[] };
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { env: { POSTHORN_MAX_SIZE: "5000" } });
    account = await gateway.addConnected();
    gateway.mailOf(account).deliver(ORIGINAL);
    const { body } = await gateway.call("GET", `/v1/account/${account}/messages?path=INBOX`);
    original = (body["messages"] as (typeof original)[])[0] as typeof original;
  });
  afterAll(() => gateway.close());

  const upload = (body: unknown, headers: Record<string, string> = {}, to = account) =>
    gateway.call("POST", `/v1/account/${to}/message`, body, { headers });
  const sourceOf = async ({ body }: Answer) => {
    const { bytes } = await gateway.call("GET", `/v1/account/${account}/message/${String(body["id"])}/source`);
    return bytes.toString();
  };
  const messageAt = async ({ body }: Answer) =>
    (await gateway.call("GET", `/v1/account/${account}/message/${String(body["id"])}?textType=*`)).body;
  const countIn = async (path: string) =>
    (await gateway.call("GET", `/v1/account/${account}/messages?path=${encodeURIComponent(path)}`)).body["total"];

  it("stores a draft, and tells where", async () => {
    const answer = await upload({
      path: "\\Drafts",
      flags: ["\\Draft", "\\Seen"],
      from: { name: "Ada", address: "ada@example.com" },
      to: { name: "Bob", address: "bob@example.org" },
      subject: "Later",
      html: "<p>To be <b>continued</b></p>",
      attachments: [{ filename: "a.txt", content: Buffer.from("attached").toString("base64") }],
      messageId: "draft@example.com",
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { path: "Drafts", messageId: "<draft@example.com>", uid: 1, uidValidity: expect.any(String) as string },
    });
    const message = await messageAt(answer);
    expect(message).toMatchObject({
      path: "Drafts",
      subject: "Later",
      draft: true,
      from: { name: "Ada", address: "ada@example.com" },
      to: [{ name: "Bob", address: "bob@example.org" }],
      messageId: "<draft@example.com>",
      text: { html: expect.stringContaining("continued") as string },
      attachments: [{ filename: "a.txt" }],
    });
    expect(message).not.toHaveProperty("unseen");
    // Nothing is made up for a message that is not being sent.
    expect((message["text"] as object).hasOwnProperty("plain")).toBe(false);
  });

  it("stores a whole message, with what stands beside it", async () => {
    const raw = Buffer.from(ORIGINAL).toString("base64");
    const answer = await upload({ path: "INBOX", raw, subject: "Other plans", headers: { "X-Batch": "7" } });
    expect(answer.body["messageId"]).toBe("<plans@example.org>");
    const source = await sourceOf(answer);
    expect(source).toMatch(/^Subject: Other plans\r$/m);
    expect(source).toMatch(/^X-Batch: 7\r$/m);
    expect(source).toMatch(/^Date: Tue, 01 Jul 2025 10:00:00 \+0000\r$/m);
    expect(source).toContain("What do you think?");
  });

  it("takes the date of its arrival for its own, where it has none", async () => {
    const internalDate = "2024-02-03T04:05:06.000Z";
    const text = "x";
    expect(await messageAt(await upload({ path: "INBOX", text, internalDate }))).toMatchObject({ date: internalDate });
    const headers = { Date: "Fri, 01 Mar 2024 00:00:00 +0000" };
    const own = await upload({ path: "INBOX", text, internalDate, headers });
    expect(await messageAt(own)).toMatchObject({ date: "2024-03-01T00:00:00.000Z" });
    const raw = Buffer.from("Subject: no date\r\n\r\nx\r\n").toString("base64");
    expect(await messageAt(await upload({ path: "INBOX", raw, internalDate }))).toMatchObject({ date: internalDate });
  });

  it("names no sender but for a reply, which is from the account", async () => {
    expect(await sourceOf(await upload({ path: "\\Drafts", text: "x" }))).not.toMatch(/^From:/m);
    const reference = { message: original.id, action: "reply", inline: true };
    const answer = await upload({ path: "\\Drafts", text: "Fine", reference });
    expect(answer.body["reference"]).toEqual({ message: original.id, success: true });
    const source = await sourceOf(answer);
    for (const line of [
      "From: Ada <ada@example.com>",
      "To: Bob <bob@example.org>",
      "Subject: Re: Plans",
      "In-Reply-To: <plans@example.org>",
      "> What do you think?",
    ])
      // prettier-ignore
      expect(source).toContain(line);
    // It is not answered before the reply is sent.
    const { body } = await gateway.call("GET", `/v1/account/${account}/message/${original.id}`);
    expect(body).not.toHaveProperty("answered");
  });

  it("takes attachments from the mailbox", async () => {
    const reference = original.attachments[0]?.id;
    const answer = await upload({ path: "\\Drafts", text: "x", attachments: [{ reference, filename: "b.csv" }] });
    expect(await messageAt(answer)).toMatchObject({ attachments: [{ filename: "b.csv", contentType: "text/csv" }] });
    const forward = { message: original.id, action: "forward", forwardAttachments: true };
    expect(await messageAt(await upload({ path: "\\Drafts", reference: forward }))).toMatchObject({
      subject: "Fwd: Plans",
      attachments: [{ filename: "a.csv" }],
    });
  });

  it("is done once for an idempotency key, which is not one of a submission", async () => {
    const body = { path: "\\Sent", text: "once", from: { address: "ada@example.com" } };
    const before = Number(await countIn("\\Sent"));
    const headers = { "idempotency-key": "batch-7" };
    await gateway.call("POST", `/v1/account/${account}/submit`, { ...body, path: undefined, to: { address: "bob@example.org" }, copy: false }, { headers }); // prettier-ignore
    const both = await Promise.all([upload(body, headers), upload(body, headers)]);
    const withStatus = (status: string) =>
      both.find(({ body: answer }) => (answer["idempotency"] as { status: string }).status === status)?.body;
    // Either of them may be the first.
    expect(withStatus("MISS")).toMatchObject({ path: "Sent", idempotency: { key: "batch-7", status: "MISS" } });
    expect(withStatus("HIT")).toEqual({ ...withStatus("MISS"), idempotency: { key: "batch-7", status: "HIT" } });
    expect(await countIn("\\Sent")).toBe(before + 1);
  });

  it.each([
    [{ text: "x" }, 400, undefined],
    [{ path: "", text: "x" }, 400, undefined],
    [{ path: "INBOX", text: "x", raw: "eA==" }, 400, undefined],
    [{ path: "INBOX", text: "x", replyTo: { address: "a@example.com" } }, 400, undefined],
    [{ path: "INBOX", text: "x", flags: ["x".repeat(129)] }, 400, undefined],
    [{ path: "INBOX", text: "x", internalDate: "yesterday" }, 400, undefined],
    [{ path: "INBOX", text: "x".repeat(5001) }, 400, undefined],
    [{ path: "INBOX", text: "x", headers: { "a b": "c" } }, 400, undefined],
    [{ path: "Nowhere", text: "x" }, 404, "FolderNotFound"],
    [{ path: "\\Flagged", text: "x" }, 404, "FolderNotFound"],
    [{ path: "INBOX", text: "x", reference: { message: "AAAAAQAAA-c" } }, 404, "MessageNotFound"],
    [{ path: "INBOX", text: "x", attachments: [{ reference: "AAAAAQAAA-cx" }] }, 404, "ReferenceNotFound"],
  ])("refuses %j", async (body, status, code) => {
    const before = await countIn("INBOX");
    const answer = await upload(body);
    expect({ status: answer.status, code: answer.body["code"] }).toEqual({ status, code });
    expect(await countIn("INBOX")).toBe(before);
  });

  it("goes on without an original that may be missing", async () => {
    const reference = { message: "AAAAAQAAA-c", ignoreMissing: true };
    const answer = await upload({ path: "\\Drafts", text: "x", reference });
    expect(answer.body["reference"]).toMatchObject({ success: false, error: expect.any(String) as string });
  });

  it("tells what the mail server says against it", async () => {
    const refusal = new PosthornError("refused", "The mail server refused to store the message: NO [TOOBIG] no", {
      code: "UploadFail",
      extra: { info: { response: "[TOOBIG] no" } },
    });
    gateway.mailOf(account).failNext("append", refusal);
    expect(await upload({ path: "INBOX", text: "x" })).toMatchObject({
      status: 502,
      body: { code: "UploadFail", info: { response: "[TOOBIG] no" } },
    });
  });

  it("needs a mailbox", async () => {
    const sendOnly = await gateway.addAccount({ imap: false });
    expect(await upload({ path: "INBOX", text: "x" }, {}, sendOnly)).toMatchObject({ status: 503 });
    const reference = { message: original.id };
    expect(await upload({ path: "INBOX", text: "x", reference }, {}, sendOnly)).toMatchObject({
      status: 400,
      body: { code: "ReferenceNotSupported" },
    });
    expect((await upload({ path: "INBOX", text: "x" }, {}, "nobody")).body["code"]).toBe("AccountNotFound");
  });
});
