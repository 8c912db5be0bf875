import { MCP_GRANTS, type McpScope } from "./mcp.ts";
import { describe, expect, it } from "vitest";
import {
  DEFAULT_MCP_LEVELS,
  MAIL_LEVELS,
  MANAGE_LEVELS,
  mcpAccessOf,
  type McpLevels,
  offeredTools,
} from "./mcp-levels.ts";

const words = (list: readonly { action: string; group: string }[]) =>
  list.map((each) => `${each.action} ${each.group}`);

describe("the levels of agents", () => {
  it("grow, and reach all that the scope reaches, each thing once", () => {
    const reach = (scope: McpScope) =>
      MCP_GRANTS[scope].flatMap(({ actions, groups }) =>
        actions.flatMap((action) => groups.map((group) => `${action} ${group}`)),
      );
    for (const [levels, of, all] of [
      [MANAGE_LEVELS, (manage: never) => mcpAccessOf({ manage, mail: "none" }), reach("mcp-manage")],
      [MAIL_LEVELS, (mail: never) => mcpAccessOf({ manage: "none", mail }), reach("mcp")],
    ] as const) {
      const reached = levels.map((level) => words(of(level as never).grants));
      reached.forEach((grants, at) => expect(grants).toEqual(expect.arrayContaining(reached[at - 1] ?? [])));
      expect(reached[0]).toEqual([]);
      expect(reached.at(-1)?.toSorted()).toEqual(all.toSorted());
    }
    const all = words(mcpAccessOf({ manage: "administer", mail: "full" }).grants);
    expect(new Set(all).size).toBe(all.length);
  });

  it("are what they say", () => {
    const reads = words(mcpAccessOf(DEFAULT_MCP_LEVELS).grants);
    expect(mcpAccessOf(DEFAULT_MCP_LEVELS).scopes).toEqual(["mcp-manage"]);
    expect(reads.every((each) => each.startsWith("read "))).toBe(true);
    // The check of a connection calls servers of the caller's choice.
    expect(reads).not.toContain("read provisioning");
    expect(words(mcpAccessOf({ manage: "operate", mail: "none" }).grants)).toContain("read provisioning");
    expect(mcpAccessOf({ manage: "none", mail: "mail" })).toMatchObject({ scopes: ["mcp"] });
    expect(words(mcpAccessOf({ manage: "none", mail: "mail" }).grants)).not.toContain("destructive message");
    expect(mcpAccessOf({ manage: "administer", mail: "full" }).scopes).toEqual(["mcp-manage", "mcp"]);
    expect(mcpAccessOf({ manage: "none", mail: "none" })).toEqual({ scopes: [], grants: [] });
  });

  it("tell the tools that come of them", () => {
    const tools = [
      { name: "list_accounts", scope: "mcp", action: "read", group: "account", isForBound: false },
      { name: "get_message", scope: "mcp", action: "read", group: "message", isForBound: true },
      { name: "delete_message", scope: "mcp", action: "destructive", group: "message", isForBound: true },
      { name: "get_template", scope: "mcp-manage", action: "read", group: "template", isForBound: true },
    ] as const;
    const namesOf = (levels: McpLevels, isBound: boolean) =>
      offeredTools(tools, mcpAccessOf(levels), { isBound }).map(({ name }) => name);
    expect(namesOf({ manage: "none", mail: "read" }, false)).toEqual(["list_accounts", "get_message"]);
    expect(namesOf({ manage: "none", mail: "read" }, true)).toEqual(["get_message"]);
    expect(namesOf({ manage: "observe", mail: "none" }, false)).toEqual(["list_accounts", "get_template"]);
    expect(namesOf({ manage: "observe", mail: "full" }, true)).toEqual([
      "get_message",
      "delete_message",
      "get_template",
    ]);
  });
});
