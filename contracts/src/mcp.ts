import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { AccountId, Hex64, Ip, Nullable, OneOf, Page, paged, PageSize, Strict, Timestamp, Trimmed } from "./schemas.ts";
import { type Action, ACTIONS, type GrantableGroup, type Group, GROUPS } from "./scopes.ts";

/** Scopes that open the door for agents: `mcp` reaches mail, `mcp-manage` the instance. */
export const MCP_SCOPES = ["mcp", "mcp-manage"] as const;
export type McpScope = (typeof MCP_SCOPES)[number];

interface McpGrant {
  readonly actions: readonly Action[];
  readonly groups: readonly GrantableGroup[];
}

/** What each scope reaches at most, as pairs of any of the actions and any of the groups. */
export const MCP_GRANTS: Readonly<Record<McpScope, readonly McpGrant[]>> = {
  mcp: [
    { actions: ["read"], groups: ["account", "mailbox", "message", "outbox", "template"] },
    { actions: ["write", "destructive"], groups: ["message"] },
    { actions: ["send"], groups: ["submit"] },
  ],
  "mcp-manage": [
    { actions: ["read", "write", "destructive"], groups: ["account", "oauth2", "blocklist", "template"] },
    { actions: ["read", "write"], groups: ["settings", "license", "provisioning"] },
    { actions: ["read", "destructive"], groups: ["token", "gateway", "outbox"] },
    { actions: ["read"], groups: ["webhook", "diagnostics", "logs"] },
  ],
};

/** Whether a scope's table names an action in a group. */
export const mcpScopeReaches = (scope: McpScope, action: Action, group: Group): boolean =>
  MCP_GRANTS[scope].some(
    ({ actions, groups }) => actions.includes(action) && (groups as readonly Group[]).includes(group),
  );

/** What agents did is told for so many days. */
export const MCP_CALL_DAYS = 30;

const onMcp = { tag: "MCP", scope: "api" } as const;

const TokenId = Type.String({ minLength: 64, maxLength: 64 });

/** One tool, and the REST operation that it is. */
export const McpTool = Type.Object(
  {
    name: Type.String(),
    title: Type.String(),
    description: Type.String(),
    /** The scope whose table names it. */
    scope: OneOf(MCP_SCOPES),
    action: OneOf(ACTIONS),
    group: OneOf(GROUPS),
    /** The REST operation, as documented. */
    method: Type.String(),
    path: Type.String(),
    /** Whether a token that is bound to an account has it. */
    isForBound: Type.Boolean(),
    /** Whether it contacts hosts other than the account's own. */
    isOpenWorld: Type.Boolean(),
  },
  { $id: "McpTool" },
);
export type McpTool = Static<typeof McpTool>;

/** Why a door is closed. */
export const MCP_CLOSED = ["start", "mcpEnabled", "mcpOAuthEnabled", "serviceUrl"] as const;

export const Mcp = Type.Object(
  {
    /** Whether `/mcp` answers. */
    isOpen: Type.Boolean(),
    /** What keeps it closed: the configuration (`start`), or this setting. */
    closedBy: Nullable(OneOf(MCP_CLOSED)),
    /** Where agents call. */
    url: Type.String(),
    /** Whether no `serviceUrl` is set, so that the address of this call was taken. */
    isUrlGuessed: Type.Boolean(),
    oauth: Type.Object({ isOpen: Type.Boolean(), closedBy: Nullable(OneOf(MCP_CLOSED)) }),
    tools: Type.Array(McpTool),
  },
  { $id: "Mcp" },
);
export type Mcp = Static<typeof Mcp>;

export const getMcp = contract({
  ...onMcp,
  method: "GET",
  path: "/v1/mcp",
  operationId: "getMcp",
  summary: "Tell whether and where agents are served (Model Context Protocol), and by which tools",
  action: "read",
  group: "settings",
  response: Mcp,
});

/** A token that agents call with. */
export const McpAgent = Type.Object(
  {
    /** The id of its token. */
    token: TokenId,
    description: Nullable(Type.String()),
    /** The name of the program that asked by OAuth; null where somebody made the token. */
    client: Nullable(Type.String()),
    account: Nullable(Type.String()),
    scopes: Type.Array(Type.String()),
    created: Nullable(Timestamp()),
    expires: Nullable(Timestamp()),
    lastCall: Nullable(Timestamp()),
    lastIp: Nullable(Ip()),
    /** Calls of tools within 30 days, and how many of them failed. */
    calls: Type.Integer(),
    failed: Type.Integer(),
    /** While set, each call is refused. */
    isPaused: Type.Boolean(),
  },
  { $id: "McpAgent" },
);
export type McpAgent = Static<typeof McpAgent>;

export const listMcpAgents = contract({
  ...onMcp,
  method: "GET",
  path: "/v1/mcp/agents",
  operationId: "listMcpAgents",
  summary: "List tokens with the scope mcp or mcp-manage, and others that called a tool; the last to call first",
  action: "read",
  group: "token",
  query: Strict({
    page: Page,
    pageSize: PageSize,
    /** Part of an id, a description, a client or an account id, in any case. */
    query: Type.Optional(Trimmed({ maxLength: 1024 })),
  }),
  response: Type.Object({ ...paged, agents: Type.Array(McpAgent) }, { $id: "McpAgents" }),
});

export const updateMcpAgent = contract({
  ...onMcp,
  method: "PUT",
  path: "/v1/mcp/agents/:token",
  operationId: "updateMcpAgent",
  summary: "Stop an agent at once, or let it go on; its token stays",
  action: "write",
  group: "admin",
  params: Strict({ token: Hex64() }),
  body: Strict({ isPaused: Type.Boolean() }, { $id: "UpdateMcpAgent" }),
  response: McpAgent,
});

/** `failed`: the tool answered an error; `refused`: the call was not admitted. */
export const MCP_OUTCOMES = ["ok", "failed", "refused"] as const;

/** One call of a tool. Neither what was asked nor what was answered is kept. */
export const McpCall = Type.Object(
  {
    id: Type.String(),
    time: Timestamp(),
    /** null where calls without a token are let in. */
    token: Nullable(TokenId),
    tool: Type.String(),
    account: Nullable(Type.String()),
    outcome: OneOf(MCP_OUTCOMES),
    /** The status and the text of the REST operation, where it was not `ok`. */
    statusCode: Nullable(Type.Integer()),
    message: Nullable(Type.String({ maxLength: 1024 })),
    durationMs: Type.Integer(),
    ip: Nullable(Ip()),
    /** As the agent names itself, where it does. */
    userAgent: Nullable(Type.String({ maxLength: 256 })),
  },
  { $id: "McpCall" },
);
export type McpCall = Static<typeof McpCall>;

export const listMcpCalls = contract({
  ...onMcp,
  method: "GET",
  path: "/v1/mcp/calls",
  operationId: "listMcpCalls",
  summary: "List calls of tools within 30 days, newest first",
  action: "read",
  group: "token",
  query: Strict({
    page: Page,
    pageSize: PageSize,
    /** Only calls with this token, named by its id. */
    token: Type.Optional(Hex64()),
    account: Type.Optional(AccountId),
    tool: Type.Optional(Trimmed({ minLength: 1, maxLength: 64 })),
    outcome: Type.Optional(OneOf(MCP_OUTCOMES)),
  }),
  response: Type.Object({ ...paged, calls: Type.Array(McpCall) }, { $id: "McpCalls" }),
});
