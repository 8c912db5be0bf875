import type { QueryClient } from "@tanstack/react-query";
import { createRoute, createRouter } from "@tanstack/react-router";
import { PageLoading } from "./components/loading.tsx";
import { BASE } from "./next-path.ts";
import { watchSession } from "./queries/session.ts";
import { accountRoutes } from "./routes/accounts.ts";
import { agentRoutes } from "./routes/agents.ts";
import { aiRoutes } from "./routes/ai.ts";
import { alertRoutes } from "./routes/alerts.ts";
import { applicationRoutes } from "./routes/applications.ts";
import { homeRoutes } from "./routes/home.ts";
import { messageRoutes } from "./routes/messages.ts";
import { outsideRoutes } from "./routes/outside.ts";
import { peopleRoutes } from "./routes/people.ts";
import { root } from "./routes/root.ts";
import { sendingRoutes } from "./routes/sending.ts";
import { settingsRoutes } from "./routes/settings.ts";
import { signedIn } from "./routes/signed-in.ts";
import { systemRoutes } from "./routes/system.ts";
import { tokenRoutes } from "./routes/tokens.ts";
import { webhookRoutes } from "./routes/webhooks.ts";
import { NotFound } from "./shell/not-found.tsx";
import { RouteFault } from "./shell/route-fault.tsx";
import { parseSearch, stringifySearch } from "./url-search.ts";

/** Addresses that lead nowhere, within the frame. */
const elsewhere = createRoute({ getParentRoute: () => signedIn, path: "$", component: NotFound });

const routeTree = root.addChildren([
  ...outsideRoutes,
  signedIn.addChildren([
    ...homeRoutes,
    ...accountRoutes,
    ...messageRoutes,
    ...sendingRoutes,
    ...webhookRoutes,
    ...alertRoutes,
    ...applicationRoutes,
    ...aiRoutes,
    ...agentRoutes,
    ...tokenRoutes,
    ...peopleRoutes,
    ...settingsRoutes,
    ...systemRoutes,
    elsewhere,
  ]),
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
