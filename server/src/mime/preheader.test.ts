import { describe, expect, it } from "vitest";
import { withPreheader } from "./preheader.ts";

/** With the block as `#`. */
const place = (html: string) =>
  withPreheader(html, "Sale").replace(/<div style="[^"]*" aria-hidden="true">[^<]*<\/div>/, "#");
const shown = (previewText: string) => /<div[^>]*>(.*?)&#847;/.exec(withPreheader("<p>x</p>", previewText))?.[1];

describe("the preview text of a message", () => {
  it.each([
    ["<p>x</p>", "#<p>x</p>"],
    ["just text", "#just text"],
    ["<html><body class='a>b'><p>x</p></body></html>", "<html><body class='a>b'>#<p>x</p></body></html>"],
    [
      "<!doctype html>\n<HTML><head><title>t</title></head><BODY><p>x",
      "<!doctype html>\n<HTML><head><title>t</title></head><BODY>#<p>x",
    ],
    ["<!DOCTYPE html><p>x</p><body>", "<!DOCTYPE html>#<p>x</p><body>"],
    ["<html><head><style>body{}</style></head><p>x", "<html><head><style>body{}</style></head>#<p>x"],
    ["<!-- <body> --><body><p>x", "<!-- <body> --><body>#<p>x"],
    ["<style>/* <body> */</style><body>x", "<style>/* <body> */</style><body>#x"],
  ])("stands where content begins: %s", (html, expected) => expect(place(html)).toBe(expected));

  it("is text, however it is written", () => {
    expect(shown("Fish & chips <3")).toBe("Fish &amp; chips &lt;3");
    expect(shown("Tom &amp; Jerry")).toBe("Tom &amp; Jerry");
    expect(shown("<b>50</b>% off<script>x()</script>")).toBe("50% off");
    expect(shown("&lt;/div&gt;")).toBe("&lt;/div&gt;");
  });

  it("is hidden, also from Outlook, and followed by what keeps the message out of the list", () => {
    const html = withPreheader("<p>x</p>", "Sale");
    expect(html).toMatch(
      /^<div style="display:none;[^"]*mso-hide:all" aria-hidden="true">Sale(?:&#847;&zwnj;&nbsp;){100}<\/div><p>x<\/p>$/,
    );
  });
});
