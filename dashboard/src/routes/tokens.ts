import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../lazy-page.tsx";
import { LOG_FILTERS, SCOPE_FILTERS } from "../pages/tokens/filters.ts";
import { choiceIn, flagIn, numberIn, pagingIn, textIn } from "../url-search.ts";
import { optional, type Search } from "./root.ts";
import { signedIn } from "./signed-in.ts";

const tokens = createRoute({
  getParentRoute: () => signedIn,
  path: "/tokens",
  validateSearch: (search: Search) =>
    optional({
      query: textIn(search, "query"),
      scope: choiceIn(search, "scope", SCOPE_FILTERS),
      account: textIn(search, "account"),
      create: flagIn(search, "create"),
      rotate: textIn(search, "rotate"),
      ...pagingIn(search),
    }),
  component: lazyPage(async () => (await import("../pages/tokens/tokens.tsx")).Tokens),
});

const token = createRoute({
  getParentRoute: () => signedIn,
  path: "/tokens/$token",
  validateSearch: (search: Search) =>
    optional({
      status: choiceIn(search, "status", LOG_FILTERS),
      rotate: flagIn(search, "rotate"),
      page: numberIn(search, "page", [2, 1_000_000]),
    }),
  component: lazyPage(async () => (await import("../pages/token/token.tsx")).TokenPage),
});

export const tokenRoutes = [tokens, token] as const;
