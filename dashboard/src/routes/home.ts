import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../lazy-page.tsx";
import { CHART_NAMES } from "../pages/home/activity-figures.ts";
import { windowIn } from "../components/time-chart/windows.ts";
import { choiceIn } from "../url-search.ts";
import { optional, type Search } from "./root.ts";
import { signedIn } from "./signed-in.ts";

const home = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  validateSearch: (search: Search) =>
    optional({
      seconds: windowIn(search, "seconds"),
      chart: choiceIn(search, "chart", CHART_NAMES),
    }),
  component: lazyPage(async () => (await import("../pages/home/home.tsx")).Home),
});

export const homeRoutes = [home] as const;
