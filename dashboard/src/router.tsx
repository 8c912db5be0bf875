import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, Outlet, redirect } from "@tanstack/react-router";
import { PageLoading } from "./components/loading.tsx";
import { lazyPage } from "./lazy-page.tsx";
import { BASE } from "./next-path.ts";
import { loadSession, watchSession } from "./queries/session.ts";
import { FrameFault, RouteFault } from "./shell/route-fault.tsx";
import { NotFound } from "./shell/not-found.tsx";
import { Shell } from "./shell/shell.tsx";
import { choiceIn, flagIn, numberIn, pagingIn, parseSearch, stringifySearch, textIn } from "./url-search.ts";
import { ACCOUNT_FILTERS } from "./pages/accounts/filters.ts";
import { LOGIN_REASONS } from "./pages/login/reasons.ts";
import { WINDOWS } from "./pages/home/windows.ts";
import { LOG_FILTERS, SCOPE_FILTERS } from "./pages/tokens/filters.ts";

interface Context {
  queryClient: QueryClient;
  /** The secret of a first-run link or an invitation, when the page was opened with one. */
  setupLink: string | undefined;
}

type Search = Record<string, unknown>;
/** Links may leave out what they do not set. */
const optional = <T extends object>(search: T): Partial<T> => search;

const root = createRootRouteWithContext<Context>()({ component: Outlet });

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (search: Search) =>
    optional({
      next: textIn(search, "next"),
      reason: choiceIn(search, "reason", LOGIN_REASONS),
    }),
  component: lazyPage(async () => (await import("./pages/login/login.tsx")).Login),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyPage(async () => (await import("./pages/setup/setup.tsx")).Setup),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
  component: lazyPage(async () => (await import("./pages/invitation/invitation.tsx")).Invitation),
});

/** Everything below it opens only to those who signed in. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context, location }) => {
    if ((await loadSession(context.queryClient)) !== null) return;
    const next = location.publicHref === `${BASE}/` ? undefined : location.publicHref;
    throw redirect({ to: "/login", search: { next } });
  },
  component: Shell,
  errorComponent: FrameFault,
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  validateSearch: (search: Search) =>
    optional({
      seconds: WINDOWS.find(({ seconds }) => String(seconds) === String(search["seconds"]))?.seconds,
    }),
  component: lazyPage(async () => (await import("./pages/home/home.tsx")).Home),
});

const accounts = createRoute({
  getParentRoute: () => signedIn,
  path: "/accounts",
  validateSearch: (search: Search) =>
    optional({
      query: textIn(search, "query"),
      state: choiceIn(search, "state", ACCOUNT_FILTERS),
      ...pagingIn(search),
    }),
  component: lazyPage(async () => (await import("./pages/accounts/accounts.tsx")).Accounts),
});

const addAccount = createRoute({
  getParentRoute: () => signedIn,
  path: "/add-account",
  component: lazyPage(async () => (await import("./pages/add-account/add-account.tsx")).AddAccount),
});

const account = createRoute({
  getParentRoute: () => signedIn,
  path: "/accounts/$account",
  component: lazyPage(async () => (await import("./pages/account/account.tsx")).AccountPage),
});

const tokens = createRoute({
  getParentRoute: () => signedIn,
  path: "/tokens",
  validateSearch: (search: Search) =>
    optional({
      query: textIn(search, "query"),
      scope: choiceIn(search, "scope", SCOPE_FILTERS),
      account: textIn(search, "account"),
      create: flagIn(search, "create"),
      ...pagingIn(search),
    }),
  component: lazyPage(async () => (await import("./pages/tokens/tokens.tsx")).Tokens),
});

const token = createRoute({
  getParentRoute: () => signedIn,
  path: "/tokens/$token",
  validateSearch: (search: Search) =>
    optional({
      status: choiceIn(search, "status", LOG_FILTERS),
      page: numberIn(search, "page", [2, 1_000_000]),
    }),
  component: lazyPage(async () => (await import("./pages/token/token.tsx")).TokenPage),
});

const password = createRoute({
  getParentRoute: () => signedIn,
  path: "/account/password",
  component: lazyPage(async () => (await import("./pages/password/password.tsx")).Password),
});

const sessions = createRoute({
  getParentRoute: () => signedIn,
  path: "/account/sessions",
  component: lazyPage(async () => (await import("./pages/sessions/sessions.tsx")).Sessions),
});

/** Addresses that lead nowhere, within the frame. */
const elsewhere = createRoute({ getParentRoute: () => signedIn, path: "$", component: NotFound });

const routeTree = root.addChildren([
  login,
  setup,
  invitation,
  signedIn.addChildren([home, accounts, addAccount, account, tokens, token, password, sessions, elsewhere]),
]);

/** The pages by their addresses. A session that ends leads to the sign-in page, and back afterwards. */
export function createAppRouter(queryClient: QueryClient, setupLink: string | undefined) {
  const router = createRouter({
    routeTree,
    basepath: BASE,
    context: { queryClient, setupLink },
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    // Another account is another page, with its own heading to be read out.
    defaultRemountDeps: ({ params }) => params,
    scrollRestoration: true,
    defaultPendingComponent: PageLoading,
    defaultErrorComponent: RouteFault,
  });
  watchSession(queryClient, async () => {
    const { pathname, publicHref } = router.state.location;
    if (pathname.endsWith("/login") || pathname.endsWith("/setup") || pathname.endsWith("/invitation")) return;
    await router.navigate({ to: "/login", search: { next: publicHref, reason: "ended" } });
  });
  return router;
}

export type AppRouter = ReturnType<typeof createAppRouter>;

declare module "@tanstack/react-router" {
  interface Register {
    router: AppRouter;
  }
}
