import { describe, expect, it } from "vitest";
import { MASK, maskHeaders, maskUrl } from "./mask.ts";

describe("maskUrl", () => {
  it.each([
    ["", ""],
    ["https://example.com", "https://example.com"],
    ["https://user:pass@example.com/a?b=c", "https://******:******@example.com/a?b=c"],
    ["https://user@example.com/", "https://******@example.com/"],
    ["https://:pass@example.com/", "https://:******@example.com/"],
    ["socks5://user:p%40ss@proxy.example.com:1080", "socks5://******:******@proxy.example.com:1080"],
    ["no url: secret", MASK],
  ])("shows %j as %j", (url, masked) => {
    expect(maskUrl(url)).toBe(masked);
    expect(maskUrl(masked)).toBe(masked);
  });
});

describe("maskHeaders", () => {
  it("hides every value, also one that is not there", () => {
    expect(maskHeaders([{ key: "Authorization", value: "Bearer x" }, { key: "X-A" }])).toEqual([
      { key: "Authorization", value: MASK },
      { key: "X-A", value: MASK },
    ]);
  });
});
