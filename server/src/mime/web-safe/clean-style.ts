import type { ChildNode, Declaration } from "postcss";
import parse from "postcss-safe-parser";

export interface StyleRules {
  /** Leaves out whatever would be fetched from elsewhere. */
  blockRemote: boolean;
}

/** Longest value of one property; an image in a data URL may be longer. */
const MAX_VALUE = 2000;
const MAX_DATA_URL = 1_000_000;

/**
 * What may be said about looks. Nothing here takes an element out of the flow or out of its box, lies over
 * others, moves, or changes what a click does: no position, float, transform, animation, filter, cursor.
 */
const ALLOWED = new Set(
  [
    "background background-color background-image background-position background-repeat background-size",
    "border border-collapse border-color border-radius border-spacing border-style border-width",
    "border-top border-right border-bottom border-left",
    ...["top", "right", "bottom", "left"].map(
      (side) => `border-${side}-color border-${side}-style border-${side}-width`,
    ),
    "border-top-left-radius border-top-right-radius border-bottom-left-radius border-bottom-right-radius",
    "box-sizing caption-side color direction display empty-cells",
    "font font-family font-size font-stretch font-style font-variant font-weight",
    "height letter-spacing line-height list-style list-style-position list-style-type",
    "margin margin-top margin-right margin-bottom margin-left",
    "max-height max-width min-height min-width opacity overflow overflow-wrap overflow-x overflow-y",
    "padding padding-top padding-right padding-bottom padding-left",
    "quotes tab-size table-layout text-align text-align-last text-decoration text-decoration-color",
    "text-decoration-line text-decoration-style text-indent text-overflow text-transform unicode-bidi",
    "vertical-align visibility white-space widows width word-break word-spacing word-wrap",
  ].flatMap((names) => names.split(" ")),
);

/** Of the outermost element they would undo that everything stays within it, or decide its place in the page. */
const NOT_OUTERMOST = /^(?:(?:(?:min|max)-)?(?:width|height)|margin.*|display|overflow.*|opacity|visibility)$/;

/** Functions that only compute a colour, a length or a gradient. */
const FUNCTIONS = new Set(
  "rgb rgba hsl hsla calc linear-gradient radial-gradient repeating-linear-gradient repeating-radial-gradient".split(
    " ",
  ),
);

const IMAGE_DATA = /^data:image\/(?:png|gif|jpe?g|webp|bmp|avif);base64,[a-z0-9+/=]*$/i;
const IMAGE_CID = /^cid:[^\\]+$/i;
const IMAGE_ELSEWHERE = /^(?:https?:)?\/\/[^\\]+$/i;

const DISPLAYS = /^(?:block|inline|inline-block|none|list-item|table(?:-[a-z-]+)?|flex|inline-flex)$/i;

/** The declarations of a style attribute that do no harm, as such an attribute; "" where none is left. */
export const cleanStyle = (style: string, rules: StyleRules): string => declarations(style, rules, () => true);

/** The same for the element around all others, which everything has to stay within. */
export const cleanOutermostStyle = (style: string, rules: StyleRules): string =>
  declarations(style, rules, (property) => !NOT_OUTERMOST.test(property));

function declarations(style: string, rules: StyleRules, fits: (property: string) => boolean): string {
  return nodesOf(style)
    .filter((node): node is Declaration => node.type === "decl")
    .map(({ prop, value, important }) => ({
      property: prop.toLowerCase(),
      value: value.replaceAll(/\s+/g, " ").trim(),
      important,
    }))
    .filter(({ property, value }) => fits(property) && isHarmless(property, value, rules))
    .map(({ property, value, important }) => `${property}:${value}${important ? " !important" : ""}`)
    .join(";");
}

function nodesOf(style: string): ChildNode[] {
  try {
    return parse(style).nodes;
  } catch {
    return [];
  }
}

/** Whether a property may have this value, which has no line breaks. */
export function isHarmless(property: string, value: string, rules: StyleRules): boolean {
  if (!ALLOWED.has(property) || value === "" || value.length > MAX_DATA_URL) return false;
  const urls: string[] = [];
  const rest = value.replaceAll(URLS, (_, ...[double, single, bare]: (string | undefined)[]) => {
    urls.push((double ?? single ?? bare ?? "").trim());
    return "none";
  });
  if (rest.length > MAX_VALUE || FORBIDDEN.test(rest) || !hasClosedQuotes(rest)) return false;
  for (const [, name = ""] of rest.matchAll(/([\w-]*)\(/g)) if (!FUNCTIONS.has(name.toLowerCase())) return false;
  if (urls.length > 0 && !property.startsWith("background")) return false;
  if (!urls.every((url) => isImage(url, rules))) return false;
  if (/^(?:margin|padding|text-indent)/.test(property)) return !/-\s*[\d.]|calc/i.test(rest);
  return property === "display" ? DISPLAYS.test(rest) : true;
}

const URLS = /\burl\(\s*(?:"([^"()<>\\]*)"|'([^'()<>\\]*)'|([^"'()<>\s\\]*))\s*\)/gi;

/** Escapes and comments hide words from whoever looks for them; a mail has no use for them. */
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\\<>{}@;\u0000-\u001f\u007f]|\/\*|\burl\b|expression|javascript|behavior/i;

/** So that no quote goes on into the next declaration. */
const hasClosedQuotes = (value: string) => !/["']/.test(value.replaceAll(/"[^"]*"|'[^']*'/g, ""));

const isImage = (url: string, { blockRemote }: StyleRules) =>
  IMAGE_DATA.test(url) || IMAGE_CID.test(url) || (IMAGE_ELSEWHERE.test(url) && !blockRemote);
