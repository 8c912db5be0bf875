import { networkOf } from "../../core/network-of.ts";
import type { Context } from "../context.ts";
import type { MailDoor } from "./grants.ts";

const WINDOW_SECONDS = 60;
/** Failed logins of a minute: as one account from one network, and as any. Those that succeed are not counted. */
const MOST = { account: 10, network: 100 } as const;

const keysOf = (door: MailDoor, user: string, remoteAddress: string | null) => {
  const network = networkOf(remoteAddress);
  return [
    { key: `${door}:${network}`, rule: { maxRequests: MOST.network, timeWindow: WINDOW_SECONDS } },
    {
      key: `${door}:${network}:${user.slice(0, 256)}`,
      rule: { maxRequests: MOST.account, timeWindow: WINDOW_SECONDS },
    },
  ];
};

/** Whether so many logins failed lately that the next one is not even looked at. */
export const hasFailedTooOften = (ctx: Context, door: MailDoor, user: string, remoteAddress: string | null): boolean =>
  keysOf(door, user, remoteAddress).some(({ key, rule }) => ctx.signInLimits.isUsedUp(key, rule, ctx.now()));

export function countFailedLogin(ctx: Context, door: MailDoor, user: string, remoteAddress: string | null): void {
  for (const { key, rule } of keysOf(door, user, remoteAddress))
    if (!ctx.signInLimits.isUsedUp(key, rule, ctx.now())) ctx.signInLimits.take(key, rule, ctx.now());
}
