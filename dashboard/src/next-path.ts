/** Where the dashboard lives on its host. */
export const BASE = "/admin";

/**
 * Where to go after signing in: `next` when it is a path of this site, else Home. Browsers read `\`
 * as `/` and drop tabs and line breaks, so a path with one of these is refused too.
 */
export function safeNext(next: string | undefined): string {
  const home = `${BASE}/`;
  // eslint-disable-next-line no-control-regex
  if (next === undefined || !next.startsWith("/") || next.startsWith("//") || /[\\\u0000-\u001f]/.test(next)) {
    return home;
  }
  return next;
}
