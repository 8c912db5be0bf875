import type { SearchQuery } from "@posthorn/contracts/search-query";
import { PosthornError } from "../../core/errors.ts";
import { emptyTerms } from "../../core/search-terms.ts";
import type { Context } from "../context.ts";

/**
 * Refuses to change what fits a search with a term that says nothing: whoever filled it in by mistake
 * would change more messages than meant. A search without any term is a whole mailbox, and said to be,
 * unless the installation wants at least one; counting changes nothing.
 */
export function refuseVagueSearch({ settings }: Context, query: SearchQuery, { dryRun = false }): void {
  const [term] = emptyTerms(query);
  if (term !== undefined)
    throw new PosthornError("unsupported", `"${term}" says nothing and would be ignored; leave it out`, {
      code: "UnsupportedSearchTerm",
    });
  if (Object.keys(query).length === 0 && settings.get("bulkNeedsSearch") && !dryRun)
    throw new PosthornError("unsupported", "An empty search is a whole mailbox, which is not to be changed at once", {
      code: "EmptySearch",
    });
}
