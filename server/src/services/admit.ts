import { type Contract, pathTemplate } from "@posthorn/contracts/contract";
import type { Scope } from "@posthorn/contracts/scopes";
import type { TokenRefusal } from "@posthorn/contracts/tokens";
import { PosthornError } from "../core/errors.ts";
import {
  addressPasses,
  isTokenShaped,
  permissionRefusal,
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
 * address, referrer, rate limit. What became of a known token goes to its log; refusals also go to
 * ours.
 */
export async function admit(ctx: Context, contract: Contract, presented: Presented): Promise<Admission> {
  if (contract.scope === null) return { contract, token: null, rateLimit: null };
  if (contract.scope === "session") throw new PosthornError("unauthenticated", "Unauthorized");
  if (presented.token === null) {
    if (ctx.limits.requireApiAuth || !presented.isLocal()) throw new PosthornError("unauthenticated", "Unauthorized");
    return { contract, token: null, rateLimit: null };
  }
  const token = await lookUp(ctx, presented.token);
  ctx.tokenUses.note(token.id, presented.remoteAddress, ctx.now());
  const refusal = refusalOf(token, contract, contract.scope, presented);
  if (refusal !== null) {
    note(ctx, token, contract, presented, refusal.reason);
    throw new PosthornError("forbidden", refusal.message, { extra: refusal.extra ?? {} });
  }
  const rateLimit = takeUnit(ctx, token, contract, presented);
  note(ctx, token, contract, presented, null);
  return { contract, token, rateLimit };
}

interface Refusal {
  reason: TokenRefusal;
  message: string;
  extra?: Record<string, unknown>;
}

function refusalOf(token: TokenRecord, contract: Contract, scope: Scope, presented: Presented): Refusal | null {
  if (!scopesPass(token.scopes, scope))
    return { reason: "scope", message: "Unauthorized scope", extra: { requestedScope: scope } };
  const { action, group } = contract;
  const reason = permissionRefusal(token.permissions, action, group);
  if (reason !== null)
    return { reason, message: "Unauthorized permission", extra: { requiredPermission: { action, group } } };
  if (token.account !== null && token.account !== accountNamed(contract, presented))
    return { reason: "account", message: "Unauthorized account" };
  const { addresses, referrers } = token.restrictions ?? {};
  const { remoteAddress, referrer } = presented;
  if (addresses && !addressPasses(addresses, remoteAddress))
    return { reason: "address", message: "Unauthorized address", extra: { remoteAddress } };
  if (referrers && !referrerPasses(referrers, referrer))
    return { reason: "referrer", message: "Unauthorized referrer" };
  return null;
}

function takeUnit(ctx: Context, token: TokenRecord, contract: Contract, presented: Presented): RateLimitState | null {
  const rule = token.restrictions?.rateLimit;
  if (!rule) return null;
  try {
    return ctx.rateLimits.take(token.id, rule, ctx.now());
  } catch (error) {
    note(ctx, token, contract, presented, "rateLimit");
    throw error;
  }
}

/** Tells what became of a call; `reason` is null when it was admitted. */
function note(
  ctx: Context,
  token: TokenRecord,
  contract: Contract,
  presented: Presented,
  reason: TokenRefusal | null,
): void {
  if (reason !== null) ctx.log.warn({ tokenId: token.id, route: contract.path, reason }, "A token was refused");
  if (!ctx.tokenAudit.isOn()) return;
  ctx.tokenAudit.note({
    token: token.id,
    at: ctx.now(),
    ip: presented.remoteAddress,
    method: contract.method.toLowerCase(),
    path: pathTemplate(contract),
    action: contract.action,
    group: contract.group,
    account: accountNamed(contract, presented) ?? token.account,
    status: reason === null ? "allowed" : "denied",
    reason,
  });
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
