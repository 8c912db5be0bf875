import { MCP_OUTCOMES } from "@posthorn/contracts/mcp";

/** What the page of agents shows, each under an address of its own. */
export const AGENT_TABS = ["agents", "calls", "connect", "tools", "settings"] as const;

export const CALL_OUTCOMES = MCP_OUTCOMES;
