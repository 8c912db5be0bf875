import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { composeMessage } from "./compose.ts";
import type { ComposeRequest } from "./compose-request.ts";
import { fieldValue, splitMessage } from "./header-block.ts";
import { withoutBcc } from "./without-bcc.ts";

const now = new Date("2031-02-03T08:00:00Z");
const base: ComposeRequest = {
  now,
  hostname: "mail.example.com",
  defaultFrom: { name: "Ada", address: "ada@example.com" },
};
const compose = (request: Partial<ComposeRequest>) => composeMessage({ ...base, ...request });

function headersOf(raw: Buffer): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (const field of splitMessage(raw).fields) (headers[field.name] ??= []).push(fieldValue(field));
  return headers;
}

describe("a message of parts", () => {
  it("carries what was asked for, from the account when no sender is named", async () => {
    const message = await compose({
      to: [{ name: "Bo", address: "bo@example.net" }],
      cc: [{ address: "cy@example.net" }],
      bcc: [{ address: "di@example.net" }, { address: "bo@example.net" }],
      replyTo: [{ address: "help@example.com" }],
      subject: "Tere õhtust",
      text: "Hello\nworld\r\nagain",
      headers: { "X-One": "1", "X-Two": ["a", "b"] },
    });
    const headers = headersOf(message.raw);
    expect(headers).toMatchObject({
      from: ["Ada <ada@example.com>"],
      to: ["Bo <bo@example.net>"],
      bcc: ["di@example.net, bo@example.net"],
      "reply-to": ["help@example.com"],
      subject: [expect.stringMatching(/^=\?UTF-8\?/i)],
      date: ["Mon, 03 Feb 2031 08:00:00 +0000"],
      "mime-version": ["1.0"],
      "x-one": ["1"],
      "x-two": ["a", "b"],
    });
    expect(message.envelope).toEqual({
      from: "ada@example.com",
      to: ["bo@example.net", "cy@example.net", "di@example.net"],
    });
    expect(message.messageId).toMatch(/^<[0-9a-f-]{36}@example\.com>$/);
    expect(headers["message-id"]).toEqual([message.messageId]);
    expect(message.subject).toBe("Tere õhtust");
    expect(message.raw.includes("\r\n")).toBe(true);
    expect(/[^\r]\n/.test(message.raw.toString("latin1"))).toBe(false);
  });

  it("uses the Message-ID that it is given, with or without brackets", async () => {
    expect((await compose({ messageId: "a@b.example" })).messageId).toBe("<a@b.example>");
    expect((await compose({ messageId: "<a@b.example>" })).messageId).toBe("<a@b.example>");
    const own = await compose({ headers: { "Message-Id": "<own@b.example>" } });
    expect(own.messageId).toBe("<own@b.example>");
    expect(headersOf(own.raw)["message-id"]).toEqual(["<own@b.example>"]);
  });

  it("makes a Message-ID in the domain of the envelope, else of the machine", async () => {
    const envelope = { from: "bounce@bounces.example.org", to: ["x@example.net"] };
    expect((await compose({ envelope })).messageId).toMatch(/@bounces\.example\.org>$/);
    expect((await composeMessage({ now, hostname: "mail.example.com", text: "x" })).messageId).toMatch(
      /@mail\.example\.com>$/,
    );
  });

  it("has an empty reverse path for an envelope of recipients only", async () => {
    expect((await compose({ envelope: { to: ["x@example.net"] } })).envelope).toEqual({
      from: "",
      to: ["x@example.net"],
    });
  });

  it("is dated when it is to be sent", async () => {
    const message = await compose({ sendAt: new Date("2031-05-01T10:00:00Z"), text: "x" });
    expect(headersOf(message.raw)["date"]).toEqual(["Thu, 01 May 2031 10:00:00 +0000"]);
  });

  it("derives the text of HTML that comes alone", async () => {
    const html =
      '<h1>News</h1><p>See <a href="https://example.com/x">here</a> <img src="https://example.com/a.png"></p>';
    const { raw } = await compose({ html });
    expect(raw.toString()).toContain("multipart/alternative");
    expect(raw.toString()).toContain("News\r\n\r\nSee here [https://example.com/x]");
    expect((await compose({ html, text: "mine" })).raw.toString()).toContain("\r\n\r\nmine\r\n");
  });

  it("turns images in data URLs into inline attachments", async () => {
    const pixel = "iVBORw0KGgo=";
    const { raw } = await compose({
      html: `<p><img alt="x" src="data:image/png;base64,${pixel}"><img src='data:image/jpeg;base64,/9j/'></p>`,
    });
    const text = raw.toString();
    expect(text).toContain("multipart/related");
    expect(text).toContain("filename=image-1.png");
    expect(text).toContain("filename=image-2.jpg");
    const cid = /Content-Id: <([^>]+)>/i.exec(text)?.[1];
    expect(text.replaceAll("=\r\n", "").replaceAll("=3D", "=")).toContain(`src="cid:${cid}"`);
    expect(text).not.toContain("data:image");
  });

  it("nests mixed, related and alternative, with attachments in base64", async () => {
    const { raw } = await compose({
      text: "t",
      html: "<img src='cid:logo'>",
      attachments: [
        { filename: "a.txt", content: Buffer.from("hello").toString("base64"), contentType: "text/plain" },
        { filename: "l.png", content: Buffer.from("png"), cid: "logo" },
      ],
    });
    const text = raw.toString();
    const order = ["multipart/mixed", "multipart/alternative", "multipart/related"].map((type) => text.indexOf(type));
    expect(order.every((position) => position > 0)).toBe(true);
    expect(text).toContain('boundary="----=_Part');
    expect(text).toContain(Buffer.from("hello").toString("base64"));
  });

  it("embeds a message as it is", async () => {
    const inner = "Subject: inner\r\n\r\nbody\r\n";
    const { raw } = await compose({
      text: "t",
      attachments: [
        { filename: "m.eml", contentType: "message/rfc822", content: Buffer.from(inner).toString("base64") },
      ],
    });
    expect(raw.toString()).toContain("Content-Transfer-Encoding: 7bit");
    expect(raw.toString()).toContain("Subject: inner");
  });

  it("lets no header in through a value, takes no control headers, and refuses names that are none", async () => {
    const { raw } = await compose({
      subject: "a\r\nBcc: evil@example.com",
      headers: { "X-A": "1\r\nX-Evil: 1", "X-EE-Send-At": "2040-01-01", "Content-Type": "text/evil" },
      text: "x",
    });
    const headers = headersOf(raw);
    expect(headers["bcc"]).toBeUndefined();
    expect(headers["x-evil"]).toBeUndefined();
    expect(headers["x-ee-send-at"]).toBeUndefined();
    expect(headers["content-type"]?.join()).not.toContain("evil");
    await expect(compose({ headers: { "X A": "1" } })).rejects.toMatchObject({ kind: "invalid" });
  });

  it("never reads files or URLs", async () => {
    const attachments = [{ filename: "a", content: { path: "/etc/hostname" } as unknown as string }];
    await expect(compose({ attachments, text: "x" })).rejects.toThrow();
    expect(readFileSync("/etc/hostname")).toBeDefined();
  });
});

describe("a message that came whole", () => {
  const raw = [
    "From: Old <old@example.com>",
    "To: one@example.net,",
    "\ttwo@example.net",
    "Subject: =?utf-8?q?t=C3=A4na?=",
    "X-EE-Send-At: 2031-03-01T00:00:00Z",
    "X-Ee-Delivery-Attempts: 3",
    "X-EE-Gateway: gw",
    "X-EE-Tracking-Enabled: N",
    "X-EE-Idempotency-Key: key",
    "DKIM-Signature: v=1;",
    "    a=rsa-sha256",
    "",
    "body\u0000 stays",
    "",
  ].join("\r\n");

  it("keeps its bytes below the header", async () => {
    const message = await compose({ raw: Buffer.from(raw, "latin1") });
    expect(message.raw.toString("latin1").split("\r\n\r\n")[1]).toBe("body\u0000 stays\r\n");
    expect(message.raw.toString()).toContain("DKIM-Signature: v=1;\r\n    a=rsa-sha256");
    expect(message.envelope).toEqual({ from: "old@example.com", to: ["one@example.net", "two@example.net"] });
    expect(message.subject).toBe("täna");
  });

  it("tells and loses its control headers, and is dated by them", async () => {
    const message = await compose({
      raw: Buffer.from(raw).toString("base64"),
      sendAt: new Date("2031-02-20T00:00:00Z"),
    });
    expect(message.control).toEqual({
      sendAt: new Date("2031-03-01T00:00:00Z"),
      deliveryAttempts: 3,
      gateway: "gw",
      trackingEnabled: false,
      idempotencyKey: "key",
    });
    expect(message.raw.toString()).not.toMatch(/x-ee-/i);
    expect(headersOf(message.raw)["date"]).toEqual(["Sat, 01 Mar 2031 00:00:00 +0000"]);
  });

  it("gets what every message needs", async () => {
    const message = await compose({ raw: Buffer.from("Subject: x\n\na\nb\n") });
    expect(headersOf(message.raw)).toEqual({
      subject: ["x"],
      from: ["Ada <ada@example.com>"],
      "message-id": [message.messageId],
      date: ["Mon, 03 Feb 2031 08:00:00 +0000"],
      "mime-version": ["1.0"],
    });
    expect(message.raw.toString().endsWith("\r\n\r\na\r\nb\r\n")).toBe(true);
  });

  it("changes as the request says", async () => {
    const message = await compose({
      raw: Buffer.from(
        `Date: Sat, 01 Jan 2000 00:00:00 +0000\r\nCc: c@example.net\r\nMessage-ID: <old@x>\r\nReferences: <r@x>\r\n${raw}`,
      ),
      from: { name: "Ñu", address: "new@example.com" },
      to: [{ address: "three@example.net" }],
      cc: [],
      bcc: [{ address: "four@example.net" }],
      subject: "New",
      messageId: "new@x",
      headers: { References: "<s@x>", "X-Added": ["1", "2"] },
    });
    expect(headersOf(message.raw)).toMatchObject({
      from: [expect.stringMatching(/<new@example\.com>$/)],
      to: ["three@example.net"],
      subject: ["New"],
      "message-id": ["<new@x>"],
      references: ["<s@x>"],
      "x-added": ["1", "2"],
    });
    expect(headersOf(message.raw)["cc"]).toBeUndefined();
    expect(message.envelope).toEqual({ from: "new@example.com", to: ["three@example.net", "four@example.net"] });
  });

  it("is refused when its header has no end", async () => {
    await expect(compose({ raw: Buffer.alloc(2_000_000, "X-A: b\r\n") })).rejects.toMatchObject({ kind: "invalid" });
  });
});

describe("withoutBcc", () => {
  it("removes blind recipients from the top header and nothing else", () => {
    const raw = Buffer.from("From: a@x\r\nBcc: b@x,\r\n c@x\r\nSubject: s\r\n\r\nBcc: stays\r\n");
    expect(withoutBcc(raw).toString()).toBe("From: a@x\r\nSubject: s\r\n\r\nBcc: stays\r\n");
    const none = Buffer.from("From: a@x\r\n\r\nbody");
    expect(withoutBcc(none)).toBe(none);
  });
});
