import { describe, expect, it } from "vitest";
import { shownContentIds } from "./shown-content-ids.ts";

describe("Content-IDs that HTML shows", () => {
  it.each([
    ['<img src="cid:logo@x">', ["logo@x"]],
    ["<img src=CID:logo@x><img src='cid:dot%40x'>", ["logo@x", "dot@x"]],
    ['<td style="background: url(cid:logo@x);">', ["logo@x"]],
    ['<img src="cid:dot(1)@x"><img style="x: url(cid:logo@x)">', ["dot(1)@x", "logo@x"]],
    ['<img src="cid:a&amp;b@x">', ["a&b@x"]],
    ["<p>acid:logo@x, cid:logo@x.test, cid: %E0%A4%A</p>", []],
    ["", []],
  ])("are found in %s", (html, shown) => {
    expect([...shownContentIds(html, ["<logo@x>", "dot@x", undefined, "<a&b@x>", "<dot(1)@x>", ""])]).toEqual(shown);
  });

  it("are found in one go, however many there are and whatever the HTML", () => {
    const html = "cid:a".repeat(1_000_000);
    const ids = Array.from({ length: 500 }, (_, number) => `acid:acid:b${"cid:a".repeat(50)}${number}`);
    expect(shownContentIds(html, ids)).toEqual(new Set());
  });
});
