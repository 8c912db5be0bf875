import {
  MAIL_LEVELS,
  MANAGE_LEVELS,
  mcpAccessOf,
  type OfferedTool,
  offeredTools,
} from "@posthorn/contracts/mcp-levels";

/** The levels of a section that give anything, each with how many tools come of it. */
export function countsOf(tools: readonly OfferedTool[], section: "manage" | "mail") {
  return LEVELS[section].slice(1).map((level) => ({
    level,
    all: offeredAt(tools, section, level, false).length,
    bound: offeredAt(tools, section, level, true).length,
  }));
}

/** The lowest level of a section that gives a tool; undefined where none does. */
export const firstLevelOf = (tool: OfferedTool, section: "manage" | "mail"): string | undefined =>
  LEVELS[section].find((level) => offeredAt([tool], section, level, false).length > 0);

const LEVELS: Record<"manage" | "mail", readonly string[]> = { manage: MANAGE_LEVELS, mail: MAIL_LEVELS };

const offeredAt = (tools: readonly OfferedTool[], section: "manage" | "mail", level: string, isBound: boolean) =>
  offeredTools(tools, mcpAccessOf({ manage: "none", mail: "none", [section]: level }), { isBound });
