import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TnefError } from "./byte-reader.ts";
import { readTnef } from "./read-tnef.ts";
import { writeTnef } from "./testing.ts";

const RICH = writeTnef({
  codepage: 1251,
  body: Buffer.from("cf f0 e8 e2 e5 f2 0d 0a 00".replaceAll(" ", ""), "hex"),
  properties: [
    [0x1013, Buffer.from("<p>Grüße</p>")],
    [0x3fde, 65001],
    [0x8001, "named"],
    [0x8002, 7],
    [0x0e1d, [Buffer.from("a"), Buffer.from("abcde")]],
  ],
  attachments: [
    {
      title: "SHORT~1.TXT",
      data: Buffer.from("one"),
      properties: [
        [0x3707, "Lång name.txt"],
        [0x370e, "Text/Plain"],
      ],
    },
    {
      properties: [
        [0x3701, Buffer.from("pixels")],
        [0x3704, "dot.png"],
        [0x3712, "dot@example.test"],
        [0x370e, "image/png"],
      ],
    },
    {
      title: "inner",
      properties: [
        [0x3705, 5],
        [0x3701, { object: writeTnef({ body: Buffer.from("in it\0") }) }],
      ],
    },
    { title: "bare", properties: [[0x370e, "no type\r\nX: y"]] },
  ],
});

describe("a TNEF", () => {
  it("has texts and attachments", () => {
    const { plain, html, attachments } = readTnef(RICH);
    expect([plain, html]).toEqual(["Привет\n", "<p>Grüße</p>"]);
    expect(attachments.map(({ content, ...rest }) => ({ ...rest, content: content.toString() }))).toMatchObject([
      { filename: "Lång name.txt", contentType: "text/plain", content: "one" },
      { filename: "dot.png", contentType: "image/png", contentId: "<dot@example.test>", content: "pixels" },
      { filename: "inner", contentType: "application/ms-tnef" },
      { filename: "bare", contentType: "application/octet-stream", content: "" },
    ]);
    expect(readTnef(attachments[2]?.content ?? Buffer.alloc(0))).toEqual({ plain: "in it", attachments: [] });
  });

  it("tells its text by its properties where it has two", () => {
    const bytes = writeTnef({ body: Buffer.from("old\0"), properties: [[0x1000, "new"]] });
    expect(readTnef(bytes).plain).toBe("new");
    const old = writeTnef({ codepage: 932, properties: [[0x1000, { text8: Buffer.from("93fa967b", "hex") }]] });
    expect(readTnef(old).plain).toBe("日本");
    expect(readTnef(writeTnef({ codepage: 4_000_000_000, body: Buffer.from("x") })).plain).toBe("x");
  });

  it("has no more than five hundred attachments", () => {
    const attachments = Array.from({ length: 600 }, (_, number) => ({ title: `${number}`, data: Buffer.from("x") }));
    expect(readTnef(writeTnef({ attachments })).attachments).toHaveLength(500);
  });
});

describe("a broken TNEF", () => {
  /** Reads it, or finds out that nobody can; whatever else is thrown is a fault of ours. */
  const read = (bytes: Buffer) => {
    try {
      const { attachments } = readTnef(bytes);
      // Nothing but parts of what was read.
      for (const { content } of attachments) expect(content.length === 0 || content.buffer === bytes.buffer).toBe(true);
      expect(attachments.reduce((sum, { content }) => sum + content.length, 0)).toBeLessThanOrEqual(bytes.length);
    } catch (error) {
      expect(error).toBeInstanceOf(TnefError);
    }
  };

  it("that is cut anywhere is read or refused", () => {
    for (let end = 0; end <= RICH.length; end++) read(RICH.subarray(0, end));
  });

  it("with any byte of another value is read or refused", () => {
    for (let at = 0; at < RICH.length; at++)
      for (const mask of [0x01, 0x80, 0xff]) {
        const bytes = Buffer.from(RICH);
        bytes.writeUInt8(bytes.readUInt8(at) ^ mask, at);
        read(bytes);
      }
  });

  it("of any bytes at all is read or refused", () => {
    const head = RICH.subarray(0, 6);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(RICH.length), (noise, at) => {
        read(Buffer.from(noise));
        read(Buffer.concat([head, noise]));
        read(Buffer.concat([RICH.subarray(0, at), noise, RICH.subarray(at)]));
      }),
    );
  });

  it("that counts to four billion is refused at once", () => {
    const endless = Buffer.from("ffffffff", "hex");
    for (const type of ["0110", "0100", "0310", "1e00", "0d10"]) {
      const bytes = Buffer.from(writeTnef({ properties: [[0x1000, "x"]] }));
      const at = bytes.indexOf(Buffer.from("010000001f000010", "hex"));
      bytes.set(endless, at);
      bytes.set(Buffer.from(type, "hex"), at + 4);
      bytes.set(endless, at + 8);
      expect(() => readTnef(bytes)).toThrow(TnefError);
    }
  });
});
