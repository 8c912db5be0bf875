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
  ] as const)
    expect(decodeText(iconv.encode(text, charset), charset), charset).toBe(text);
  expect(decodeText(Buffer.from("\x1b$B$9$_$^$;$s\x1b(B.", "latin1"), "ISO-2022-JP")).toBe("すみません.");
});

it("makes the best of a charset that is missing, wrong or unknown", () => {
  expect(decodeText(Buffer.from("Grüße"), undefined)).toBe("Grüße");
  expect(decodeText(Buffer.from("Grüße", "latin1"), "us-ascii")).toBe("Grüße");
  expect(decodeText(Buffer.from("Grüße"), "x-made-up")).toBe("Grüße");
  expect(decodeText(new Uint8Array(), "iso-2022-jp")).toBe("");
});
