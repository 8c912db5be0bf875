import type { SearchQuery } from "@posthorn/contracts/search-query";
import { PosthornError } from "../../core/errors.ts";
import { emptyTerms } from "../../core/search-terms.ts";

/**
 * Refuses to change what fits a search with a term that says nothing: whoever filled it in by mistake
 * would change more messages than meant. A search without any term is a whole mailbox, and said to be.
 */
export function refuseEmptyTerms(query: SearchQuery): void {
  const [term] = emptyTerms(query);
  if (term !== undefined)
    throw new PosthornError("unsupported", `"${term}" says nothing and would be ignored; leave it out`, {
      code: "UnsupportedSearchTerm",
    });
}
