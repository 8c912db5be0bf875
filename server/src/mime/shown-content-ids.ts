/** A token ends at a quote, a space or a bracket. None is longer than a line (RFC 5322 section 2.1.1). */
const REFERENCE = /\bcid:([^"'\s<>]{1,998})/gi;
/** What follows a token in a style, such as `);` behind `url(cid:..`. */
const END_OF_URL = /\)[^)]*$/;

/**
 * Of these Content-IDs, with or without their brackets, those that HTML refers to (RFC 2392), without. The HTML is gone through
 * once, however many there are.
 */
export function shownContentIds(html: string, contentIds: Iterable<string | undefined>): Set<string> {
  const known = new Set<string>();
  for (const id of contentIds) if (id) known.add(withoutBrackets(id));
  const shown = new Set<string>();
  if (known.size === 0) return shown;
  for (const [, token = ""] of html.matchAll(REFERENCE))
    for (const name of [...namesOfToken(token), ...namesOfToken(token.replace(END_OF_URL, ""))])
      if (known.has(name)) shown.add(name);
  return shown;
}

/** A Content-ID without its brackets. */
export const withoutBrackets = (id: string) => id.replace(/^<|>$/g, "");

/** What Content-ID is meant by one as it may be written in an attribute: with entities, percent signs, brackets. */
export function namesOfToken(token: string): string[] {
  const plain = token.replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  const names = [token, plain];
  try {
    names.push(decodeURIComponent(plain));
  } catch {
    // Percent signs that are none of a URL's.
  }
  return names.map(withoutBrackets);
}
