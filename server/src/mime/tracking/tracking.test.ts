import { Splitter } from "@zone-eu/mailsplit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { composeMessage } from "../compose.ts";
import { decodeTransfer } from "../transfer-decoder.ts";
import { trackHtml } from "./track-html.ts";
import { withTrackers } from "./with-trackers.ts";

const OPEN = "https://t.example/open.gif?data=a&sig=b";
const IMAGE =
  '<img src="https://t.example/open.gif?data=a&amp;sig=b" width="1" height="1" alt="" style="display:block;border:0">';
const clickUrl = (link: string) => `https://t.example/redirect?to=${encodeURIComponent(link)}&sig=c`;

describe("HTML with trackers", () => {
  it("has its links led through us, and an image before the end of the body", () => {
    const html = "<html><BODY class=a><a href=\"https://a.example/?x=1&amp;y=2\" title='z'>A</a></BODY></html>";
    expect(trackHtml(html, { openUrl: OPEN, clickUrl })).toBe(
      `<html><BODY class=a><a href="https://t.example/redirect?to=https%3A%2F%2Fa.example%2F%3Fx%3D1%26y%3D2&amp;sig=c" title="z">A</a>${IMAGE}</BODY></html>`,
    );
  });

  it("has the image at its end when there is no body", () => {
    expect(trackHtml("<p>x", { openUrl: OPEN })).toBe(`<p>x${IMAGE}`);
  });

  it("keeps all other links, and those that are to be kept", () => {
    const html = [
      "<a href='mailto:a@example.com'>",
      '<a href="#top">',
      "<a name=x>",
      '<a href="/unsubscribe">',
      "<a href=javascript:x>",
      '<area href="https://a.example/">',
      '<a href="https://own.example/unsubscribe?x">',
      "<!-- <a href='https://a.example/'> -->",
      "<style>a[href='https://a.example/']{}</style>",
    ].join("\n");
    const most = (link: string) => (link.includes("own.example") ? undefined : clickUrl(link));
    expect(trackHtml(html, { clickUrl: most })).toBe(html);
  });

  it("stays as it is without trackers, whatever it is", () => {
    const piece = fc.constantFrom("<a href='https://a.example'>", "</a>", "<", ">", "&amp;", "é", "<!--", "-->", "x", '"', "</body>", "\r\n", "<script>"); // prettier-ignore
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const html = pieces.join("");
        const kept = trackHtml(html, {});
        expect(html.startsWith(kept)).toBe(true);
        // A tag that the end cuts off.
        expect(html.slice(kept.length)).toMatch(/^(<[^]*)?$/);
      }),
    );
  });
});

/** The leaves of a message with their decoded contents. */
async function partsOf(message: Buffer) {
  const parts: { contentType: string; content: string }[] = [];
  const splitter = new Splitter({ ignoreEmbedded: true });
  splitter.end(message);
  let bytes: Buffer[] = [];
  let encoding: string | undefined;
  for await (const data of splitter) {
    if (data.type === "node" && !data.multipart) {
      bytes = [];
      encoding = data.encoding || undefined;
      parts.push({ contentType: data.contentType || "", content: "" });
    } else if (data.type === "body") {
      bytes.push(data.value);
      const last = parts.at(-1);
      if (last) last.content = decodeTransfer(Buffer.concat(bytes), encoding).toString();
    }
  }
  return parts;
}

describe("a message with trackers", () => {
  const compose = (more: object) =>
    composeMessage({
      from: { address: "ada@example.com" },
      to: [{ address: "bob@example.com" }],
      now: new Date("2026-01-01"),
      hostname: "example.com",
      ...more,
    });
  const inner = Buffer.from("Subject: inner\r\nContent-Type: text/html\r\n\r\n<a href='https://a.example'>x</a>\r\n");

  it("has them in the first HTML part, and everything else as it was", async () => {
    const { raw } = await compose({
      subject: "Grüße",
      text: "See https://a.example",
      html: `<p>Grüße 日本</p><a href="https://a.example/">x</a>`,
      attachments: [
        { filename: "a.html", contentType: "text/html", content: Buffer.from("<a href='https://a.example'>y</a>") },
        { filename: "b.bin", content: Buffer.from([0, 1, 2, 255]) },
        { filename: "c.eml", contentType: "message/rfc822", content: inner },
      ],
    });
    const tracked = await withTrackers(raw, { openUrl: OPEN, clickUrl });
    const [before, after] = [await partsOf(raw), await partsOf(tracked)];
    const isText = ({ contentType }: { contentType: string }) => contentType === "text/html";
    const [html] = after.filter(isText);
    expect(html?.content).toContain(
      `<p>Grüße 日本</p><a href="${clickUrl("https://a.example/").replace("&", "&amp;")}">x</a>${IMAGE}`,
    );
    const first = before.findIndex(isText);
    expect(after.filter((_, index) => index !== first)).toEqual(before.filter((_, index) => index !== first));
    const headOf = (message: Buffer) => message.toString("latin1").split("\r\n\r\n")[0];
    expect(headOf(tracked)).toBe(headOf(raw));
    expect(tracked.toString("latin1")).not.toMatch(/[^\r]\n/);
  });

  it("is the same without HTML, or with one that can't be changed safely", async () => {
    const { raw: text } = await compose({ text: "only text" });
    expect((await withTrackers(text, { openUrl: OPEN, clickUrl })).equals(text)).toBe(true);
    const japanese = Buffer.from(
      "From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=iso-2022-jp\r\n\r\n\u001b$B<a>\u001b(B\r\n",
      "latin1",
    );
    expect((await withTrackers(japanese, { openUrl: OPEN })).equals(japanese)).toBe(true);
  });

  it("follows links in whatever charset they are written", async () => {
    const link = "https://a.example/?x=ü";
    const part = (charset: string, encoding: "utf8" | "latin1") =>
      Buffer.concat([
        Buffer.from(
          `MIME-Version: 1.0\r\nContent-Type: text/html; charset=${charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`,
        ),
        Buffer.from(`<a href="${link}">ü</a>\r\n`, encoding),
      ]);
    for (const message of [part("utf-8", "utf8"), part("iso-8859-1", "latin1")]) {
      const seen: string[] = [];
      const tracked = await withTrackers(message, { clickUrl: (url) => (seen.push(url), "https://t.example/") });
      expect(seen).toEqual([link]);
      const [html] = await partsOf(tracked);
      expect(html?.content).toContain('<a href="https://t.example/">');
    }
  });

  it("stays whole when it is large", async () => {
    const html = `<body>${'<p>x<a href="https://a.example/">y</a></p>'.repeat(5000)}</body>`;
    const { raw } = await compose({ html, text: "x" });
    const [, part] = await partsOf(await withTrackers(raw, { openUrl: OPEN, clickUrl }));
    expect(part?.content.match(/redirect\?to=/g)).toHaveLength(5000);
    expect(part?.content.trimEnd().endsWith(`${IMAGE}</body>`)).toBe(true);
  });
});
