import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

type Search = Record<string, unknown>;

/**
 * What stands after `?` in the address, and how to change it. A change leads back to the first page
 * unless it names one.
 */
export function useUrlSearch(): [search: Search, change: (changes: Search) => void] {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (changes: Search) => {
      const next = (before: Search) => ({ ...before, page: undefined, ...changes });
      // One hook for all pages can't know which names each of them takes; each page checks its own.
      void navigate({ to: ".", search: next as never, resetScroll: false });
    },
    [navigate],
  );
  return [search, change];
}
