import type { Tool as ListedTool, Server } from "@modelcontextprotocol/server";
import type { Context } from "../services/context.ts";
import { isOffered } from "../services/mcp/admit-agent.ts";
import type { AgentMessage } from "../services/mcp/agent-door.ts";
import type { Tool } from "../services/mcp/tool.ts";
import { TOOLS } from "../services/mcp/tools.ts";
import { callTool } from "./call-tool.ts";
import { inputSchemaOf } from "./input-schema.ts";
import { instructionsFor } from "./instructions.ts";
import { listResources, readResource } from "./resources.ts";
import { LEGACY_VERSIONS } from "./versions.ts";

/** The library, which is loaded when the first agent calls: most services never need its 28 MB. */
export type Sdk = typeof import("@modelcontextprotocol/server");

/** Milliseconds that answers may be kept; they are for whoever asked alone. */
const KEPT = {
  "server/discover": 300_000,
  "tools/list": 300_000,
  "resources/templates/list": 300_000,
  "resources/list": 60_000,
  "resources/read": 30_000,
} as const;

const CACHE_HINTS = Object.fromEntries(
  Object.entries(KEPT).map(([method, ttlMs]) => [method, { ttlMs, cacheScope: "private" as const }]),
);

/** What answers one message of an agent. */
export function createServer(ctx: Context, sdk: Sdk, message: AgentMessage, era: "modern" | "legacy"): Server {
  const bound = message.agent.token?.account ?? null;
  const server = new sdk.Server(
    { name: "posthorn", version: ctx.about.version },
    {
      capabilities: {
        tools: {},
        resources: era === "modern" ? { subscribe: true } : { subscribe: false, listChanged: false },
      },
      instructions: instructionsFor(bound),
      cacheHints: CACHE_HINTS,
      ...(era === "legacy" && { supportedProtocolVersions: [...LEGACY_VERSIONS] }),
    },
  );
  server.setRequestHandler("tools/list", () => ({
    tools: TOOLS.filter((tool) => isOffered(message.agent, tool)).map((tool) => listed(tool, bound !== null)),
  }));
  server.setRequestHandler("tools/call", async ({ params }) => {
    const tool = TOOLS.find(({ name }) => name === params.name);
    if (tool === undefined)
      throw new sdk.ProtocolError(sdk.ProtocolErrorCode.InvalidParams, `Unknown tool: ${params.name.slice(0, 100)}`);
    return callTool(ctx, message, tool, argumentsIn(message.body));
  });
  server.setRequestHandler("resources/list", async () => ({ resources: await listResources(message) }));
  server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates: [] }));
  server.setRequestHandler("resources/read", async ({ params }) => {
    const text = await readResource(message, params.uri);
    if (text === null) throw new sdk.ResourceNotFoundError(params.uri, "Resource not found");
    return { contents: [{ uri: params.uri, mimeType: "application/json", text }] };
  });
  return server;
}

/** As they came, whatever they are. */
const argumentsIn = (body: unknown) => (body as { params: { arguments?: unknown } }).params.arguments;

const listedTools = new Map<string, ListedTool>();

function listed(tool: Tool, isBound: boolean): ListedTool {
  const key = `${tool.name} ${isBound}`;
  let known = listedTools.get(key);
  if (known === undefined) listedTools.set(key, (known = describe(tool, isBound)));
  return known;
}

function describe(tool: Tool, isBound: boolean): ListedTool {
  const { name, title, description, contract, isOpenWorld = false } = tool;
  return {
    name,
    title,
    description,
    inputSchema: inputSchemaOf(tool, isBound) as ListedTool["inputSchema"],
    annotations: {
      title,
      readOnlyHint: contract.action === "read",
      destructiveHint: contract.action === "destructive",
      openWorldHint: isOpenWorld,
    },
  };
}
