import { ATTACK_VECTORS } from "@posthorn/fakes/attack-vectors";
import fc from "fast-check";
import { type DefaultTreeAdapterTypes, parseFragment } from "parse5";
import { describe, expect, it } from "vitest";
import { cleanHtml, cleanText, NotCleanable } from "./clean-html.ts";

const RULES = { fold: true, blockRemote: false };

const HARMLESS_ELEMENT =
  /^(?:a|abbr|acronym|address|article|aside|b|bd[io]|big|blockquote|br|caption|center|cite|code|col|colgroup|dd|del|details|dfn|dir|div|dl|dt|em|figcaption|figure|font|footer|h[1-6]|header|hr|i|img|ins|kbd|li|main|mark|menu|ol|p|pre|q|r[pt]|ruby|s|samp|section|small|span|strike|strong|su[bp]|summary|table|tbody|td|tfoot|th|thead|time|tr|tt|u|ul|var|wbr)$/;
const HARMLESS_ATTRIBUTE =
  /^(?:style|dir|lang|title|v?align|bgcolor|width|height|border|bordercolor|hidden|href|target|rel|type|span|open|color|face|size|noshade|src|alt|data-remote-src|value|start|reversed|cellpadding|cellspacing|background|frame|rules|summary|colspan|rowspan|nowrap|headers|scope|abbr|datetime|class)$/;
const HARMLESS_URL = /^(?:https?:\/\/|\/\/|mailto:|tel:|cid:|data:image\/)/i;
const HARMFUL_STYLE =
  /position\s*:|z-index|float|transform|translate|animation|filter|clip|mask|inset|offset|cursor|behavior|binding|expression|javascript|@import|margin[^;]*-\s*[\d.]|[\\{}<>]/i;

function faultsOf(html: string): string[] {
  const faults: string[] = [];
  const fragment = parseFragment(html);
  const [first] = fragment.childNodes;
  if (fragment.childNodes.length !== 1 || first?.nodeName !== "div") faults.push("not one div");
  else if (!/(?:^|;)overflow:auto$/.test((first as DefaultTreeAdapterTypes.Element).attrs[0]?.value ?? ""))
    faults.push("the outermost div does not hold what overflows");
  const visit = (node: DefaultTreeAdapterTypes.Node) => {
    if ("tagName" in node) {
      if (!HARMLESS_ELEMENT.test(node.tagName)) faults.push(`<${node.tagName}>`);
      for (const { name, value } of node.attrs) {
        if (!HARMLESS_ATTRIBUTE.test(name)) faults.push(`${name}=${value}`);
        if (/^(?:href|src|background)$/.test(name) && !HARMLESS_URL.test(value)) faults.push(`${name}=${value}`);
        if (name === "class" && !/^ee-collapsed-thread(?:-toggle)?$/.test(value)) faults.push(`class=${value}`);
        if (name === "style" && HARMFUL_STYLE.test(value)) faults.push(`style=${value}`);
      }
    }
    if ("childNodes" in node) node.childNodes.forEach(visit);
  };
  visit(fragment);
  return faults;
}

function faultsOfCleaned(html: string): string[] {
  try {
    return faultsOf(cleanHtml(html, RULES));
  } catch (error) {
    if (error instanceof NotCleanable) return [];
    throw error;
  }
}

describe("hostile HTML", () => {
  it("of the known kinds is harmless once it was cleaned", () => {
    expect(ATTACK_VECTORS.filter(({ html }) => faultsOf(html).length > 0).length).toBeGreaterThan(200);
    for (const { html } of ATTACK_VECTORS) expect(faultsOfCleaned(html), html).toEqual([]);
  });

  it("put together of their pieces is harmless too", () => {
    const pieces = [...new Set(ATTACK_VECTORS.flatMap(({ html }) => html.split(/(?=[<>"'`=;/])|(?<=[<>"'`=;/])/)))];
    const mixture = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((some) => some.join(""));
    fc.assert(
      fc.property(mixture, (html) => {
        expect(faultsOfCleaned(html)).toEqual([]);
      }),
      { numRuns: 1500, seed: 20250701 },
    );
  });

  it("of whole vectors within one another is harmless too", () => {
    const vector = fc.constantFrom(...ATTACK_VECTORS.map(({ html }) => html));
    const nested = fc
      .tuple(vector, vector, vector, fc.nat(200), fc.nat(200))
      .map(([a, b, c, i, j]) => a.slice(0, i) + b.slice(0, j) + c + b.slice(j) + a.slice(i));
    fc.assert(
      fc.property(nested, (html) => {
        expect(faultsOfCleaned(html)).toEqual([]);
      }),
      { numRuns: 500, seed: 20250701 },
    );
  });

  it("in plain text is text", () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...ATTACK_VECTORS.map(({ html }) => html)));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), (lines) => {
        const html = cleanText(lines.join("\n> "), RULES);
        expect(faultsOf(html)).toEqual([]);
        expect(html).not.toMatch(/<img|<script/i);
      }),
      { numRuns: 500, seed: 20250701 },
    );
  });
});
