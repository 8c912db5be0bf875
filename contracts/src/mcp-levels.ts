import { MCP_GRANTS, type McpScope, mcpScopeReaches, type McpTool } from "./mcp.ts";
import type { Action, GrantableGroup } from "./scopes.ts";

/** How far an agent that manages the instance may go; each level has all that the one before it has. */
export const MANAGE_LEVELS = ["none", "observe", "operate", "administer"] as const;
export type ManageLevel = (typeof MANAGE_LEVELS)[number];

/** How far an agent may go with mail; `mail` changes and sends, and deletes nothing. */
export const MAIL_LEVELS = ["none", "read", "mail", "full"] as const;
export type MailLevel = (typeof MAIL_LEVELS)[number];

/** One choice for each scope. */
export interface McpLevels {
  manage: ManageLevel;
  mail: MailLevel;
}

export const DEFAULT_MCP_LEVELS: McpLevels = { manage: "observe", mail: "none" };

/** One thing that a token may do. */
export interface McpGrant {
  action: Action;
  group: GrantableGroup;
}

/** What a token of an agent opens, and all that it may do there. */
export interface McpAccess {
  scopes: McpScope[];
  grants: McpGrant[];
}

/** The lowest level that has something of a scope's table. */
const MANAGE_LEVEL_OF = ({ action, group }: McpGrant): ManageLevel => {
  if (action === "destructive") return "administer";
  // To read of it is to call servers that the caller names, with passwords that the caller gives.
  return action === "read" && group !== "provisioning" ? "observe" : "operate";
};

const MAIL_LEVEL_OF = ({ action }: McpGrant): MailLevel =>
  action === "read" ? "read" : action === "destructive" ? "full" : "mail";

/** All that these scopes reach, each thing once and by itself. */
export const grantsWithin = (scopes: readonly McpScope[]): McpGrant[] =>
  eachOnce(
    scopes.flatMap((scope) =>
      MCP_GRANTS[scope].flatMap(({ actions, groups }) =>
        actions.flatMap((action) => groups.map((group) => ({ action, group }))),
      ),
    ),
  );

const eachOnce = (grants: readonly McpGrant[]): McpGrant[] =>
  grants.filter((grant, at) => grants.findIndex((other) => isSameGrant(other, grant)) === at);

const upTo = <L extends string>(levels: readonly L[], level: L, levelOf: (grant: McpGrant) => L, scope: McpScope) =>
  grantsWithin([scope]).filter((grant) => levels.indexOf(levelOf(grant)) <= levels.indexOf(level));

/** What a choice of levels comes to: without any scope where both are `none`. */
export function mcpAccessOf({ manage, mail }: McpLevels): McpAccess {
  const chosen = [
    ...upTo(MANAGE_LEVELS, manage, MANAGE_LEVEL_OF, "mcp-manage"),
    ...upTo(MAIL_LEVELS, mail, MAIL_LEVEL_OF, "mcp"),
  ];
  return {
    scopes: [...(manage === "none" ? [] : ["mcp-manage" as const]), ...(mail === "none" ? [] : ["mcp" as const])],
    grants: eachOnce(chosen),
  };
}

export const isSameGrant = (one: McpGrant, other: McpGrant) => one.action === other.action && one.group === other.group;

/** What of a tool decides whether it is offered. */
export type OfferedTool = Pick<McpTool, "scope" | "action" | "group" | "isForBound">;

/**
 * The tools that a token with this access is offered; fewer where it is bound to an account. Whoever manages has those for
 * mail, too, as far as the table of managing names what they do.
 */
export const offeredTools = <T extends OfferedTool>(
  tools: readonly T[],
  { scopes, grants }: McpAccess,
  { isBound }: { isBound: boolean },
): T[] =>
  tools.filter(
    ({ scope, action, group, isForBound }) =>
      (isForBound || !isBound) &&
      (scopes.includes(scope) ||
        (scope === "mcp" && scopes.includes("mcp-manage") && mcpScopeReaches("mcp-manage", action, group))) &&
      grants.some((grant) => isSameGrant(grant, { action, group })),
  );
