import { PosthornError } from "../../core/errors.ts";
import type { Context } from "../context.ts";
import { mcpOAuthClosedBy } from "../mcp/is-open.ts";

/** Where programs ask for access; throws `not_found`, naming what keeps that closed. */
export function requireMcpOAuth(ctx: Context): string {
  const closedBy = mcpOAuthClosedBy(ctx);
  if (closedBy === null) return new URL(ctx.settings.get("serviceUrl") ?? "").origin;
  const what = closedBy === "start" ? "POSTHORN_MCP_ENABLED" : closedBy;
  throw new PosthornError("not_found", `Agents can't ask for access here: "${what}" is not set`, {
    code: "McpOAuthClosed",
    extra: { closedBy },
  });
}
