import { ALERT_KINDS, createAlertRule } from "@posthorn/contracts/alert-rules";
import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../lazy-page.tsx";
import { onlyFor } from "../shell/only-for.tsx";
import { choiceIn } from "../url-search.ts";
import { optional, type Search } from "./root.ts";
import { signedIn } from "./signed-in.ts";

const alerts = createRoute({
  getParentRoute: () => signedIn,
  path: "/alerts",
  component: lazyPage(async () => (await import("../pages/alerts/alerts.tsx")).Alerts),
});

const newAlert = createRoute({
  getParentRoute: () => signedIn,
  path: "/alerts/new",
  validateSearch: (search: Search) => optional({ kind: choiceIn(search, "kind", ALERT_KINDS) }),
  component: onlyFor(
    createAlertRule,
    lazyPage(async () => (await import("../pages/alerts/new-alert.tsx")).NewAlert),
  ),
});

const alert = createRoute({
  getParentRoute: () => signedIn,
  path: "/alerts/$rule",
  component: lazyPage(async () => (await import("../pages/alert/alert.tsx")).AlertPage),
});

/** What somebody is told of. */
export const alertRoutes = [alerts, newAlert, alert] as const;
