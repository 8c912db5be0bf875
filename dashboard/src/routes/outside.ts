import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../lazy-page.tsx";
import { requestIn } from "../pages/authorize-agent/request.ts";
import { LOGIN_REASONS } from "../pages/login/reasons.ts";
import { loadSession } from "../queries/session.ts";
import { choiceIn, textIn } from "../url-search.ts";
import { optional, root, type Search } from "./root.ts";

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (search: Search) =>
    optional({
      next: textIn(search, "next"),
      reason: choiceIn(search, "reason", LOGIN_REASONS),
    }),
  component: lazyPage(async () => (await import("../pages/login/login.tsx")).Login),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyPage(async () => (await import("../pages/setup/setup.tsx")).Setup),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
  component: lazyPage(async () => (await import("../pages/invitation/invitation.tsx")).Invitation),
});

const authorizeAgent = createRoute({
  getParentRoute: () => root,
  path: "/mcp/authorize",
  validateSearch: requestIn,
  // Who is signed in may approve; nobody has to be, to see who asks.
  beforeLoad: async ({ context }) => void (await loadSession(context.queryClient)),
  component: lazyPage(async () => (await import("../pages/authorize-agent/authorize-agent.tsx")).AuthorizeAgent),
});

/** The pages for those who have not signed in. */
export const outsideRoutes = [login, setup, invitation, authorizeAgent] as const;
