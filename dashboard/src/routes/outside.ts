import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../lazy-page.tsx";
import { LOGIN_REASONS } from "../pages/login/reasons.ts";
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

/** The pages for those who have not signed in. */
export const outsideRoutes = [login, setup, invitation] as const;
