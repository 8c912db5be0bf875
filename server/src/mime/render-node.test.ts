import MailComposer from "nodemailer/lib/mail-composer";
import { describe, expect, it } from "vitest";
import { renderNode } from "./render-node.ts";

const base = {
  from: { name: "Ada Räy", address: "ada@example.com" },
  to: "bob@example.com",
  date: new Date("2026-01-02T03:04:05Z"),
  messageId: "<one@example.com>",
  boundaryPrefix: "----=_Part",
  baseBoundary: "0123456789",
};
const LONG = "long lines are written as quoted-printable, softly broken here and there ".repeat(4);

describe("renderNode gives the bytes that the composer's own stream gives", () => {
  it.each<[string, ConstructorParameters<typeof MailComposer>[0]]>([
    ["nothing at all", {}],
    ["plain text", { text: "Hello\nworld\n" }],
    ["plain text without an end of line", { text: "Hello" }],
    ["a carriage return at the end", { text: "Hello\r" }],
    ["long lines", { text: LONG }],
    ["spaces at the ends of lines", { text: `${LONG} \n${LONG}\t\r\nend = \n ` }],
    ["Latin text", { text: "Übermut tut selten gut\nÄÖÜ" }],
    ["Greek text", { text: "Καλημέρα κόσμε ".repeat(20) }],
    ["text and HTML", { text: "Hello", html: `<p>Grüße</p>${LONG}` }],
    ["an attachment", { text: "Hello", attachments: [{ filename: "a.bin", content: Buffer.alloc(1000, 7) }] }],
    ["an empty attachment", { text: "Hello", attachments: [{ filename: "empty.txt", content: Buffer.alloc(0) }] }],
    [
      "pictures in HTML",
      {
        html: '<img src="cid:x">',
        attachments: [{ cid: "x", filename: "x.png", contentType: "image/png", content: Buffer.alloc(100, 1) }],
      },
    ],
    [
      "a message in a message",
      {
        text: "see below",
        attachments: [{ contentType: "message/rfc822", content: Buffer.from("Subject: inner\n\nhi\n") }],
      },
    ],
    [
      "an attachment that asks for quoted-printable",
      {
        attachments: [
          { filename: "a.txt", contentTransferEncoding: "quoted-printable", content: Buffer.from(`${LONG}\nü\n`) },
        ],
      },
    ],
    ["more than is encoded in one go", { text: "x".repeat(300_000) }],
  ])("%s", async (_, message) => {
    const compile = () => new MailComposer({ ...base, ...message }).compile();
    expect((await renderNode(compile())).toString("latin1")).toBe((await compile().build()).toString("latin1"));
  });
});
