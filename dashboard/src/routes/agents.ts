import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../lazy-page.tsx";
import { AGENT_TABS, CALL_OUTCOMES } from "../pages/agents/filters.ts";
import { choiceIn, pagingIn, textIn } from "../url-search.ts";
import { optional, type Search } from "./root.ts";
import { signedIn } from "./signed-in.ts";

const agents = createRoute({
  getParentRoute: () => signedIn,
  path: "/agents",
  validateSearch: (search: Search) =>
    optional({
      tab: choiceIn(search, "tab", AGENT_TABS),
      query: textIn(search, "query"),
      // Of the calls.
      agent: textIn(search, "agent"),
      tool: textIn(search, "tool"),
      account: textIn(search, "account"),
      outcome: choiceIn(search, "outcome", CALL_OUTCOMES),
      ...pagingIn(search),
    }),
  component: lazyPage(async () => (await import("../pages/agents/agents.tsx")).Agents),
});

/** Agents that work here by the Model Context Protocol. */
export const agentRoutes = [agents] as const;
