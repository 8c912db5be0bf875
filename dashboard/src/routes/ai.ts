import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../lazy-page.tsx";
import { AI_TABS, daysIn, SAMPLE_SOURCES } from "../pages/ai/filters.ts";
import { choiceIn, pagingIn, textIn } from "../url-search.ts";
import { optional, type Search } from "./root.ts";
import { signedIn } from "./signed-in.ts";

const ai = createRoute({
  getParentRoute: () => signedIn,
  path: "/ai",
  validateSearch: (search: Search) =>
    optional({
      tab: choiceIn(search, "tab", AI_TABS),
      days: daysIn(search, "days"),
      source: choiceIn(search, "source", SAMPLE_SOURCES),
      sample: textIn(search, "sample"),
      account: textIn(search, "account"),
      message: textIn(search, "message"),
      ...pagingIn(search),
    }),
  component: lazyPage(async () => (await import("../pages/ai/ai.tsx")).Ai),
});

/** What a language model says of mail, and what that takes. */
export const aiRoutes = [ai] as const;
