import { describe, expect, it } from "vitest";
import { extractInlineImages } from "./inline-images.ts";
import { textFromHtml } from "./text-from-html.ts";

describe("textFromHtml", () => {
  it("keeps headings, lists and link targets readable", () => {
    const text = textFromHtml(
      "<h2>Hello</h2><ul><li>One</li><li>Two</li></ul><p><a href='https://a.example'>https://a.example</a></p>",
    );
    expect(text).toBe("Hello\n\n * One\n * Two\n\nhttps://a.example");
  });

  it("leaves scripts and styles out, also of very large mail", () => {
    const html = `<style>p{}</style><p>A &amp; B&#33;</p><script>x()</script><p>C</p>${" ".repeat(2_000_000)}`;
    expect(textFromHtml(html)).toBe("A & B!\n\nC");
  });

  it.each([
    ["nested elements", "<div>".repeat(200_000)],
    ["nested tables", "<table><tr><td>".repeat(70_000)],
    ["mixed elements", "<p><b>".repeat(170_000)],
    ["open tags", "<".repeat(1_000_000)],
    ["images without an end", "<img ".repeat(200_000)],
    ["images with many sources", `<img ${" src=".repeat(200_000)}>`],
    ["data URLs without an end", '<img src="data:image/png;base64,'.repeat(30_000)],
  ])("gets through %s", (_, html) => {
    textFromHtml(html);
    extractInlineImages(html);
  });
});
