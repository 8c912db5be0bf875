interface Shown {
  query?: string | undefined;
  /** Whether the list is narrowed otherwise. */
  isFiltered: boolean;
  page?: number | undefined;
  /** How many there are on all pages. */
  total: number;
}

export type EmptyKind = "query" | "filter" | "page" | "nothing";

/** Why a list shows nothing: nothing matches what was typed or chosen, the page is past the end, or nothing exists. */
export function emptyKind({ query, isFiltered, page = 1, total }: Shown): EmptyKind {
  if (total > 0 && page > 1) return "page";
  if (query !== undefined) return "query";
  return isFiltered ? "filter" : "nothing";
}
