import iconv from "iconv-lite";
import { expect, it } from "vitest";
import { decodeText } from "./decode-text.ts";

it("decodes the charsets of real mail", () => {
  for (const [charset, text] of [
    ["utf-8", "Grüße €"],
    ["ISO-8859-15", "Grüße €"],
    ["windows-1251", "Привет"],
    ["koi8-r", "Привет"],
    ["big5", "繁體"],
    ["gb18030", "简体"],
    ["euc-jp", "日本語"],
    ["shift_jis", "日本語"],
    ["euc-kr", "한국어"],
    ["utf-16be", "Grüße"],
    ["utf-7", "Grüße"],
    ["cp850", "Grüße"],
    ["gbk", "简体中文"],
    ["windows-1250", "Žluťoučký"],
    ["windows-1256", "سلام"],
    ["windows-874", "สวัสดี"],
    ["iso-8859-8", "שלום"],
  ] as const)
    expect(decodeText(iconv.encode(text, charset), charset), charset).toBe(text);
  expect(decodeText(Buffer.from("\x1b$B$9$_$^$;$s\x1b(B.", "latin1"), "ISO-2022-JP")).toBe("すみません.");
});

it("takes either byte order of UTF-16, by its mark or by its look", () => {
  const text = "Grüße, and more";
  for (const charset of ["utf-16", "UTF-16", "ucs-2"]) {
    for (const order of ["utf-16le", "utf-16be"]) {
      expect(decodeText(iconv.encode(text, order, { addBOM: true }), charset), `${charset} ${order}`).toBe(text);
      expect(decodeText(iconv.encode(text, order, { addBOM: false }), charset), `${charset} ${order}`).toBe(text);
    }
  }
});

it("makes the best of a charset that is missing, wrong or unknown", () => {
  expect(decodeText(Buffer.from("Grüße"), undefined)).toBe("Grüße");
  expect(decodeText(Buffer.from("Grüße", "latin1"), "us-ascii")).toBe("Grüße");
  expect(decodeText(Buffer.from("Grüße"), "x-made-up")).toBe("Grüße");
  expect(decodeText(new Uint8Array(), "iso-2022-jp")).toBe("");
});
