import type { Contract } from "@posthorn/contracts/contract";
import type { McpScope, McpTool } from "@posthorn/contracts/mcp";
import { pathTemplate } from "@posthorn/contracts/contract";
import type { Action, Group } from "@posthorn/contracts/scopes";

/** A tool of agents: a REST operation, and what of it they are offered. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The scope that it belongs to. What stands in the table of the other one, that one opens, too. */
  readonly scope: McpScope;
  readonly contract: Contract;
  /** The arguments besides those of the path, as the operation names them; all others are withheld. */
  readonly query?: readonly string[];
  readonly body?: readonly string[];
  /** What is sent along, whatever was asked. */
  readonly forced?: {
    readonly query?: Readonly<Record<string, unknown>>;
    readonly body?: Readonly<Record<string, unknown>>;
  };
  /** Arguments that need a permission of their own when they are true. */
  readonly needs?: Readonly<Record<string, { action: Action; group: Group }>>;
  /** Whether it contacts hosts other than the account's own. */
  readonly isOpenWorld?: boolean;
}

/** Whether a token that is bound to an account can use it. */
export const isForBound = ({ contract }: Tool) => contract.path.includes("/:account") || contract.boundBy !== undefined;

export function toolView(tool: Tool): McpTool {
  const { name, title, description, scope, contract, isOpenWorld = false } = tool;
  const { action, method } = contract;
  // The table names nothing of `admin`.
  const group = contract.group as McpTool["group"];
  return {
    name,
    title,
    description,
    scope,
    action,
    group,
    method,
    path: pathTemplate(contract),
    isForBound: isForBound(tool),
    isOpenWorld,
  };
}
