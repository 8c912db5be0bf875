import { Readable } from "node:stream";
import type { AttachmentEntry } from "@posthorn/contracts/messages";
import { describe, expect, it } from "vitest";
import type { MailBackend } from "../../core/mail-backend.ts";
import { embedImages, type EmbedLimits } from "./embed-images.ts";

const LIMITS: EmbedLimits = { images: 10, bytesEach: 100, bytesInAll: 1000 };

const attachment = (contentId: string, more: Partial<AttachmentEntry> = {}): AttachmentEntry => ({
  id: contentId,
  contentType: "image/png",
  encodedSize: 10,
  contentId: `<${contentId}>`,
  ...more,
});

/** Attachments whose content is their id, as often as given; and what was asked for. */
function mailWith(sizes: Record<string, number> = {}) {
  const asked: string[] = [];
  const open: Readable[] = [];
  const backend: Pick<MailBackend, "getAttachment"> = {
    async getAttachment(id) {
      asked.push(id);
      if (id === "gone") throw new Error("gone");
      const content = Readable.from(
        (function* () {
          for (let left = sizes[id] ?? 3; left > 0; left -= 50) yield Buffer.alloc(Math.min(left, 50), id);
          if (id === "broken") throw new Error("broken");
        })(),
      );
      open.push(content);
      return { contentType: "image/png", content };
    },
  };
  return { asked, open, backend };
}

const url = (id: string, size = 3) => `data:image/png;base64,${Buffer.alloc(size, id).toString("base64")}`;

describe("images in place of references", () => {
  it("are put wherever HTML may have one, and nowhere else", async () => {
    const { backend, asked } = mailWith();
    const html = `<img src="cid:a"><img src='CID:a'><img src=cid:a><img src=cid:a@b&amp;c><img src="cid:a%40d"> acid:a url(cid:a) url("cid:a") url( 'cid:a' ) url(&quot;cid:a&quot;) cid:`;
    const attachments = [attachment("a"), attachment("a@b&c"), attachment("a@d"), attachment("unused")];
    expect(await embedImages(html, attachments, backend, LIMITS)).toBe(
      `<img src="${url("a")}"><img src='${url("a")}'><img src=${url("a")}><img src=${url("a@b&c")}><img src="${url("a@d")}"> acid:a url(cid:a) url("cid:a") url( 'cid:a' ) url(&quot;cid:a&quot;) cid:`,
    );
    expect(asked).toEqual(["a", "a@b&c", "a@d"]);
  });

  it("are only images, by what the message says they are", async () => {
    const { backend } = mailWith();
    const kinds = [
      "text/html",
      "image/svg+xml",
      "IMAGE/GIF",
      "application/octet-stream",
      'image/x";onerror="',
      "image/",
    ];
    const attachments = kinds.map((contentType, index) => attachment(`k${index}`, { contentType }));
    const html = kinds.map((_, index) => `<img src="cid:k${index}">`).join("");
    const types = [...(await embedImages(html, attachments, backend, LIMITS)).matchAll(/src="(?:data:([^;]*))?/g)];
    expect(types.map(([, type]) => type)).toEqual([
      undefined,
      "image/svg+xml",
      "image/gif",
      "application/octet-stream",
      undefined,
      undefined,
    ]);
  });

  it("are left out when they are too large, by what the message says and by what comes", async () => {
    const { backend, asked, open } = mailWith({ a: 100, b: 101, c: 100_000 });
    const attachments = [attachment("a"), attachment("b"), attachment("c"), attachment("d", { encodedSize: 200 })];
    const html = `"cid:a" "cid:b" "cid:c" "cid:d"`;
    expect(await embedImages(html, attachments, backend, LIMITS)).toBe(`"${url("a", 100)}" "cid:b" "cid:c" "cid:d"`);
    expect(asked).toEqual(["a", "b", "c"]);
    expect(open.every(({ destroyed }) => destroyed)).toBe(true);
  });

  it("are left out when they are too many, or too much together, as often as each is shown", async () => {
    const { backend, asked } = mailWith({ a: 90, b: 90, c: 90 });
    const attachments = ["a", "b", "c"].map((id) => attachment(id));
    const html = `${'"cid:a" '.repeat(5)}${'"cid:b" '.repeat(6)}"cid:c"`;
    const embedded = await embedImages(html, attachments, backend, { ...LIMITS, bytesInAll: 900 });
    expect(embedded).toBe(`${`"${url("a", 90)}" `.repeat(5)}${'"cid:b" '.repeat(6)}"${url("c", 90)}"`);
    expect(await embedImages(html, attachments, backend, { ...LIMITS, images: 1 })).toContain(`"cid:c"`);
    expect(asked).toEqual(["a", "b", "c", "a"]);
  });

  it("are left out when they can't be read", async () => {
    const { backend } = mailWith();
    const attachments = ["gone", "broken", "a"].map((id) => attachment(id));
    expect(await embedImages(`"cid:gone" "cid:broken" "cid:a" "cid:%zz"`, attachments, backend, LIMITS)).toBe(
      `"cid:gone" "cid:broken" "${url("a")}" "cid:%zz"`,
    );
  });

  it("are no longer loaded when the caller has gone", async () => {
    const { backend, asked } = mailWith();
    const abort = new AbortController();
    const html = `"cid:a" "cid:b"`;
    const attachments = [attachment("a"), attachment("b")];
    const waiting = embedImages(
      html,
      attachments,
      {
        getAttachment(id, options) {
          abort.abort(new Error("left"));
          return backend.getAttachment(id, options);
        },
      },
      LIMITS,
      abort.signal,
    );
    await expect(waiting).rejects.toThrow("left");
    expect(asked).toEqual(["a"]);
  });
});
