import type { Attributes, IOptions } from "sanitize-html";
import { cleanStyle, type StyleRules } from "./clean-style.ts";

/** Elements that say how text is to be read. Whatever else there is loses its tags. */
const ELEMENTS = [
  "a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details",
  "dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark menu ol p",
  "pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u",
  "ul var wbr",
].flatMap((names) => names.split(" "));

/** Elements that go with all that is in them. */
const GONE_WITH_CONTENT = [
  "title link meta base basefont frame iframe frameset noframes template script noscript object embed applet dialog",
  "canvas audio video style textarea option select datalist xmp plaintext listing noembed svg math",
].flatMap((names) => names.split(" "));

const ATTRIBUTES: Record<string, string[]> = {
  "*": ["style", "dir", "lang", "title", "align", "valign", "bgcolor", "width", "height", "border", "hidden"],
  a: ["href", "target", "rel"],
  blockquote: ["type"],
  col: ["span"],
  colgroup: ["span"],
  details: ["open"],
  font: ["color", "face", "size"],
  hr: ["size", "noshade", "color"],
  img: ["src", "alt", "data-remote-src"],
  li: ["value", "type"],
  ol: ["start", "type", "reversed"],
  table: ["cellpadding", "cellspacing", "background", "frame", "rules", "summary", "bordercolor"],
  td: ["colspan", "rowspan", "nowrap", "background", "headers", "scope", "abbr"],
  th: ["colspan", "rowspan", "nowrap", "background", "headers", "scope", "abbr"],
  time: ["datetime"],
  ul: ["type"],
};

/** The marks of folded history; a mail can't set them itself. */
export const FOLDED_CLASS = "ee-collapsed-thread";
export const FOLDED_TOGGLE_CLASS = "ee-collapsed-thread-toggle";

const common = {
  allowVulnerableTags: true,
  disallowedTagsMode: "discard",
  allowProtocolRelative: true,
  parseStyleAttributes: false,
} as const satisfies IOptions;

/**
 * The first cleaning: what could act is gone. Style sheets, and the names that they know elements by, stay until they
 * were applied.
 */
export const PREPARED: IOptions = {
  ...common,
  allowedTags: [...ELEMENTS, "html", "head", "body", "style"],
  nonTextTags: GONE_WITH_CONTENT,
  allowedAttributes: {
    ...ATTRIBUTES,
    "*": [...(ATTRIBUTES["*"] ?? []), "class", "id"],
    body: ["background", "text"],
    img: ["src", "alt"],
    style: [],
  },
  allowedSchemes: ["http", "https", "mailto", "tel"],
  allowedSchemesByTag: { img: ["http", "https", "cid", "data"] },
  transformTags: { "*": (tagName, attribs) => ({ tagName, attribs: withoutOurClasses(attribs) }) },
};

function withoutOurClasses(attribs: Attributes): Attributes {
  if (attribs["class"] === undefined) return attribs;
  return { ...attribs, class: attribs["class"].replaceAll(/\S*ee-collapsed\S*/gi, "").trim() };
}

/** The last cleaning: nothing that runs, submits, loads by itself save images, or leaves its box. */
export const finished = (rules: StyleRules): IOptions => ({
  ...common,
  allowedTags: ELEMENTS,
  nonTextTags: GONE_WITH_CONTENT,
  allowedAttributes: ATTRIBUTES,
  allowedClasses: { details: [FOLDED_CLASS], summary: [FOLDED_TOGGLE_CLASS] },
  allowedSchemes: ["http", "https", "mailto", "tel"],
  allowedSchemesByTag: { img: ["http", "https", "cid", "data"] },
  allowedSchemesAppliedToAttributes: ["href", "src", "background"],
  transformTags: { "*": (tagName, attribs) => ({ tagName, attribs: cleanAttributes(tagName, attribs, rules) }) },
});

const LINK = /^(?:https?:\/\/|\/\/|mailto:|tel:)/i;
const REMOTE = /^(?:https?:)?\/\//i;
const IMAGE = /^(?:cid:|data:image\/(?:png|gif|jpe?g|webp|bmp|avif|svg\+xml|x-icon|vnd\.microsoft\.icon)[;,])/i;

function cleanAttributes(name: string, given: Attributes, rules: StyleRules): Attributes {
  const { href, src, background, style, "data-remote-src": _claimed, ...attribs } = given;
  const looks = style === undefined ? "" : cleanStyle(style, rules);
  if (looks !== "") attribs["style"] = looks;
  // An address without a host would lead to the page that shows the mail.
  if (href !== undefined && LINK.test(href.trim())) attribs["href"] = href.trim();
  if (src !== undefined) Object.assign(attribs, sourceOf(src.trim(), rules));
  if (background !== undefined && REMOTE.test(background.trim()) && !rules.blockRemote)
    attribs["background"] = background.trim();
  if (name === "a") Object.assign(attribs, { target: "_blank", rel: "noopener noreferrer" });
  return attribs;
}

function sourceOf(src: string, { blockRemote }: StyleRules): Attributes {
  if (IMAGE.test(src)) return { src };
  if (!REMOTE.test(src)) return {};
  return blockRemote ? { "data-remote-src": src } : { src };
}
