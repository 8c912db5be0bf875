import { load } from "cheerio/slim";
import { parseDocument } from "htmlparser2";
import { type DefaultTreeAdapterTypes, parseFragment, serialize } from "parse5";
import sanitize from "sanitize-html";
import { depthOf } from "../html-depth.ts";
import { escapeHtml, htmlFromText } from "../html-from-text.ts";
import { finished, PREPARED } from "./allow-list.ts";
import { cleanOutermostStyle, type StyleRules } from "./clean-style.ts";
import { foldThread } from "./fold-thread.ts";
import { inlineStyles } from "./inline-styles.ts";

export interface CleanRules extends StyleRules {
  /** Folds what comes after the sender's own text. */
  fold: boolean;
}

/** Browsers show nothing that is nested deeper, and time grows with the square of it. */
const MAX_DEPTH = 500;

/** The HTML of a mail can't be made safe within bounds. */
export class NotCleanable extends Error {}

/**
 * The HTML of a mail as a fragment that a page can show as it is: one `<div>` that everything stays within, nothing
 * that runs, submits or covers what is around it. Its time has no bound. Throws NotCleanable.
 */
export function cleanHtml(html: string, rules: CleanRules): string {
  if (depthOf(html) > MAX_DEPTH) throw new NotCleanable("too deep");
  const document = load(parseDocument(sanitize(html, PREPARED)));
  inlineStyles(document, rules);
  const [body] = document("body").toArray();
  const root = body ?? document.root()[0];
  if (rules.fold && root !== undefined) foldThread(root);
  const content = body === undefined ? document.html() : document(body).html();
  return outermost(sanitize(content ?? "", finished(rules)), body?.attribs ?? {}, rules);
}

const SMALL_SANS_SERIF = "font-family:sans-serif;font-size:12px";
/** Blue, and lighter with every level. */
const QUOTE_COLORS = ["#1a4f8b", "#2b6cb0", "#4a86c5", "#6a9fd6", "#8bb6e3"];

const styleOfQuote = (level: number) => {
  const color = QUOTE_COLORS[Math.min(level, QUOTE_COLORS.length) - 1];
  return `margin:0 0 0 4px;padding-left:8px;border-left:2px solid ${color};color:${color}`;
};

/** Plain text in the same form. */
export function cleanText(text: string, rules: CleanRules): string {
  const document = load(parseDocument(htmlFromText(text, styleOfQuote)));
  const root = document.root()[0];
  if (rules.fold && root !== undefined) foldThread(root);
  return outermost(sanitize(document.html(), finished(rules)), { style: SMALL_SANS_SERIF }, rules);
}

/** Nothing is drawn outside of this element, and nothing in it ends it. */
function outermost(content: string, body: Record<string, string>, rules: StyleRules): string {
  const { bgcolor, text, style = "", dir = "" } = body;
  const colors = [bgcolor && `background-color:${bgcolor}`, text && `color:${text}`].filter(Boolean);
  const looks = cleanOutermostStyle([...colors, style].join(";"), rules);
  const direction = /^(?:ltr|rtl|auto)$/i.test(dir) ? ` dir="${dir.toLowerCase()}"` : "";
  const start = `<div style="${escapeHtml([looks, "overflow:auto"].filter(Boolean).join(";"))}"${direction}>`;
  const html = `${start}${content}</div>`;
  if (isOneElement(html)) return html;
  // Browsers mend what is nested wrongly: the end tag of an element that they closed before would end ours.
  const mended = `${start}${sanitize(serialize(asInDiv(content)), finished(rules))}</div>`;
  if (!isOneElement(mended)) throw new NotCleanable("no single element");
  return mended;
}

const div = parseFragment("<div></div>").childNodes[0] as DefaultTreeAdapterTypes.Element;

/** How browsers understand HTML within an element. */
const asInDiv = (html: string) => parseFragment(div, html, {});

const isOneElement = (html: string) => asInDiv(html).childNodes.length === 1;
