import { PosthornError } from "../../core/errors.ts";
import { networkOf } from "../../core/network-of.ts";
import { userKeyOf } from "../../storage/users.ts";
import type { Context } from "../context.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Refuses the thirty-first attempt of a minute from one address; an IPv6 network counts as one. */
export const limitAddress = (ctx: Context, address: string | null) => take(ctx, `address:${networkOf(address)}`, 30);

/** Refuses the eleventh attempt of a minute to be a user, whether there is one of that name or not. */
export const limitName = (ctx: Context, name: string) => take(ctx, `name:${userKeyOf(name)}`, 10);

/** Refuses the eleventh attempt of a minute to tell the password of the user who is signed in. */
export const limitUser = (ctx: Context, user: string) => take(ctx, `user:${user}`, 10);

/** Refuses the eleventh code of a minute for a user. */
export const limitCodes = (ctx: Context, user: string) => take(ctx, `code:${user}`, 10);

/** Refuses the eleventh call of a minute about passkeys, of one kind and from one address. */
export const limitPasskeys = (ctx: Context, kind: string, address: string | null) =>
  take(ctx, `passkey ${kind}:${networkOf(address)}`, 10);

/** Refuses the twenty-first agent that registers within an hour from one address. */
export const limitMcpRegistrations = (ctx: Context, address: string | null) =>
  take(ctx, `mcp register:${networkOf(address)}`, 20, HOUR);

/** Refuses the sixty-first call of an hour from one address that gets or ends tokens of agents. */
export const limitMcpTokens = (ctx: Context, address: string | null) =>
  take(ctx, `mcp token:${networkOf(address)}`, 60, HOUR);

function take(ctx: Context, key: string, maxRequests: number, timeWindow = MINUTE): void {
  try {
    ctx.signInLimits.take(key, { maxRequests, timeWindow }, ctx.now());
  } catch (error) {
    if (!(error instanceof PosthornError)) throw error;
    const { ttl } = error.extra;
    throw new PosthornError("limited", "Too many attempts, try again later", {
      code: "TooManyAttempts",
      temporary: true,
      extra: { ttl },
    });
  }
}
