import type { AutoconfigTools } from "./query.ts";

const MAX_REDIRECTS = 3;
/** The files of big providers take a few kilobytes. Reading a hostile one costs the square of its length. */
export const MAX_DOCUMENT_BYTES = 64 * 1024;

/**
 * The document at `url`, or null when there is none. Follows a few redirects, never from HTTPS to HTTP; each
 * place obeys the policy for outgoing addresses.
 */
export async function fetchDocument(
  http: AutoconfigTools["http"],
  url: string,
  signal: AbortSignal,
): Promise<string | null> {
  let place = url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const headers = { accept: "text/xml, application/xml;q=0.9, */*;q=0.1" };
    const answer = await http.fetch(place, { method: "GET", headers, signal, maxBytes: MAX_DOCUMENT_BYTES });
    if (answer.statusCode === 200) return answer.body.toString("utf8");
    const next = redirectOf(answer, place);
    if (next === null) return null;
    place = next;
  }
  return null;
}

/** Where an answer sends its reader; null when it doesn't, or to where nobody should follow. */
export function redirectOf(
  { statusCode, headers }: { statusCode: number; headers: Record<string, string | string[] | undefined> },
  from: string,
): string | null {
  const { location } = headers;
  if (![301, 302, 303, 307, 308].includes(statusCode) || typeof location !== "string") return null;
  return safeRedirect(location, from);
}

/** The place without a login in it; null for what is no place or less safe than where it was named. */
export function safeRedirect(location: string, from: string): string | null {
  if (!URL.canParse(location, from)) return null;
  const next = new URL(location, from);
  const isAllowed = next.protocol === "https:" || (next.protocol === "http:" && !from.startsWith("https:"));
  if (!isAllowed) return null;
  next.username = "";
  next.password = "";
  return next.href;
}
