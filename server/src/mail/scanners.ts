import type { MailDns } from "./dns.ts";

/** Programs that look at every link of a message before a person does, by the names of their addresses. */
const NAMES = [
  /\.googlebot\.com$/i,
  /^rate-limited-proxy-[\w-]+\.google\.com$/i,
  /(?:^|\.)barracuda\.com$/i,
  /(?:^|\.)spfbl\.net$/i,
];

/** An answer that takes longer is not waited for: somebody wants to see a page. */
const PATIENCE_MS = 500;
const KNOWN_FOR_MS = 60 * 60 * 1000;
const MOST_KNOWN = 10_000;

/**
 * Tells whether an address belongs to a scanner of mail, by all names that DNS has for it. What was
 * found out is kept for an hour. An address without an answer belongs to a person.
 */
export function createScannerCheck(dns: Pick<MailDns, "reverse">, now: () => number) {
  const known = new Map<string, { isScanner: boolean; until: number }>();
  return async (address: string | null): Promise<boolean> => {
    if (address === null) return false;
    const found = known.get(address);
    if (found && found.until > now()) return found.isScanner;
    const names = await Promise.race([dns.reverse(address).catch(() => []), late()]);
    // Next time there may be an answer.
    if (names === undefined) return false;
    const isScanner = names.some((name) => NAMES.some((pattern) => pattern.test(name.replace(/\.$/, ""))));
    known.delete(address);
    known.set(address, { isScanner, until: now() + KNOWN_FOR_MS });
    for (const oldest of known.keys()) {
      if (known.size <= MOST_KNOWN) break;
      known.delete(oldest);
    }
    return isScanner;
  };
}

const late = () => new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), PATIENCE_MS).unref());
