import {
  listMcpAgents as listPromise,
  MCP_CALL_DAYS,
  MCP_SCOPES,
  type McpAgent,
  updateMcpAgent as updatePromise,
} from "@posthorn/contracts/mcp";
import { listMcpAgents as findAgents, type McpAgentRecord } from "../../storage/mcp-calls.ts";
import { pauseToken } from "../../storage/tokens.ts";
import type { Context } from "../context.ts";
import { pageOf } from "../paging.ts";
import { tokenNotFound } from "../tokens/not-found.ts";
import { verb } from "../verb.ts";
import { DAY_MS } from "./calls.ts";

export const listMcpAgents = verb(listPromise, async (ctx, { query }) => {
  const paging = pageOf(query);
  const { total, agents } = await find(ctx, { query: query.query || undefined, ...paging.range });
  return { ...paging.of(total), agents: agents.map(agentView) };
});

export const updateMcpAgent = verb(updatePromise, async (ctx, { params, body }) => {
  const id = params.token.toLowerCase();
  const wanted = { id, query: undefined, limit: 1, offset: 0 };
  if ((await find(ctx, wanted)).agents.length === 0) throw tokenNotFound();
  if (!(await pauseToken(ctx.storage, id, body.isPaused ? ctx.now() : null))) throw tokenNotFound();
  await ctx.storage.durable();
  ctx.log.info({ tokenId: id }, body.isPaused ? "An agent was paused" : "An agent may go on");
  const [agent] = (await find(ctx, wanted)).agents;
  if (agent === undefined) throw tokenNotFound();
  return agentView(agent);
});

async function find(
  ctx: Context,
  filter: { id?: string; query: string | undefined; limit: number; offset: number },
): ReturnType<typeof findAgents> {
  await ctx.mcpCalls.flush();
  const now = ctx.now();
  return findAgents(ctx.storage, { ...filter, scopes: MCP_SCOPES, since: now - MCP_CALL_DAYS * DAY_MS, now });
}

const agentView = (agent: McpAgentRecord): McpAgent => ({
  token: agent.id,
  description: agent.description,
  client: clientOf(agent.metadata),
  account: agent.account,
  // One without a list passes every check, as with `*`.
  scopes: agent.scopes === null ? ["*"] : (JSON.parse(agent.scopes) as string[]),
  created: timeOf(agent.createdAt),
  expires: timeOf(agent.expiresAt),
  lastCall: timeOf(agent.lastAt),
  lastIp: agent.lastIp,
  calls: agent.calls,
  failed: agent.failed,
  isPaused: agent.pausedAt !== null,
});

const timeOf = (at: number | null) => (at === null ? null : new Date(at).toISOString());

/** The program that a token was made for over OAuth, as its metadata tell. */
function clientOf(metadata: string | null): string | null {
  if (metadata === null) return null;
  try {
    const { issuer, client } = JSON.parse(metadata) as { issuer?: unknown; client?: unknown };
    return issuer === "mcp-oauth" && typeof client === "string" ? client : null;
  } catch {
    // Anybody may write anything there.
    return null;
  }
}
