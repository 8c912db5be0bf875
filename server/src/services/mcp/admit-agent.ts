import type { Contract } from "@posthorn/contracts/contract";
import { MCP_SCOPES, mcpScopeReaches } from "@posthorn/contracts/mcp";
import { grantsWithin } from "@posthorn/contracts/mcp-levels";
import type { Action, Group } from "@posthorn/contracts/scopes";
import { PosthornError } from "../../core/errors.ts";
import { isSessionToken } from "../../core/session-token.ts";
import { scopesPass } from "../../core/token-rules.ts";
import type { TokenRecord } from "../../storage/tokens.ts";
import {
  accountRefusal,
  type Admission,
  lookUp,
  noteUse,
  type Presented,
  type Refusal,
  refusedFor,
  restrictionRefusal,
  rightRefusal,
  scopeRefusal,
  takeUnit,
} from "../admit.ts";
import type { Context } from "../context.ts";
import type { RateLimitState } from "../tokens/rate-limits.ts";
import { isForBound, type Tool } from "./tool.ts";

/** Somebody who was let in at the door for agents. */
export interface Agent {
  /** null where calls without a token are let in; it may do everything then. */
  readonly token: TokenRecord | null;
  readonly remoteAddress: string | null;
  readonly rateLimit: RateLimitState | null;
}

const AT_DOOR = { method: "POST", path: "/mcp", action: null, group: null } as const;

/**
 * Lets an agent in, or throws: `unauthenticated` (401), `forbidden` (403), `limited` (429). What it may do is asked with each
 * call that it makes then; the use is noted and counted here, once. People who signed in are no agents.
 */
export async function admitAgent(
  ctx: Context,
  presented: Pick<Presented, "token" | "remoteAddress" | "isLocal" | "referrer">,
): Promise<Agent> {
  const { token: value, remoteAddress } = presented;
  if (value === null) {
    if (ctx.limits.requireApiAuth || !presented.isLocal()) throw new PosthornError("unauthenticated", "Unauthorized");
    return { token: null, remoteAddress, rateLimit: null };
  }
  if (isSessionToken(value)) throw new PosthornError("unauthenticated", "Bad token");
  const token = await lookUp(ctx, value);
  ctx.tokenUses.note(token.id, remoteAddress, ctx.now());
  const whose = { remoteAddress, account: undefined, queryAccount: undefined };
  const refusal = (opensDoor(token.scopes) ? null : scopeRefusal("mcp")) ?? restrictionRefusal(token, presented);
  if (refusal !== null) {
    noteUse(ctx, token, AT_DOOR, whose, refusal.reason);
    throw refusedFor(refusal);
  }
  if (token.pausedAt !== null) throw new PosthornError("forbidden", "This agent is paused", { code: "AgentPaused" });
  return { token: narrowed(token), remoteAddress, rateLimit: takeUnit(ctx, token, AT_DOOR, whose) };
}

/** Admits a call of an agent that was let in, for the operation that it meant. The answer is as of `admit`. */
export async function admitAgentCall(
  ctx: Context,
  contract: Contract,
  presented: Presented,
  { agent, contract: meant }: { agent: Agent; contract: Contract },
): Promise<Admission> {
  if (meant !== contract)
    throw new PosthornError("internal", "A call of an agent led to another operation than it meant");
  const { token } = agent;
  if (token !== null) {
    const refusal = agentRefusal(agent, contract) ?? accountRefusal(token, contract, presented);
    noteUse(ctx, token, contract, presented, refusal?.reason ?? null);
    if (refusal !== null) throw refusedFor(refusal);
  }
  return { contract, token, session: null, rateLimit: null };
}

/** Why an agent may not do something; null when it may. */
export function agentRefusal({ token }: Agent, what: { action: Action; group: Group }): Refusal | null {
  if (token === null) return null;
  const isReached =
    reachesAll(token.scopes) ||
    MCP_SCOPES.some((scope) => token.scopes?.includes(scope) && mcpScopeReaches(scope, what.action, what.group));
  if (isReached) return rightRefusal(token, what);
  const needed = MCP_SCOPES.find((scope) => mcpScopeReaches(scope, what.action, what.group));
  return rightRefusal(token, what) ?? scopeRefusal(needed ?? "api");
}

/** Whether an agent has a tool. */
export const isOffered = (agent: Agent, tool: Tool): boolean =>
  holdsScopeOf(agent, tool) &&
  agentRefusal(agent, tool.contract) === null &&
  (agent.token === null || agent.token.account === null || isForBound(tool));

/** Whether an agent holds the scope of a tool, or the other one where its table names what the tool does. */
export const holdsScopeOf = ({ token }: Agent, { scope, contract }: Tool): boolean =>
  token === null ||
  reachesAll(token.scopes) ||
  token.scopes?.includes(scope) === true ||
  (scope === "mcp" &&
    token.scopes?.includes("mcp-manage") === true &&
    mcpScopeReaches("mcp-manage", contract.action, contract.group));

const opensDoor = (scopes: readonly string[] | null) =>
  reachesAll(scopes) || MCP_SCOPES.some((scope) => scopes?.includes(scope));

const reachesAll = (scopes: readonly string[] | null) => scopesPass(scopes, "api");

/** A token of agents alone is as narrowed as its scopes are, also where it was made without permissions. */
function narrowed(token: TokenRecord): TokenRecord {
  if (token.permissions !== null || reachesAll(token.scopes)) return token;
  const grants = grantsWithin(MCP_SCOPES.filter((scope) => token.scopes?.includes(scope)));
  return { ...token, permissions: { grants } };
}
