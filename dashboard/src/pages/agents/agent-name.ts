import type { McpAgent } from "@posthorn/contracts/mcp";

/** What an agent is called: by what its token is for, else by the beginning of the token's id. */
export const nameOfAgent = ({ token, description }: Pick<McpAgent, "token" | "description">) =>
  description || token.slice(0, 8);
