import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, Outlet } from "@tanstack/react-router";

/** What every route is given. */
export interface Context {
  queryClient: QueryClient;
  /** The secret of a first-run link or an invitation, when the page was opened with one. */
  setupLink: string | undefined;
}

export const root = createRootRouteWithContext<Context>()({ component: Outlet });

/** What stands after `?` in an address, before it is looked at. */
export type Search = Record<string, unknown>;

/** Links may leave out what they do not set. */
export const optional = <T extends object>(search: T): Partial<T> => search;
