import { describe, expect, it } from "vitest";
import { contentDisposition } from "./disposition.ts";

describe("contentDisposition", () => {
  it.each([
    [undefined, "attachment"],
    ["", "attachment"],
    ["Report 2026 (final)", 'attachment; filename="Report 2026 (final)"'],
    // What has a dot is told in both forms.
    ["report.pdf", "attachment; filename=\"report.pdf\"; filename*=utf-8''report.pdf"],
    ["Grüße.txt", "attachment; filename=\"Gr&#xfc;&#xdf;e.txt\"; filename*=utf-8''Gr%C3%BC%C3%9Fe.txt"],
    ["😀.png", "attachment; filename=\"&#x1f600;.png\"; filename*=utf-8''%F0%9F%98%80.png"],
    ['a"b.txt', "attachment; filename=\"a&quot;b.txt\"; filename*=utf-8''a%22b.txt"],
    ["it's.txt", "attachment; filename=\"it&#x27;s.txt\"; filename*=utf-8''it%27s.txt"],
    ["..\\..\\x.exe", "attachment; filename=\".._.._x.exe\"; filename*=utf-8''..%5C..%5Cx.exe"],
    ["100%.txt", "attachment; filename=\"100%.txt\"; filename*=utf-8''100%25.txt"],
  ])("names %j", (filename, header) => {
    expect(contentDisposition(filename)).toBe(header);
  });

  it("lets a browser show what it may", () => {
    expect(contentDisposition(undefined, { isInline: true })).toBe("inline");
    expect(contentDisposition("a.png", { isInline: true })).toBe("inline; filename=\"a.png\"; filename*=utf-8''a.png");
  });

  it("can't be used to write another header", () => {
    for (const filename of [
      "a\r\nSet-Cookie: x=1",
      "a\nb",
      "a\u0000b",
      "a\u0085b",
      "a\u2028b",
      "\u007f",
      "lone \ud800",
    ])
      expect(contentDisposition(filename)).toMatch(/^[\x20-\x7e]+$/);
  });
});
