import { OUTBOX_STATES } from "@posthorn/contracts/outbox";
import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../lazy-page.tsx";
import { choiceIn, pagingIn, textIn } from "../url-search.ts";
import { optional, type Search } from "./root.ts";
import { signedIn } from "./signed-in.ts";

const outbox = createRoute({
  getParentRoute: () => signedIn,
  path: "/outbox",
  validateSearch: (search: Search) =>
    optional({
      account: textIn(search, "account"),
      state: choiceIn(search, "state", OUTBOX_STATES),
      ...pagingIn(search),
    }),
  component: lazyPage(async () => (await import("../pages/outbox/outbox.tsx")).Outbox),
});

const outboxEntry = createRoute({
  getParentRoute: () => signedIn,
  path: "/outbox/$queueId",
  component: lazyPage(async () => (await import("../pages/outbox-entry/outbox-entry.tsx")).OutboxEntryPage),
});

export const sendingRoutes = [outbox, outboxEntry] as const;
