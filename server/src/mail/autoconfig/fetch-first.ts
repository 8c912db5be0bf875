import { fetchDocument } from "./fetch-document.ts";
import type { AutoconfigTools, FoundServers } from "./query.ts";

/**
 * What the first of these places tells that tells anything. All are asked at once, so that a host that does not
 * answer on one port can't keep the other from being heard.
 */
export async function fetchFirst(
  http: AutoconfigTools["http"],
  urls: readonly string[],
  read: (text: string) => FoundServers | null,
  signal: AbortSignal,
): Promise<FoundServers | null> {
  const answers = urls.map((url) =>
    fetchDocument(http, url, signal).then(
      (text) => (text === null ? null : read(text)),
      () => null,
    ),
  );
  for (const answer of answers) {
    const found = await answer;
    if (found !== null) return found;
  }
  return null;
}
