type Claims = Readonly<Record<string, unknown>>;

/** A claim that is a text and not empty; null otherwise. */
export function textAt(claims: Claims, name: string): string | null {
  const value = claims[name];
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

/**
 * A claim that is a list of texts, or one text. Its name may be a dotted path, such as `realm_access.roles`; a claim that is
 * called so, dots included, comes first.
 */
export function textsAt(claims: Claims, path: string): string[] {
  const value = Object.hasOwn(claims, path) ? claims[path] : path.split(".").reduce<unknown>(memberOf, claims);
  return [value].flat().filter((item) => typeof item === "string");
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
