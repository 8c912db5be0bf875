import { createTemplate } from "@posthorn/contracts/templates";
import { createGateway } from "@posthorn/contracts/gateways";
import { OUTBOX_STATES } from "@posthorn/contracts/outbox";
import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../lazy-page.tsx";
import { TEMPLATE_DIALOGS, TEMPLATE_LOOKS, TEMPLATE_PARTS } from "../pages/template/filters.ts";
import { choiceIn, flagIn, numberIn, pagingIn, textIn } from "../url-search.ts";
import { onlyFor } from "../shell/only-for.tsx";
import { optional, type Search } from "./root.ts";
import { signedIn } from "./signed-in.ts";

const outbox = createRoute({
  getParentRoute: () => signedIn,
  path: "/outbox",
  validateSearch: (search: Search) =>
    optional({
      account: textIn(search, "account"),
      state: choiceIn(search, "state", OUTBOX_STATES),
      move: textIn(search, "move"),
      ...pagingIn(search),
    }),
  component: lazyPage(async () => (await import("../pages/outbox/outbox.tsx")).Outbox),
});

const outboxEntry = createRoute({
  getParentRoute: () => signedIn,
  path: "/outbox/$queueId",
  validateSearch: (search: Search) => optional({ dialog: choiceIn(search, "dialog", ["reschedule"]) }),
  component: lazyPage(async () => (await import("../pages/outbox-entry/outbox-entry.tsx")).OutboxEntryPage),
});

const gateways = createRoute({
  getParentRoute: () => signedIn,
  path: "/gateways",
  validateSearch: (search: Search) => optional(pagingIn(search)),
  component: lazyPage(async () => (await import("../pages/gateways/gateways.tsx")).Gateways),
});

const newGateway = createRoute({
  getParentRoute: () => signedIn,
  path: "/gateways/new",
  component: onlyFor(
    createGateway,
    lazyPage(async () => (await import("../pages/gateways/new-gateway.tsx")).NewGateway),
  ),
});

const gateway = createRoute({
  getParentRoute: () => signedIn,
  path: "/gateways/$gateway",
  component: lazyPage(async () => (await import("../pages/gateway/gateway.tsx")).GatewayPage),
});

const suppressionLists = createRoute({
  getParentRoute: () => signedIn,
  path: "/suppression-lists",
  validateSearch: (search: Search) =>
    optional({ dialog: choiceIn(search, "dialog", ["add", "import"]), ...pagingIn(search) }),
  component: lazyPage(async () => (await import("../pages/suppression-lists/suppression-lists.tsx")).SuppressionLists),
});

const suppressionList = createRoute({
  getParentRoute: () => signedIn,
  path: "/suppression-lists/$list",
  validateSearch: (search: Search) =>
    optional({
      query: textIn(search, "query"),
      dialog: choiceIn(search, "dialog", ["add", "import"]),
      ...pagingIn(search),
    }),
  component: lazyPage(async () => (await import("../pages/suppression-list/suppression-list.tsx")).SuppressionList),
});

const templates = createRoute({
  getParentRoute: () => signedIn,
  path: "/templates",
  validateSearch: (search: Search) => optional({ account: textIn(search, "account"), ...pagingIn(search) }),
  component: lazyPage(async () => (await import("../pages/templates/templates.tsx")).Templates),
});

const newTemplate = createRoute({
  getParentRoute: () => signedIn,
  path: "/templates/new",
  validateSearch: (search: Search) => optional({ account: textIn(search, "account"), ...previewIn(search) }),
  component: onlyFor(
    createTemplate,
    lazyPage(async () => (await import("../pages/template/new-template.tsx")).NewTemplate),
  ),
});

const template = createRoute({
  getParentRoute: () => signedIn,
  path: "/templates/$template",
  validateSearch: (search: Search) =>
    optional({
      ...previewIn(search),
      dialog: choiceIn(search, "dialog", TEMPLATE_DIALOGS),
      version: numberIn(search, "version", [1, 2 ** 31 - 1]),
    }),
  component: lazyPage(async () => (await import("../pages/template/template.tsx")).TemplatePage),
});

/** How the studio for templates shows what is written. */
function previewIn(search: Search) {
  return {
    look: choiceIn(search, "look", TEMPLATE_LOOKS),
    part: choiceIn(search, "part", TEMPLATE_PARTS),
    images: flagIn(search, "images"),
  };
}

export const sendingRoutes = [
  gateways,
  newGateway,
  gateway,
  suppressionLists,
  suppressionList,
  outbox,
  outboxEntry,
  templates,
  newTemplate,
  template,
] as const;
