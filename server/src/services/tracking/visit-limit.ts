import { networkOf } from "../../core/network-of.ts";
import type { Context } from "../context.ts";

const WINDOW_SECONDS = 60;
/** Visits of a link in a minute that are told: from one network, such as an office behind one address, and from anywhere. */
const MOST = { network: 30, link: 1000 } as const;

/** Counts a visit; whether there were so many lately that this one is not told. `signature` is that of the link. */
export function isOneTooMany({ rateLimits, now }: Context, signature: string, remoteAddress: string | null): boolean {
  const key = `visit:${signature}`;
  const limits = [
    { key, rule: { maxRequests: MOST.link, timeWindow: WINDOW_SECONDS } },
    { key: `${key}:${networkOf(remoteAddress)}`, rule: { maxRequests: MOST.network, timeWindow: WINDOW_SECONDS } },
  ];
  const at = now();
  if (limits.some((limit) => rateLimits.isUsedUp(limit.key, limit.rule, at))) return true;
  for (const limit of limits) rateLimits.take(limit.key, limit.rule, at);
  return false;
}
