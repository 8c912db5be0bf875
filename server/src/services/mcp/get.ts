import { getMcp as promise } from "@posthorn/contracts/mcp";
import { verb } from "../verb.ts";
import { mcpClosedBy, mcpOAuthClosedBy } from "./is-open.ts";
import { toolView } from "./tool.ts";
import { TOOLS } from "./tools.ts";

const TOOL_VIEWS = TOOLS.map(toolView);

export const getMcp = verb(promise, async (ctx, _input, call) => {
  const closedBy = mcpClosedBy(ctx);
  const oauthClosedBy = mcpOAuthClosedBy(ctx);
  const serviceUrl = ctx.settings.get("serviceUrl") ?? "";
  const isUrlGuessed = serviceUrl === "";
  return {
    isOpen: closedBy === null,
    closedBy,
    url: `${isUrlGuessed ? call.origin : new URL(serviceUrl).origin}/mcp`,
    isUrlGuessed,
    oauth: { isOpen: oauthClosedBy === null, closedBy: oauthClosedBy },
    tools: TOOL_VIEWS,
  };
});
