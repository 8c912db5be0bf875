import { createOAuth2App, updateOAuth2App } from "@posthorn/contracts/oauth2-apps";
import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../lazy-page.tsx";
import { APPLICATION_TABS } from "../pages/applications/tabs.ts";
import { PROVIDER_CHOICES } from "../pages/application/provider-choices.ts";
import { choiceIn, pagingIn } from "../url-search.ts";
import { onlyFor } from "../shell/only-for.tsx";
import { optional, type Search } from "./root.ts";
import { signedIn } from "./signed-in.ts";

const applications = createRoute({
  getParentRoute: () => signedIn,
  path: "/applications",
  validateSearch: (search: Search) => optional({ tab: choiceIn(search, "tab", APPLICATION_TABS), ...pagingIn(search) }),
  component: lazyPage(async () => (await import("../pages/applications/applications.tsx")).Applications),
});

const addApplication = createRoute({
  getParentRoute: () => signedIn,
  path: "/add-application",
  validateSearch: (search: Search) => optional({ kind: choiceIn(search, "kind", PROVIDER_CHOICES) }),
  component: onlyFor(
    createOAuth2App,
    lazyPage(async () => (await import("../pages/application/add-application.tsx")).AddApplication),
  ),
});

const application = createRoute({
  getParentRoute: () => signedIn,
  path: "/applications/$app",
  component: lazyPage(async () => (await import("../pages/application/application.tsx")).ApplicationPage),
});

const editApplication = createRoute({
  getParentRoute: () => signedIn,
  path: "/applications/$app/edit",
  component: onlyFor(
    updateOAuth2App,
    lazyPage(async () => (await import("../pages/application/edit-application.tsx")).EditApplication),
  ),
});

export const applicationRoutes = [applications, addApplication, application, editApplication] as const;
