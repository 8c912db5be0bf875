import { type ChildNode, type Document, type Element, isTag, isText } from "domhandler";
import { parseDocument } from "htmlparser2";

/**
 * Reads XML the way it comes: sloppy documents give what can be found in them. Of entities only the five of XML
 * and numbered characters are known, so none of the document's own can grow or read anything.
 */
export const readXml = (text: string): Document => parseDocument(text, { xmlMode: true });

/** The elements below `parent` with this name, whatever their prefix and case, at any depth, in order. */
export function elementsIn(parent: Document | Element, name: string): Element[] {
  const found: Element[] = [];
  // A list of what is left, since a hostile document is nested deeper than a stack.
  const left: ChildNode[] = [...parent.children].reverse();
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (!isTag(node)) continue;
    if (localName(node) === name.toLowerCase()) found.push(node);
    for (let i = node.children.length - 1; i >= 0; i--) left.push(node.children[i] as ChildNode);
  }
  return found;
}

/** The text of the first direct child with this name, trimmed; empty when there is none. */
export function childText(parent: Element, name: string): string {
  const child = parent.children.filter(isTag).find((element) => localName(element) === name.toLowerCase());
  return child === undefined
    ? ""
    : child.children
        .filter(isText)
        .map(({ data }) => data)
        .join("")
        .trim();
}

const localName = ({ name }: Element) => name.slice(name.indexOf(":") + 1).toLowerCase();
