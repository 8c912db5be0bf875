/** Elements that don't nest: void ones, and those whose end tag is mostly left out. */
const FLAT = new Set(
  "area base br col embed hr img input link meta source track wbr p li td th tr dd dt option !doctype".split(" "),
);

/** How deep the elements of HTML nest: a guess by one pass over the tags. */
export function depthOf(html: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [, end, name = ""] of html.matchAll(/<(\/?)([a-z!][a-z0-9]*)/gi)) {
    if (FLAT.has(name.toLowerCase())) continue;
    if (end) depth = Math.max(0, depth - 1);
    else deepest = Math.max(deepest, ++depth);
  }
  return deepest;
}
