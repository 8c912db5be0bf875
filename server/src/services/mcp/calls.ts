import { listMcpCalls as promise, MCP_CALL_DAYS, type McpCall } from "@posthorn/contracts/mcp";
import { listMcpCalls as findCalls, type McpCallRecord } from "../../storage/mcp-calls.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";

export const DAY_MS = 86_400_000;

export const listMcpCalls = verb(promise, async (ctx, { query }) => {
  await ctx.mcpCalls.flush();
  const { token, account, tool, outcome } = query;
  const paging = pageOf(query);
  const { total, calls } = await findCalls(ctx.storage, {
    since: ctx.now() - MCP_CALL_DAYS * DAY_MS,
    token: token?.toLowerCase(),
    account,
    tool,
    outcome,
    ...paging.range,
  });
  return { ...paging.of(total), calls: calls.map(callView) };
});

const callView = ({ at, outcome, ...call }: McpCallRecord): McpCall => ({
  ...call,
  time: new Date(at).toISOString(),
  outcome: outcome as McpCall["outcome"],
});
