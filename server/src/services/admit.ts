import type { Contract } from "@posthorn/contracts/contract";
import { PosthornError } from "../core/errors.ts";
import {
  addressPasses,
  isTokenShaped,
  permissionsPass,
  referrerPasses,
  scopesPass,
  tokenIdOf,
} from "../core/token-rules.ts";
import { deleteToken, findToken, type TokenRecord } from "../storage/tokens.ts";
import type { Context } from "./context.ts";
import type { RateLimitState } from "./tokens/rate-limits.ts";

/** A caller that may use one route. */
export interface Admission {
  readonly contract: Contract;
  /** null on open routes, and where calls without a token are let in. */
  readonly token: TokenRecord | null;
  readonly rateLimit: RateLimitState | null;
}

/** Who asks, and how. */
export interface Presented {
  /** The token's value; null when there is none, "malformed" when something else was presented. */
  token: string | null;
  remoteAddress: string | null;
  /** Whether the caller runs on this machine, with no proxy in between. */
  isLocal(): boolean;
  referrer: string | undefined;
  /** The account in the path, where the route has one. */
  account: string | undefined;
  /** The `account` query argument. */
  queryAccount: string | undefined;
}

/**
 * Lets a caller in, or throws: `unauthenticated` (401), `forbidden` (403), `limited` (429). The
 * checks run in the documented order: lookup and expiry, scope, permissions, account binding,
 * address, referrer, rate limit.
 */
export async function admit(ctx: Context, contract: Contract, presented: Presented): Promise<Admission> {
  if (contract.scope === null) return { contract, token: null, rateLimit: null };
  if (presented.token === null) {
    if (ctx.limits.requireApiAuth || !presented.isLocal()) throw new PosthornError("unauthenticated", "Unauthorized");
    return { contract, token: null, rateLimit: null };
  }
  const token = await lookUp(ctx, presented.token);
  ctx.tokenUses.note(token.id, presented.remoteAddress, ctx.now());
  const refuse = (message: string, extra: Record<string, unknown> = {}) => {
    ctx.log.warn({ tokenId: token.id, route: contract.path, reason: message }, "A token was refused");
    return new PosthornError("forbidden", message, { extra });
  };

  if (!scopesPass(token.scopes, contract.scope)) throw refuse("Unauthorized scope", { requestedScope: contract.scope });
  const { action, group } = contract;
  if (!permissionsPass(token.permissions, action, group))
    throw refuse("Unauthorized permission", { requiredPermission: { action, group } });
  if (token.account !== null && token.account !== accountNamed(contract, presented))
    throw refuse("Unauthorized account");
  const { addresses, referrers, rateLimit } = token.restrictions ?? {};
  if (addresses && !addressPasses(addresses, presented.remoteAddress))
    throw refuse("Unauthorized address", { remoteAddress: presented.remoteAddress });
  if (referrers && !referrerPasses(referrers, presented.referrer)) throw refuse("Unauthorized referrer");
  return { contract, token, rateLimit: rateLimit ? ctx.rateLimits.take(token.id, rateLimit, ctx.now()) : null };
}

async function lookUp(ctx: Context, value: string): Promise<TokenRecord> {
  const token = isTokenShaped(value) ? await findToken(ctx.storage, tokenIdOf(value)) : undefined;
  if (token === undefined) throw new PosthornError("unauthenticated", "Bad token");
  if (token.expiresAt !== null && token.expiresAt <= ctx.now()) {
    await deleteToken(ctx.storage, token.id);
    throw new PosthornError("unauthenticated", "Bad token");
  }
  return token;
}

/** The account a call is about, as far as a bound token may rely on it. */
const accountNamed = (contract: Contract, presented: Presented) =>
  presented.account ?? (contract.boundBy === "query.account" ? presented.queryAccount : undefined);
