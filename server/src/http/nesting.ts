const DEEPEST = 64;

/**
 * Whether lists and objects lie in one another deeper than any call needs (64 levels). RFC 8259 section 9
 * leaves a limit to whoever reads; what we keep is written as JSON again, by functions that call themselves.
 */
export function isNestedTooDeep(value: unknown): boolean {
  const open: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next.value !== "object" || next.value === null) continue;
    if (next.depth >= DEEPEST) return true;
    for (const member of Object.values(next.value)) open.push({ value: member, depth: next.depth + 1 });
  }
  return false;
}
