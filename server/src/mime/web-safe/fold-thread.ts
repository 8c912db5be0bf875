import { type ChildNode, Element, isTag, type ParentNode } from "domhandler";
import { appendChild, removeElement } from "domutils";
import { FOLDED_CLASS, FOLDED_TOGGLE_CLASS } from "./allow-list.ts";
import { isVisible, type TextLine, textLines } from "./text-lines.ts";
import {
  isAttribution,
  isBrokenAttribution,
  isLegalFooter,
  QUOTE_CLASSES,
  REST_IDS,
  startsEarlierMessage,
} from "./thread-marks.ts";

/** What is shorter is not worth a click. */
const MIN_CHARACTERS = 120;
const MAX_FOOTER_LINES = 40;

/**
 * Puts all that comes after the sender's own text into one `<details>`: earlier messages, forwarded mail, legal
 * footers. Leaves the document as it is where that is not told with confidence, where nothing of the
 * sender's would stay visible, where little would be folded, and where a table would be torn.
 */
export function foldThread(root: ParentNode): void {
  const lines = textLines(root, isQuote);
  const start = startOfRest(lines);
  if (start === undefined || start === 0) return;
  const rest = lines.slice(start);
  if (rest.reduce((sum, { text }) => sum + text.length, 0) < MIN_CHARACTERS) return;
  const first = rest[0];
  const cut = first && startOfCut(first.node, root);
  if (cut === undefined || isInTable(cut, root)) return;
  const summary = new Element("summary", { class: FOLDED_TOGGLE_CLASS });
  const details = new Element("details", { class: FOLDED_CLASS }, []);
  appendChild(details, summary);
  const { place, nodes } = cutOff(cut, root);
  for (const node of nodes) appendChild(details, node);
  appendChild(place, details);
}

const attribute = (element: Element, name: string) => (element.attribs[name] ?? "").trim().toLowerCase();

const hasQuoteClass = (element: Element) =>
  attribute(element, "class")
    .split(/\s+/)
    .some((name) => QUOTE_CLASSES.has(name));

/** Whether it is a quote by what the element says; another blockquote may be a poem. */
const isMarked = (element: Element) => hasQuoteClass(element) || attribute(element, "type") === "cite";

const isQuote = (element: Element) =>
  element.name === "blockquote" || (hasQuoteClass(element) && !isAnsweredWithin(element));

/** Whether somebody wrote between the quotes of a box that is for quotes. */
function isAnsweredWithin(box: Element): boolean {
  let isAfterQuote = false;
  const lookFor = (parent: ParentNode): boolean =>
    parent.children.some((node) => {
      if (isTag(node) && node.name === "blockquote") isAfterQuote = true;
      else if (isAfterQuote) return isVisible(node);
      else if (isTag(node)) return lookFor(node);
      return false;
    });
  return lookFor(box);
}

/** The index of the first line that is no longer the sender's, if there is such an end. */
function startOfRest(lines: readonly TextLine[]): number | undefined {
  let start: number | undefined;
  // A quote below a line that says who wrote it, up to where it ends.
  let known: Element | undefined;
  for (const [index, line] of lines.entries()) {
    if (startsRest(lines, index)) return start ?? index;
    const attributed = attributedQuote(lines, index);
    if (attributed !== undefined) known = attributed;
    const isTheirs =
      attributed !== undefined || (line.quote !== undefined && (line.quote === known || isMarked(line.quote)));
    if (isTheirs) start ??= index;
    // The second line of an attribution stands between it and the quote.
    else if (lines[index + 1]?.quote === undefined || lines[index + 1]?.quote !== known) start = undefined;
  }
  return start;
}

function startsRest(lines: readonly TextLine[], index: number): boolean {
  const line = lines[index];
  if (line === undefined || line.quote !== undefined) return false;
  const texts = lines.slice(index, index + 9).map(({ text }) => text);
  return startsEarlierMessage(texts) || isInRest(line) || startsFooter(lines, index);
}

/** Whether an element with a name for it stands around the line, or right before it. */
function isInRest({ node }: TextLine): boolean {
  for (let at: ChildNode | ParentNode | null = node; at !== null; at = at.parent) {
    if (isTag(at as ChildNode) && REST_IDS.has(attribute(at as Element, "id"))) return true;
    let before = (at as ChildNode).prev;
    while (before !== null && before !== undefined && !isVisible(before)) {
      if (isTag(before) && REST_IDS.has(attribute(before, "id"))) return true;
      before = before.prev;
    }
    if (before !== null && before !== undefined && !(isTag(before) && before.name === "hr")) return false;
  }
  return false;
}

/** A footer is the end, or else it is part of what somebody wrote. */
function startsFooter(lines: readonly TextLine[], index: number): boolean {
  if (lines.length - index > MAX_FOOTER_LINES) return false;
  const rest = lines.slice(index);
  const paragraph = rest.filter(({ block }) => block === rest[0]?.block).map(({ text }) => text);
  return isLegalFooter(paragraph.join(" ")) && !rest.some(({ text }) => /^(?:--|__)/.test(text));
}

/** The quote that this line, perhaps with the next one, says the author of. */
function attributedQuote(lines: readonly TextLine[], index: number): Element | undefined {
  const [line, next, afterNext] = lines.slice(index, index + 3);
  if (line === undefined || line.quote !== undefined || next === undefined) return undefined;
  if (next.quote !== undefined) return isAttribution(line.text) ? next.quote : undefined;
  if (next.block !== line.block || !isBrokenAttribution(line.text, next.text)) return undefined;
  return afterNext?.quote;
}

/** Where to cut so that no empty boxes and no ruler above it stay behind. */
function startOfCut(first: ChildNode, root: ParentNode): ChildNode {
  let node = first;
  for (;;) {
    let before = node.prev;
    while (before !== null && !isVisible(before)) before = before.prev;
    if (before !== null && isTag(before) && before.name === "hr") node = before;
    else if (before !== null || node.parent === null || node.parent === root) return node;
    else node = node.parent as ChildNode;
  }
}

const TABLE_PARTS = new Set(["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup"]);

function isInTable(node: ChildNode, root: ParentNode): boolean {
  for (let at = node.parent; at !== null && at !== root; at = at.parent)
    if (isTag(at as ChildNode) && TABLE_PARTS.has((at as Element).name)) return true;
  return false;
}

/**
 * Takes `first` and all that follows out of the document. Where only boxes around it end after that, it stays in them;
 * otherwise it goes to the root, within copies of those boxes.
 */
function cutOff(first: ChildNode, root: ParentNode): { place: ParentNode; nodes: ChildNode[] } {
  const parent = first.parent ?? root;
  let nodes = takeFrom(first);
  if (parent === root || !isFollowed(parent, root)) return { place: parent, nodes };
  for (let box = parent; box !== root && box.parent !== null; box = box.parent) {
    const element = box as Element;
    const copy = new Element(element.name, { ...element.attribs }, []);
    for (const node of nodes) appendChild(copy, node);
    nodes = [copy, ...(element.next === null ? [] : takeFrom(element.next))];
  }
  return { place: root, nodes };
}

function isFollowed(parent: ParentNode, root: ParentNode): boolean {
  for (let at: ParentNode | null = parent; at !== null && at !== root; at = at.parent)
    for (let { next } = at as Element; next !== null; next = next.next) if (isVisible(next)) return true;
  return false;
}

function takeFrom(first: ChildNode): ChildNode[] {
  const taken: ChildNode[] = [];
  for (let node: ChildNode | null = first; node !== null;) {
    const { next }: ChildNode = node;
    removeElement(node);
    taken.push(node);
    node = next;
  }
  return taken;
}
