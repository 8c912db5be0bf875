import { agentRefusal, holdsScopeOf } from "../services/mcp/admit-agent.ts";
import type { AgentMessage } from "../services/mcp/agent-door.ts";
import type { Context } from "../services/context.ts";
import type { Tool } from "../services/mcp/tool.ts";
import { ArgumentFault, apiCallOf } from "./arguments.ts";
import { failed, outcomeOf, type ToolOutcome } from "./tool-result.ts";

/** Statuses by which a call was not admitted. */
const REFUSED: readonly number[] = [401, 403, 429];

/** Calls a tool: it is the call of the API that it stands for. What became of it is written down. */
export async function callTool(
  ctx: Context,
  message: AgentMessage,
  tool: Tool,
  given: unknown,
): Promise<ToolOutcome["result"]> {
  const at = ctx.now();
  const { agent, headers } = message;
  const started = performance.now();
  const { result, statusCode, message: reason } = await call(ctx, message, tool, given);
  const durationMs = Math.round(performance.now() - started);
  const isOk = result.isError !== true;
  const outcome = isOk ? "ok" : REFUSED.includes(statusCode) ? "refused" : "failed";
  ctx.meter.agentCall(tool.name, outcome, durationMs);
  ctx.mcpCalls.note({
    at,
    token: agent.token?.id ?? null,
    tool: tool.name,
    account: accountIn(given) ?? agent.token?.account ?? null,
    outcome,
    statusCode: isOk ? null : statusCode,
    message: reason,
    durationMs,
    ip: agent.remoteAddress,
    userAgent: headers.get("user-agent"),
  });
  return result;
}

async function call(
  ctx: Context,
  { agent, call: callApi }: AgentMessage,
  tool: Tool,
  given: unknown,
): Promise<ToolOutcome> {
  try {
    const apiCall = apiCallOf(tool, given, agent.token?.account ?? null);
    const refusal = refusalOf(agent, tool, given as Record<string, unknown> | undefined);
    if (refusal !== null) return refusal;
    return await outcomeOf(tool, await callApi(apiCall), apiCall.url);
  } catch (error) {
    if (error instanceof ArgumentFault) return failed(400, error.message);
    ctx.log.error({ err: error, tool: tool.name }, "A tool failed");
    throw error;
  }
}

/** What an agent may not do although the API would let it: use tools of a scope that it has not, and arguments that change something. */
function refusalOf(
  agent: AgentMessage["agent"],
  tool: Tool,
  given: Record<string, unknown> | undefined,
): ToolOutcome | null {
  const asked = Object.entries(tool.needs ?? {}).find(([name]) => isTrue(given?.[name]));
  const refusal = asked === undefined ? null : agentRefusal(agent, asked[1]);
  if (refusal !== null) return forbidden(refusal.message, refusal.extra);
  // What the API refuses by itself, it says in its own words.
  if (holdsScopeOf(agent, tool) || agentRefusal(agent, tool.contract) !== null) return null;
  return forbidden("Unauthorized scope", { requestedScope: tool.scope });
}

function forbidden(message: string, extra: Record<string, unknown> = {}): ToolOutcome {
  return failed(403, message, JSON.stringify({ statusCode: 403, error: "Forbidden", message, ...extra }));
}

/** As the API reads booleans. */
const isTrue = (value: unknown) => ![undefined, null, false, 0, "false", "0", ""].includes(value as string);

function accountIn(given: unknown): string | undefined {
  const { account } = (given ?? {}) as { account?: unknown };
  return typeof account === "string" ? account : undefined;
}
