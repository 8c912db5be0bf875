import type { CheerioAPI } from "cheerio";
import juice from "juice/client";
import type { AtRule, ChildNode, Rule } from "postcss";
import parse from "postcss-safe-parser";
import { isHarmless, type StyleRules } from "./clean-style.ts";

/**
 * Moves what the style sheets in a document's head say onto its elements, as style attributes, and drops the sheets; those
 * in its body are not applied. What depends on the reader's screen or pointer (`@media`, `:hover`) can't be
 * an attribute and is left out.
 */
export function inlineStyles($: CheerioAPI, rules: StyleRules): void {
  $("body style").remove();
  const sheets = $("style");
  const css = sheets.toArray().map((sheet) => $(sheet).text());
  sheets.remove();
  const usable = css.map((sheet) => usableRules(sheet, rules)).join("\n");
  if (usable === "") return;
  juice.inlineDocument($, usable, {
    applyWidthAttributes: false,
    applyHeightAttributes: false,
    applyAttributesTableElements: false,
    resolveCSSVariables: false,
  });
}

/** Selectors that say more than most readers of mail understand, and pseudo elements, which are no elements. */
const UNUSABLE_SELECTOR = /:(?:is|where|has|hover|active|focus|visited|target|before|after)\b|::/i;

/** The rules of a sheet that can become style attributes, with the declarations that do no harm. */
function usableRules(css: string, rules: StyleRules): string {
  const usable: string[] = [];
  for (const rule of nodesOf(css).filter(isRule)) {
    const selectors = rule.selectors.filter((selector) => !UNUSABLE_SELECTOR.test(selector));
    const declarations = rule.nodes.flatMap((node) => {
      if (node.type !== "decl") return [];
      const property = node.prop.toLowerCase();
      const value = node.value.replaceAll(/\s+/g, " ").trim();
      return isHarmless(property, value, rules) ? [`${property}:${value}${node.important ? " !important" : ""}`] : [];
    });
    if (selectors.length > 0 && declarations.length > 0)
      usable.push(`${selectors.join(",")}{${declarations.join(";")}}`);
  }
  return usable.join("\n");
}

const isRule = (node: ChildNode): node is Exclude<Rule, AtRule> => node.type === "rule";

function nodesOf(css: string): ChildNode[] {
  try {
    // Sheets are wrapped into marks of comments for browsers of the last century.
    return parse(css.replaceAll(/<!--|-->/g, " ")).nodes;
  } catch {
    return [];
  }
}
