import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../lazy-page.tsx";
import { ACTION_FILTERS, OUTCOME_FILTERS } from "../pages/admin-log/filters.ts";
import { SECURITY_DIALOGS } from "../pages/security/dialogs.ts";
import { choiceIn, flagIn, pagingIn, textIn } from "../url-search.ts";
import { optional, type Search } from "./root.ts";
import { signedIn } from "./signed-in.ts";

const password = createRoute({
  getParentRoute: () => signedIn,
  path: "/account/password",
  component: lazyPage(async () => (await import("../pages/password/password.tsx")).Password),
});

const sessions = createRoute({
  getParentRoute: () => signedIn,
  path: "/account/sessions",
  component: lazyPage(async () => (await import("../pages/sessions/sessions.tsx")).Sessions),
});

const security = createRoute({
  getParentRoute: () => signedIn,
  path: "/account/security",
  validateSearch: (search: Search) => optional({ dialog: choiceIn(search, "dialog", SECURITY_DIALOGS) }),
  component: lazyPage(async () => (await import("../pages/security/security.tsx")).Security),
});

const users = createRoute({
  getParentRoute: () => signedIn,
  path: "/users",
  validateSearch: (search: Search) =>
    optional({ query: textIn(search, "query"), invite: flagIn(search, "invite"), ...pagingIn(search) }),
  component: lazyPage(async () => (await import("../pages/users/users.tsx")).Users),
});

const user = createRoute({
  getParentRoute: () => signedIn,
  path: "/users/$user",
  component: lazyPage(async () => (await import("../pages/user/user.tsx")).UserPage),
});

const adminLog = createRoute({
  getParentRoute: () => signedIn,
  path: "/admin-log",
  validateSearch: (search: Search) =>
    optional({
      user: textIn(search, "user"),
      action: choiceIn(search, "action", ACTION_FILTERS),
      path: textIn(search, "path"),
      outcome: choiceIn(search, "outcome", OUTCOME_FILTERS),
      from: textIn(search, "from"),
      to: textIn(search, "to"),
      entry: textIn(search, "entry"),
      ...pagingIn(search),
    }),
  component: lazyPage(async () => (await import("../pages/admin-log/admin-log.tsx")).AdminLog),
});

/** Users, and what concerns the user who is signed in. */
export const peopleRoutes = [password, sessions, security, users, user, adminLog] as const;
