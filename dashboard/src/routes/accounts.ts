import { createAccount, updateAccount } from "@posthorn/contracts/accounts";
import { createRoute } from "@tanstack/react-router";
import { windowIn } from "../components/time-chart/windows.ts";
import { lazyPage } from "../lazy-page.tsx";
import { ACCOUNT_TABS } from "../pages/account/tabs.ts";
import { LINE_COUNTS, PURPOSES, SPEAKERS } from "../pages/account-log/log-filter.ts";
import { ACCOUNT_FILTERS } from "../pages/accounts/filters.ts";
import { WAYS } from "../pages/add-account/ways.ts";
import { choiceIn, flagIn, pagingIn, textIn } from "../url-search.ts";
import { onlyFor } from "../shell/only-for.tsx";
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
  component: onlyFor(
    createAccount,
    lazyPage(async () => (await import("../pages/add-account/add-account.tsx")).AddAccount),
  ),
});

const account = createRoute({
  getParentRoute: () => signedIn,
  path: "/accounts/$account",
  validateSearch: (search: Search) =>
    optional({
      tab: choiceIn(search, "tab", ACCOUNT_TABS),
      test: textIn(search, "test"),
      seconds: windowIn(search, "seconds"),
      dialog: choiceIn(search, "dialog", ["authorize"]),
      // Of the log.
      query: textIn(search, "query"),
      speaker: choiceIn(search, "speaker", SPEAKERS),
      purpose: choiceIn(search, "purpose", PURPOSES),
      connection: textIn(search, "connection"),
      lines: choiceIn(search, "lines", LINE_COUNTS),
      still: flagIn(search, "still"),
    }),
  component: lazyPage(async () => (await import("../pages/account/account.tsx")).AccountPage),
});

const editAccount = createRoute({
  getParentRoute: () => signedIn,
  path: "/accounts/$account/edit",
  component: onlyFor(
    updateAccount,
    lazyPage(async () => (await import("../pages/edit-account/edit-account.tsx")).EditAccount),
  ),
});

export const accountRoutes = [accounts, addAccount, account, editAccount] as const;
