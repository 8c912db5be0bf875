import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";

const route = getRouteApi("/signed-in/accounts/$account/browse");

/** What stands in the address of the message browser. */
export type BrowseSearch = ReturnType<typeof route.useSearch>;
/** What is undefined leaves the address. */
export type BrowseChanges = BrowseSearch;

/** Closes what is open. */
export const NOTHING_OPEN: BrowseChanges = {
  message: undefined,
  thread: undefined,
  tab: undefined,
  attachment: undefined,
  compose: undefined,
};

/** Shows the beginning of a list. */
export const FIRST_PAGE: BrowseChanges = { page: undefined, cursor: undefined };

/** The account, what the address says, and how to change it; what is not named stays. */
export function useBrowse() {
  const { account } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const go = useCallback(
    (changes: BrowseChanges, { replace = false } = {}) =>
      void navigate({
        to: "/accounts/$account/browse",
        params: { account },
        search: (before) => ({ ...before, ...changes }) as BrowseSearch,
        replace,
        resetScroll: false,
      }),
    [navigate, account],
  );
  return { account, search, path: search.path ?? "INBOX", go };
}
