import { compile } from "html-to-text";
import { depthOf } from "./html-depth.ts";

/** Beyond these bounds the careful conversion takes quadratic time, and the plain one is used. */
const MAX_CAREFUL_CHARACTERS = 1024 * 1024;
const MAX_DEPTH = 200;

const convert = compile({
  wordwrap: 160,
  limits: { maxInputLength: MAX_CAREFUL_CHARACTERS, maxDepth: MAX_DEPTH, ellipsis: "" },
  selectors: [
    { selector: "img", format: "skip" },
    { selector: "a", options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
    ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** The text of an HTML message for readers without HTML: no images, links with their target, lines of 160 columns. */
export function textFromHtml(html: string): string {
  const text = html.length <= MAX_CAREFUL_CHARACTERS && depthOf(html) <= MAX_DEPTH ? convert(html) : withoutTags(html);
  return text.replaceAll(/\n{3,}/g, "\n\n").trim();
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };
const BLOCKS = new Set("p div br tr li h1 h2 h3 h4 h5 h6 table ul ol blockquote pre".split(" "));
const SILENT = new Set(["script", "style", "head", "title"]);

/** The text of HTML by one pass over its tags, however they nest. */
export function withoutTags(html: string): string {
  const parts: string[] = [];
  let position = 0;
  let silencedBy: string | undefined;
  while (position < html.length) {
    const open = html.indexOf("<", position);
    const textEnd = open === -1 ? html.length : open;
    if (!silencedBy) parts.push(html.slice(position, textEnd).replaceAll(/\s+/g, " "));
    if (open === -1) break;
    const close = html.indexOf(">", open);
    if (close === -1) break;
    const [, slash, tag = ""] = /^<(\/?)([a-z0-9]*)/i.exec(html.slice(open, open + 32)) ?? [];
    const name = tag.toLowerCase();
    if (silencedBy) {
      if (slash && name === silencedBy) silencedBy = undefined;
    } else if (SILENT.has(name) && !slash) silencedBy = name;
    else if (BLOCKS.has(name)) parts.push("\n");
    position = close + 1;
  }
  return parts
    .join("")
    .replaceAll(/&(#\d{1,7}|[a-z]{2,6});/gi, (entity, name: string) => decodeEntity(name) ?? entity)
    .replaceAll(/ ?\n ?/g, "\n");
}

function decodeEntity(name: string): string | undefined {
  if (!name.startsWith("#")) return ENTITIES[name.toLowerCase()];
  const code = Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
