import { rolePermits } from "@posthorn/contracts/role-permits";
import { type Contract, pathTemplate } from "@posthorn/contracts/contract";
import type { Action, Group, Scope } from "@posthorn/contracts/scopes";
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
import { isSessionToken } from "../core/session-token.ts";
import { isSameText } from "../core/session-rules.ts";
import type { Context } from "./context.ts";
import { admitVisitor, refuseForeignAddress, type Visitor } from "./dashboard-access.ts";
import { resumeSession, type SessionCaller } from "./sessions/caller.ts";
import { resumeSessionToken } from "./sessions/resume-token.ts";
import type { RateLimitState } from "./tokens/rate-limits.ts";

/** A caller that may use one route. */
export interface Admission {
  readonly contract: Contract;
  /** null on open routes, for a session, and where calls without a token are let in. */
  readonly token: TokenRecord | null;
  /** null unless the caller is somebody who signed in. */
  readonly session: SessionCaller | null;
  readonly rateLimit: RateLimitState | null;
}

/** Who asks, and how. */
export interface Presented extends Visitor {
  /** The token's value; null when there is none, "malformed" when something else was presented. */
  token: string | null;
  /** The cookie of a session, as it came; null when there is none. */
  sessionCookie(): string | null;
  /** The header `X-CSRF-Token`. */
  csrfToken: string | undefined;
  /** Whether a web page that is not ours makes the call. */
  isForeignPage(): boolean;
  referrer: string | undefined;
  /** Learns who it is, where that is somebody who signed in. */
  identify(user: { id: string; name: string }): void;
  /** The account in the path, where the route has one. */
  account: string | undefined;
  /** The `account` query argument. */
  queryAccount: string | undefined;
}

/**
 * Lets a caller in, or throws: `unauthenticated` (401), `forbidden` (403), `limited` (429). A token
 * that is presented wins over a session. The checks of a token run in the documented order: lookup and
 * expiry, scope, permissions, account binding, address, referrer, rate limit. What became of a known
 * token goes to its log; refusals also go to ours.
 */
export async function admit(ctx: Context, contract: Contract, presented: Presented): Promise<Admission> {
  if (isOfDashboard(contract)) await admitVisitor(ctx, presented);
  if (contract.scope === null) return admitAnyone(contract, presented);
  if (contract.scope === "session") {
    if (presented.token !== null) throw new PosthornError("forbidden", "A token does not open this; sign in");
    return admitSession(ctx, contract, presented, presented.sessionCookie());
  }
  return presented.token === null
    ? admitWithoutToken(ctx, contract, presented)
    : admitToken(ctx, contract, contract.scope, presented, presented.token);
}

/** Routes of the dashboard alone; what else it calls is open to tokens, too. */
const isOfDashboard = ({ tag }: Contract) => tag === "Dashboard";

const refuseForeignPage = () => new PosthornError("forbidden", "Other web pages may not make this call");

/** Signing in is open to everyone, but another page must not sign its visitors in as somebody else. */
function admitAnyone(contract: Contract, presented: Presented): Admission {
  if (isOfDashboard(contract) && contract.method !== "GET" && presented.isForeignPage()) throw refuseForeignPage();
  return { contract, token: null, session: null, rateLimit: null };
}

async function admitWithoutToken(ctx: Context, contract: Contract, presented: Presented): Promise<Admission> {
  const cookie = contract.scope === "api" ? presented.sessionCookie() : null;
  if (cookie !== null) return admitSession(ctx, contract, presented, cookie);
  if (ctx.limits.requireApiAuth || !presented.isLocal()) throw new PosthornError("unauthenticated", "Unauthorized");
  return { contract, token: null, session: null, rateLimit: null };
}

async function admitToken(
  ctx: Context,
  contract: Contract,
  scope: Scope,
  presented: Presented,
  value: string,
): Promise<Admission> {
  if (isSessionToken(value)) return admitSessionToken(ctx, contract, scope, presented, value);
  const token = await lookUp(ctx, value);
  ctx.tokenUses.note(token.id, presented.remoteAddress, ctx.now());
  const refusal = refusalOf(token, contract, scope, presented);
  if (refusal !== null) {
    noteUse(ctx, token, contract, presented, refusal.reason);
    throw refusedFor(refusal);
  }
  const rateLimit = takeUnit(ctx, token, contract, presented);
  noteUse(ctx, token, contract, presented, null);
  return { contract, token, session: null, rateLimit };
}

/**
 * A session opens what its user's role permits.
 * A browser sends the cookie by itself, so that what changes something also needs the session's CSRF
 * token, and pages of others get nothing at all.
 */
async function admitSession(
  ctx: Context,
  contract: Contract,
  presented: Presented,
  cookie: string | null,
): Promise<Admission> {
  const { remoteAddress } = presented;
  refuseForeignAddress(ctx, remoteAddress);
  const session = cookie === null ? null : await resumeSession(ctx, cookie, remoteAddress);
  if (session === null)
    throw new PosthornError("unauthenticated", "The session has ended; sign in again", { code: "SessionEnded" });
  presented.identify(session.user);
  const refuse = (reason: string, error: PosthornError) => {
    ctx.log.warn({ user: session.user.name, route: contract.path, remoteAddress, reason }, "A session was refused");
    return error;
  };
  if (presented.isForeignPage()) throw refuse("origin", refuseForeignPage());
  if (contract.method !== "GET" && !isSameText(presented.csrfToken ?? "", session.csrfToken))
    throw refuse(
      "csrf",
      new PosthornError("forbidden", "The CSRF token is missing or wrong", { code: "InvalidCsrfToken" }),
    );
  if (session.secondFactorNeeded && !isOfOwnSession(contract)) throw refuse("second factor", secondFactorNeeded());
  if (!rolePermits(session.user.role, contract)) throw refuse("role", roleForbids());
  if (ctx.limits.disableMessageBrowser && contract.group === "message") throw refuse("message browser", noMessages());
  return { contract, token: null, session, rateLimit: null };
}

/**
 * A token of a session counts only beside the session's cookie, and opens what it grants of its account, as far as the
 * role of the user permits.
 */
async function admitSessionToken(
  ctx: Context,
  contract: Contract,
  scope: Scope,
  presented: Presented,
  value: string,
): Promise<Admission> {
  const { remoteAddress } = presented;
  refuseForeignAddress(ctx, remoteAddress);
  const cookie = presented.sessionCookie();
  const caller = cookie === null ? null : await resumeSession(ctx, cookie, remoteAddress);
  const { token, session } = await resumeSessionToken(ctx, value, caller);
  presented.identify(session.user);
  const refusal = refusalOf(token, contract, scope, presented);
  const refuse = (reason: string, error: PosthornError) => {
    ctx.log.warn({ user: session.user.name, route: contract.path, remoteAddress, reason }, "A session was refused");
    return error;
  };
  if (presented.isForeignPage()) throw refuse("origin", refuseForeignPage());
  if (refusal !== null) throw refuse(refusal.reason, refusedFor(refusal));
  if (caller?.secondFactorNeeded === true) throw refuse("second factor", secondFactorNeeded());
  if (!rolePermits(session.user.role, contract)) throw refuse("role", roleForbids());
  if (ctx.limits.disableMessageBrowser && contract.group === "message") throw refuse("message browser", noMessages());
  return { contract, token, session: null, rateLimit: null };
}

/** Routes by which people learn of their session, end it, and turn on what they sign in with. */
const isOfOwnSession = ({ scope, path }: Contract) => scope === "session" && path.startsWith("/v1/session");

const secondFactorNeeded = () =>
  new PosthornError("forbidden", "A second factor is needed here: turn on one-time codes first", {
    code: "SecondFactorNeeded",
  });

const roleForbids = () => new PosthornError("forbidden", "Your role does not allow this", { code: "RoleForbids" });

const noMessages = () =>
  new PosthornError("forbidden", "The configuration keeps people who sign in from the content of messages", {
    code: "MessageBrowserDisabled",
  });

export interface Refusal {
  reason: TokenRefusal;
  message: string;
  extra?: Record<string, unknown>;
}

function refusalOf(token: TokenRecord, contract: Contract, scope: Scope, presented: Presented): Refusal | null {
  return (
    (scopesPass(token.scopes, scope) ? null : scopeRefusal(scope)) ??
    rightRefusal(token, contract) ??
    accountRefusal(token, contract, presented) ??
    restrictionRefusal(token, presented)
  );
}

export const scopeRefusal = (scope: Scope): Refusal => ({
  reason: "scope",
  message: "Unauthorized scope",
  extra: { requestedScope: scope },
});

/** Why a narrowed token may not do something; null when it may. */
export function rightRefusal(token: TokenRecord, { action, group }: { action: Action; group: Group }): Refusal | null {
  const reason = permissionRefusal(token.permissions, action, group);
  return reason === null
    ? null
    : { reason, message: "Unauthorized permission", extra: { requiredPermission: { action, group } } };
}

/** Why a bound token may not make a call; null when it may. */
export function accountRefusal(token: TokenRecord, contract: Contract, presented: Presented): Refusal | null {
  const named = accountNamed(contract, presented);
  const isKeptByVerb =
    contract.boundBy === "verb" || (contract.boundBy === "query.account or token" && named === undefined);
  return token.account !== null && !isKeptByVerb && token.account !== named
    ? { reason: "account", message: "Unauthorized account" }
    : null;
}

/** Why a token may not be used from there; null when it may. */
export function restrictionRefusal(
  token: TokenRecord,
  { remoteAddress, referrer }: Pick<Presented, "remoteAddress" | "referrer">,
): Refusal | null {
  const { addresses, referrers } = token.restrictions ?? {};
  if (addresses && !addressPasses(addresses, remoteAddress))
    return { reason: "address", message: "Unauthorized address", extra: { remoteAddress } };
  if (referrers && !referrerPasses(referrers, referrer))
    return { reason: "referrer", message: "Unauthorized referrer" };
  return null;
}

/** Counts a call of a token whose calls are limited; throws `limited` when there were too many. */
export function takeUnit(ctx: Context, token: TokenRecord, asked: Asked, presented: Whose): RateLimitState | null {
  const rule = token.restrictions?.rateLimit;
  if (!rule) return null;
  try {
    return ctx.rateLimits.take(token.id, rule, ctx.now());
  } catch (error) {
    noteUse(ctx, token, asked, presented, "rateLimit");
    throw error;
  }
}

export const refusedFor = ({ message, extra = {} }: Refusal) => new PosthornError("forbidden", message, { extra });

/** What a call asks for, as it is written down. */
type Asked = Pick<Contract, "method" | "path" | "boundBy"> & { action: Action | null; group: Group | null };
type Whose = Pick<Presented, "remoteAddress" | "account" | "queryAccount">;

/** Tells what became of a call; `reason` is null when it was admitted. */
export function noteUse(
  ctx: Context,
  token: TokenRecord,
  asked: Asked,
  presented: Whose,
  reason: TokenRefusal | null,
): void {
  if (reason !== null) ctx.log.warn({ tokenId: token.id, route: asked.path, reason }, "A token was refused");
  if (!ctx.tokenAudit.isOn()) return;
  ctx.tokenAudit.note({
    token: token.id,
    at: ctx.now(),
    ip: presented.remoteAddress,
    method: asked.method.toLowerCase(),
    path: pathTemplate(asked),
    action: asked.action,
    group: asked.group,
    account: accountNamed(asked, presented) ?? token.account,
    status: reason === null ? "allowed" : "denied",
    reason,
  });
}

/** The token with that value. Throws `unauthenticated` where there is none, or not any more. */
export async function lookUp(ctx: Context, value: string): Promise<TokenRecord> {
  const token = isTokenShaped(value) ? await findToken(ctx.storage, tokenIdOf(value)) : undefined;
  if (token === undefined) throw new PosthornError("unauthenticated", "Bad token");
  if (token.expiresAt !== null && token.expiresAt <= ctx.now()) {
    await deleteToken(ctx.storage, token.id);
    throw new PosthornError("unauthenticated", "Bad token");
  }
  return token;
}

/** The account a call is about, as far as a bound token may rely on it. */
const accountNamed = ({ boundBy }: Pick<Contract, "boundBy">, presented: Whose) =>
  presented.account ?? (boundBy?.startsWith("query.account") === true ? presented.queryAccount : undefined);
