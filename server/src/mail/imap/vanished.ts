import type { ImapFlow } from "imapflow";
import { countRange } from "imapflow/lib/tools.js";

/** UIDs from `first` to `last`, both included. */
export interface UidRange {
  first: number;
  last: number;
}

interface Token {
  value?: unknown;
}
interface Vanished {
  attributes?: (Token | Token[])[];
}
/** What imapflow keeps to itself: it goes through the UIDs of VANISHED one by one, and tells each. */
interface LowLevel {
  untaggedVanished(vanished: Vanished, mailbox?: unknown): Promise<void>;
}

const collectors = new WeakMap<ImapFlow, (ranges: UidRange[]) => void>();

/**
 * Keeps VANISHED (RFC 7162 section 3.2.10) within bounds: a few bytes of it can name millions of UIDs.
 * What vanished earlier is taken as ranges by whoever collects it, since a server may name UIDs that
 * never were. What vanishes now is told one by one, and can't be more than there is: `onLie` is called
 * for a server that says so.
 */
export function boundVanished(client: ImapFlow, onLie: () => void): void {
  const lowLevel = client as unknown as LowLevel;
  const tellEach = lowLevel.untaggedVanished.bind(client);
  lowLevel.untaggedVanished = async (vanished, mailbox) => {
    const { attributes = [] } = vanished;
    const set = attributes.map(textOf).find((text) => text !== undefined) ?? "";
    if (attributes.some((tags) => Array.isArray(tags))) return collectors.get(client)?.(readRanges(set));
    if (client.mailbox && countRange(set) > client.mailbox.exists) return onLie();
    await tellEach(vanished, mailbox);
  };
}

/** Takes what the server says has vanished earlier, until the function returned is called. */
export function collectVanished(client: ImapFlow, take: (ranges: UidRange[]) => void): () => void {
  collectors.set(client, take);
  return () => void collectors.delete(client);
}

/** Those of the UIDs, in ascending order, that lie in one of the ranges. */
export function withinRanges(uids: readonly number[], ranges: readonly UidRange[]): number[] {
  const sorted = ranges.toSorted((a, b) => a.first - b.first);
  let at = 0;
  return uids.filter((uid) => {
    while ((sorted[at]?.last ?? Infinity) < uid) at++;
    return (sorted[at]?.first ?? Infinity) <= uid;
  });
}

function readRanges(set: string): UidRange[] {
  const ranges: UidRange[] = [];
  for (const [, from = "", to = from] of set.matchAll(/(\d{1,10})(?::(\d{1,10}))?/g)) {
    const [a, b] = [Number(from), Number(to)];
    ranges.push({ first: Math.min(a, b), last: Math.max(a, b) });
  }
  return ranges;
}

const textOf = (token: Token | Token[]) =>
  !Array.isArray(token) && typeof token?.value === "string" ? token.value : undefined;
