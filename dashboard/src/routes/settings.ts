import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../lazy-page.tsx";
import { flagIn, pagingIn, textIn } from "../url-search.ts";
import { optional, type Search } from "./root.ts";
import { signedIn } from "./signed-in.ts";

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: "/settings/{-$group}",
  validateSearch: (search: Search) =>
    optional({ query: textIn(search, "query"), history: flagIn(search, "history"), ...pagingIn(search) }),
  // One page for all groups: what is changed stays from one to the next.
  remountDeps: () => ({}),
  component: lazyPage(async () => (await import("../pages/settings/settings.tsx")).Settings),
});

export const settingsRoutes = [settings] as const;
