import { describe, expect, it } from "vitest";
import { cleanHtml, cleanText, NotCleanable } from "./clean-html.ts";

const RULES = { fold: true, blockRemote: false };
const clean = (html: string, more: Partial<typeof RULES> = {}) => cleanHtml(html, { ...RULES, ...more });
/** What is within the outermost element. */
const inside = (html: string, more: Partial<typeof RULES> = {}) => {
  const [, content] = /^<div style="overflow:auto">(.*)<\/div>$/s.exec(clean(html, more)) ?? [];
  expect(content).toBeDefined();
  return content;
};
const inPage = (css: string, body: string) => `<html><head><style>${css}</style></head><body>${body}</body></html>`;

describe("cleaned HTML", () => {
  it("is one fragment, without a document around it", () => {
    expect(clean("<!DOCTYPE html><html lang=en><head><title>T</title></head><body><p>Hi</p></body></html>")).toBe(
      '<div style="overflow:auto"><p>Hi</p></div>',
    );
    expect(clean("Hi")).toBe('<div style="overflow:auto">Hi</div>');
    expect(clean("<p>a<p>b &amp; &lt;c&gt; &eacute;")).toBe(
      '<div style="overflow:auto"><p>a</p><p>b &amp; &lt;c&gt; é</p></div>',
    );
  });

  it("keeps the looks of the body on the outermost element, save its size and place", () => {
    const body = `<body bgcolor="#eee" text=navy dir=RTL style="font:12px Arial;width:900px;min-height:5em;margin:9px;position:fixed;padding:4px">x</body>`;
    expect(clean(body)).toBe(
      '<div style="background-color:#eee;color:navy;font:12px Arial;padding:4px;overflow:auto" dir="rtl">x</div>',
    );
  });

  it("has no element that acts, and nothing that was in it", () => {
    for (const name of [
      "title template script noscript object applet dialog canvas audio video iframe frameset noframes",
      "style textarea xmp svg math datalist noembed",
    ].flatMap((names) => names.split(" ")))
      expect(inside(`<p>a</p><${name}>secret</${name}><p>b</p>`), name).toBe("<p>a</p><p>b</p>");
    for (const name of "link meta base basefont frame embed input keygen bgsound".split(" "))
      expect(inside(`<p>a</p><${name} src=x href=x><p>b</p>`), name).toBe("<p>a</p><p>b</p>");
    for (const name of "form button label fieldset marquee blink o:p unknown-element nobr".split(" "))
      expect(inside(`<div>a <${name}>b</${name}></div>`), name).toBe("<div>a b</div>");
  });

  it("has no attribute that acts, names, or tells who reads", () => {
    expect(
      inside(
        `<p onclick=a() ONMOUSEOVER=b() class=c id=d name=e data-x=f role=dialog aria-label=g tabindex=1 contenteditable dir=rtl title=h>x</p>`,
      ),
    ).toBe('<p dir="rtl" title="h">x</p>');
    expect(inside('<img src="https://a.example/i.png" srcset="x 2x" sizes=1 loading=eager ping=x alt=a width=5>')).toBe(
      '<img alt="a" width="5" src="https://a.example/i.png" />',
    );
  });

  it("lets links lead only to the web, to mail and to telephones, in a window of their own", () => {
    const link = (href: string) => inside(`<a href="${href}">x</a>`);
    const withHref = (href: string) => `<a href="${href}" target="_blank" rel="noopener noreferrer">x</a>`;
    for (const href of [
      "https://a.example/?b=1&amp;c=2#d",
      "http://a.example",
      "//a.example/x",
      "mailto:a@b.example",
      "tel:+1",
    ])
      expect(link(href)).toBe(withHref(href));
    expect(link(" HTTPS://a.example ")).toBe(withHref("HTTPS://a.example"));
    for (const href of [
      "javascript:alert(1)",
      "jav&#10;ascript:alert(1)",
      "data:text/html,x",
      "vbscript:x",
      "file:///etc/passwd",
    ])
      expect(link(href), href).toBe('<a target="_blank" rel="noopener noreferrer">x</a>');
    // These would lead into the page that shows the mail.
    for (const href of ["/admin", "page.html", "?q", "#top", "\\\\a.example"])
      expect(link(href), href).toBe('<a target="_blank" rel="noopener noreferrer">x</a>');
    expect(inside("<a target=_self rel=opener>x</a>")).toBe('<a target="_blank" rel="noopener noreferrer">x</a>');
  });

  it("keeps images of the web, of the message and in themselves", () => {
    for (const src of ["https://a.example/i.png", "//a.example/i.png", "cid:a@b", "data:image/png;base64,AAAA"])
      expect(inside(`<img src="${src}">`)).toBe(`<img src="${src}" />`);
    for (const src of [
      "/i.png",
      "i.png",
      "javascript:x",
      "data:text/html,x",
      "file:///x",
      "blob:x",
      "ftp://a.example/x",
    ])
      expect(inside(`<img src="${src}">`), src).toBe("<img />");
    expect(inside('<table background="https://a.example/b.png"></table><table background="/b.png"></table>')).toBe(
      '<table background="https://a.example/b.png"></table><table></table>',
    );
  });

  it("tells nobody that it is read when remote images are blocked", () => {
    const html = `<img src="https://a.example/i.png"><img src="//a.example/j.png"><img src="cid:a@b"><table background="https://a.example/b"></table><p style="color:red;background:#fff url(https://a.example/c)">x</p>`;
    expect(inside(html, { blockRemote: true })).toBe(
      '<img data-remote-src="https://a.example/i.png" /><img data-remote-src="//a.example/j.png" /><img src="cid:a@b" /><table></table><p style="color:red">x</p>',
    );
    expect(inside('<img data-remote-src="x">')).toBe("<img />");
    expect(inside(inPage("p{background:url(https://a.example/c)}", "<p>x</p>"), { blockRemote: true })).toBe(
      "<p>x</p>",
    );
  });

  it("moves style sheets of the head onto elements, by their order of importance", () => {
    const css = `<!-- p, .none { color: red; margin: 1px } p.a { color: green } #b { color: blue !important }
      p { padding: 2px } p::before { content: "x" } p:hover { color: pink } :is(p) { color: pink } p:where(.a) { color: pink }
      div:has(p) { color: pink } @media print { p { color: pink } } @import url(https://a.example/); @font-face { font-family: x } -->`;
    expect(inside(inPage(css, '<p class=a>1</p><p id=b style="color:navy">2</p>'))).toBe(
      '<p style="margin:1px;padding:2px;color:green">1</p><p style="margin:1px;padding:2px;color:blue">2</p>',
    );
    expect(inside("<style>p{color:red}</style><p>x</p>")).toBe('<p style="color:red">x</p>');
    expect(inside("<html><body><style>p{color:red}</style><p>x</p></body></html>")).toBe("<p>x</p>");
    expect(inside(inPage("p{color:red", "<p>x</p>"))).toBe('<p style="color:red">x</p>');
    expect(inside(inPage("}}} {{ p{ ;;: } p[ {color:red}", "<p>x {{ y }} <% z %></p>"))).toBe(
      "<p>x {{ y }} &lt;% z %&gt;</p>",
    );
    expect(clean(inPage("body{color:red}", "x"))).toBe('<div style="color:red;overflow:auto">x</div>');
  });

  it("does not let a mail end the outermost element", () => {
    for (const html of [
      "<li><div><li></li></div></li>out",
      "<dd><div><dt></dt></div></dd>out",
      "</div></div>out",
      "<table></div></td></table></div>out",
    ]) {
      const cleaned = clean(html);
      expect(cleaned).toMatch(/^<div style="overflow:auto">.*<\/div>$/s);
      expect(cleaned).toContain("out");
      expect(cleaned.replace(/out.*$/s, "").match(/<div/g)?.length).toBeGreaterThan(
        cleaned.replace(/out.*$/s, "").match(/<\/div/g)?.length ?? 0,
      );
    }
  });

  it("is the same when it is cleaned once more", () => {
    const once = clean(inPage("p{color:red}", "<p class=a>1 <b>2</b><table><tr><td>3</td></tr></table><ul><li>4<li>5"));
    expect(inside(once)).toBe(once);
  });

  it("is refused where elements nest too deeply", () => {
    expect(() => clean("<div>".repeat(501))).toThrow(NotCleanable);
    expect(clean("<div>".repeat(400) + "x")).toContain("x");
  });
});

describe("cleaned text", () => {
  it("has paragraphs, links and quotes in shades of blue", () => {
    const html = cleanText("Hi <b>\nsee https://a.example/?x=1.\n\n> one\n> > two\n", RULES);
    expect(html).toMatch(/^<div style="font-family:sans-serif;font-size:12px;overflow:auto">/);
    expect(html).toContain(
      '<p>Hi &lt;b&gt;<br />\nsee <a href="https://a.example/?x=1" target="_blank" rel="noopener noreferrer">https://a.example/?x=1</a>.</p>',
    );
    const [one, two] = [...html.matchAll(/<blockquote type="cite" style="([^"]*)">/g)].map(([, style]) => style);
    expect(one).toMatch(/;color:#1a4f8b$/);
    expect(two).toMatch(/;color:#2b6cb0$/);
  });
});
