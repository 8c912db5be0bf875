import type { Token } from "@posthorn/contracts/tokens";

const DAY_MS = 86_400_000;
const NEVER_USED_DAYS = 30;
const NOT_USED_DAYS = 90;

/** A token that no program seems to need. */
export interface Unused {
  /** Whether it was used at all. */
  wasUsed: boolean;
  /** Whole days since it was last used, or else since it was made. */
  days: number;
}

/**
 * Says that a token is not used: never in the 30 days and more since it was made, or not for 90 days. Undefined for one
 * that is, and for one that ends by itself within as many days.
 */
export function unusedOf({ created, expires, access }: Token, now: number): Unused | undefined {
  const usedAt = access?.time ?? undefined;
  const since = usedAt ?? created;
  const limit = (usedAt === undefined ? NEVER_USED_DAYS : NOT_USED_DAYS) * DAY_MS;
  if (since === undefined || now - Date.parse(since) < limit) return undefined;
  if (expires !== undefined && Date.parse(expires) - now <= limit) return undefined;
  return { wasUsed: usedAt !== undefined, days: Math.floor((now - Date.parse(since)) / DAY_MS) };
}
