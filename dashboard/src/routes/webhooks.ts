import { createWebhookEndpoint } from "@posthorn/contracts/webhook-endpoints";
import { EVENT_NAMES } from "@posthorn/contracts/events";
import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../lazy-page.tsx";
import { EVENT_FILTERS, STATE_FILTERS } from "../pages/deliveries/filters.ts";
import { EVENT_VIEWS } from "../pages/events/views.ts";
import { SAMPLE_NAMES } from "../pages/webhook/samples.ts";
import { WEBHOOK_DIALOGS, WEBHOOK_TABS } from "../pages/webhook/tabs.ts";
import { choiceIn, flagIn, numberIn, pagingIn, textIn } from "../url-search.ts";
import { onlyFor } from "../shell/only-for.tsx";
import { optional, type Search } from "./root.ts";
import { signedIn } from "./signed-in.ts";

const webhooks = createRoute({
  getParentRoute: () => signedIn,
  path: "/webhooks",
  validateSearch: (search: Search) => optional(pagingIn(search)),
  component: lazyPage(async () => (await import("../pages/webhooks/webhooks.tsx")).Webhooks),
});

const newWebhook = createRoute({
  getParentRoute: () => signedIn,
  path: "/webhooks/new",
  validateSearch: (search: Search) =>
    optional({
      event: choiceIn(search, "event", EVENT_NAMES),
      account: textIn(search, "account"),
      example: choiceIn(search, "example", EVENT_NAMES),
    }),
  component: onlyFor(
    createWebhookEndpoint,
    lazyPage(async () => (await import("../pages/webhooks/new-webhook.tsx")).NewWebhook),
  ),
});

const webhook = createRoute({
  getParentRoute: () => signedIn,
  path: "/webhooks/$endpoint",
  validateSearch: (search: Search) =>
    optional({
      tab: choiceIn(search, "tab", WEBHOOK_TABS),
      sample: choiceIn(search, "sample", SAMPLE_NAMES),
      event: textIn(search, "event"),
      example: choiceIn(search, "example", EVENT_NAMES),
      rotate: flagIn(search, "rotate"),
      dialog: choiceIn(search, "dialog", WEBHOOK_DIALOGS),
      version: numberIn(search, "version", [1, 2 ** 31 - 1]),
    }),
  component: lazyPage(async () => (await import("../pages/webhook/webhook.tsx")).WebhookPage),
});

const deliveries = createRoute({
  getParentRoute: () => signedIn,
  path: "/webhooks/deliveries",
  validateSearch: (search: Search) =>
    optional({
      endpoint: textIn(search, "endpoint"),
      account: textIn(search, "account"),
      event: choiceIn(search, "event", EVENT_FILTERS),
      eventId: textIn(search, "eventId"),
      replay: textIn(search, "replay"),
      state: choiceIn(search, "state", STATE_FILTERS),
      since: textIn(search, "since"),
      until: textIn(search, "until"),
      cursor: textIn(search, "cursor"),
    }),
  component: lazyPage(async () => (await import("../pages/deliveries/deliveries.tsx")).Deliveries),
});

const delivery = createRoute({
  getParentRoute: () => signedIn,
  path: "/webhooks/deliveries/$delivery",
  component: lazyPage(async () => (await import("../pages/delivery/delivery.tsx")).DeliveryPage),
});

const events = createRoute({
  getParentRoute: () => signedIn,
  path: "/events",
  validateSearch: (search: Search) =>
    optional({
      view: choiceIn(search, "view", EVENT_VIEWS),
      type: choiceIn(search, "type", EVENT_NAMES),
      account: textIn(search, "account"),
      query: textIn(search, "query"),
      show: textIn(search, "show"),
    }),
  component: lazyPage(async () => (await import("../pages/events/events.tsx")).Events),
});

const event = createRoute({
  getParentRoute: () => signedIn,
  path: "/events/$event",
  component: lazyPage(async () => (await import("../pages/event/event.tsx")).EventPage),
});

/** Endpoints, what became of deliveries, and the events themselves. */
export const webhookRoutes = [webhooks, newWebhook, webhook, deliveries, delivery, events, event] as const;
