import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../lazy-page.tsx";
import { ACCOUNT_FILTERS } from "../pages/accounts/filters.ts";
import { WAYS } from "../pages/add-account/ways.ts";
import { choiceIn, pagingIn, textIn } from "../url-search.ts";
import { optional, type Search } from "./root.ts";
import { signedIn } from "./signed-in.ts";

const accounts = createRoute({
  getParentRoute: () => signedIn,
  path: "/accounts",
  validateSearch: (search: Search) =>
    optional({
      query: textIn(search, "query"),
      state: choiceIn(search, "state", ACCOUNT_FILTERS),
      app: textIn(search, "app"),
      ...pagingIn(search),
    }),
  component: lazyPage(async () => (await import("../pages/accounts/accounts.tsx")).Accounts),
});

const addAccount = createRoute({
  getParentRoute: () => signedIn,
  path: "/add-account",
  validateSearch: (search: Search) => optional({ way: choiceIn(search, "way", WAYS), app: textIn(search, "app") }),
  component: lazyPage(async () => (await import("../pages/add-account/add-account.tsx")).AddAccount),
});

const account = createRoute({
  getParentRoute: () => signedIn,
  path: "/accounts/$account",
  component: lazyPage(async () => (await import("../pages/account/account.tsx")).AccountPage),
});

export const accountRoutes = [accounts, addAccount, account] as const;
