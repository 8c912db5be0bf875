import type { Mcp } from "@posthorn/contracts/mcp";
import type { Context } from "../context.ts";

type Closed = Mcp["closedBy"];

/** What keeps agents out; null when they are served. */
export function mcpClosedBy({ limits, settings }: Pick<Context, "limits" | "settings">): Closed {
  if (!limits.mcp) return "start";
  return settings.get("mcpEnabled") === true ? null : "mcpEnabled";
}

/** What keeps programs from asking for access by OAuth; null when they may. */
export function mcpOAuthClosedBy(ctx: Pick<Context, "limits" | "settings">): Closed {
  const closedBy = mcpClosedBy(ctx);
  if (closedBy !== null) return closedBy;
  if (ctx.settings.get("mcpOAuthEnabled") !== true) return "mcpOAuthEnabled";
  return (ctx.settings.get("serviceUrl") ?? "") === "" ? "serviceUrl" : null;
}
