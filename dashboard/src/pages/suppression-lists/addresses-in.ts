/** The email addresses in a text or a file of any kind, each once, in the order in which they stand there. */
export function addressesIn(text: string): string[] {
  const found = text.match(/[^\s<>,;:"'()[\]|\\]+@[^\s<>,;:"'()[\]|\\@]+\.[^\s<>,;:"'()[\]|\\@.]+/g) ?? [];
  const known = new Set<string>();
  return found.filter((address) => {
    const same = address.toLowerCase();
    if (known.has(same)) return false;
    known.add(same);
    return true;
  });
}
