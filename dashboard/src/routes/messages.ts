import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../lazy-page.tsx";
import { BROWSER_PANES, COMPOSING, MESSAGE_TABS, PAGE_SIZES } from "../pages/browse/filters.ts";
import { choiceIn, flagIn, numberIn, textIn } from "../url-search.ts";
import { optional, type Search } from "./root.ts";
import { signedIn } from "./signed-in.ts";

/** A day as `2026-01-31`, or undefined. */
function dayIn(search: Search, name: string): string | undefined {
  const text = textIn(search, name);
  return text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
}

const browse = createRoute({
  getParentRoute: () => signedIn,
  path: "/accounts/$account/browse",
  validateSearch: (search: Search) =>
    optional({
      path: textIn(search, "path"),
      view: choiceIn(search, "view", ["threads"]),
      page: numberIn(search, "page", [2, 1_000_000]),
      cursor: textIn(search, "cursor"),
      pageSize: PAGE_SIZES.find((size) => String(size) === String(search["pageSize"])),
      pane: choiceIn(search, "pane", BROWSER_PANES),
      // What is looked for.
      from: textIn(search, "from"),
      to: textIn(search, "to"),
      subject: textIn(search, "subject"),
      body: textIn(search, "body"),
      unseen: flagIn(search, "unseen"),
      flagged: flagIn(search, "flagged"),
      attachments: flagIn(search, "attachments"),
      since: dayIn(search, "since"),
      before: dayIn(search, "before"),
      raw: textIn(search, "raw"),
      everywhere: flagIn(search, "everywhere"),
      // What is open.
      thread: textIn(search, "thread"),
      message: textIn(search, "message"),
      tab: choiceIn(search, "tab", MESSAGE_TABS),
      attachment: textIn(search, "attachment"),
      compose: choiceIn(search, "compose", COMPOSING),
    }),
  component: lazyPage(async () => (await import("../pages/browse/browse.tsx")).Browse),
});

export const messageRoutes = [browse] as const;
