import { type ChildNode, type Element, isTag, isText, type ParentNode } from "domhandler";

/** One line as a reader sees it, and where it stands in the document. */
export interface TextLine {
  /** With single spaces; an image is U+FFFC. Never empty. */
  text: string;
  /** The first node that shows something of it. */
  node: ChildNode;
  /** The block that it is a line of. */
  block: ParentNode;
  /** The outermost element around it that `isQuote` names. */
  quote: Element | undefined;
}

const IMAGE = "\uFFFC";

const BLOCKS = new Set(
  (
    "address article aside blockquote caption center dd details dir div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 " +
    "header hr li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul body html"
  ).split(" "),
);

/** What a document shows, line by line. */
export function textLines(root: ParentNode, isQuote: (element: Element) => boolean): TextLine[] {
  const lines: TextLine[] = [];
  let open: TextLine | undefined;
  const end = () => {
    if (open !== undefined) lines.push({ ...open, text: open.text.trim() });
    open = undefined;
  };
  const add = (text: string, node: ChildNode, block: ParentNode, quote: Element | undefined) => {
    if (open !== undefined) open.text += text;
    else if (text.trim() !== "") open = { text, node, block, quote };
  };
  const visit = (parent: ParentNode, block: ParentNode, quote: Element | undefined) => {
    for (const node of parent.children) {
      if (isText(node)) add(node.data.replaceAll(/\s+/g, " "), node, block, quote);
      if (!isTag(node) || isHidden(node)) continue;
      if (node.name === "br") end();
      else if (node.name === "img") add(IMAGE, node, block, quote);
      else {
        const isBlock = BLOCKS.has(node.name);
        const inner = quote ?? (isQuote(node) ? node : undefined);
        if (isBlock || inner !== quote) end();
        visit(node, isBlock ? node : block, inner);
        if (isBlock || inner !== quote) end();
      }
    }
  };
  visit(root, root, undefined);
  end();
  return lines;
}

/** Not shown, or an image of one pixel, which counts readers. */
function isHidden({ name, attribs }: Element): boolean {
  if (attribs["hidden"] !== undefined || /\bdisplay\s*:\s*none\b/i.test(attribs["style"] ?? "")) return true;
  return name === "img" && [attribs["width"], attribs["height"]].some((size) => /^\s*[01](?:px)?\s*$/.test(size ?? ""));
}

/** Whether a node shows anything. */
export function isVisible(node: ChildNode): boolean {
  if (isText(node)) return node.data.trim() !== "";
  if (!isTag(node) || isHidden(node)) return false;
  return node.name === "img" || node.name === "hr" || node.children.some(isVisible);
}
