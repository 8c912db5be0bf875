import { namesIn } from "@posthorn/contracts/names-in";
import type { EventFilter } from "../../storage/events.ts";
import type { Call } from "../verb.ts";

/** Which events a caller asks for. A token that is bound to an account reads those of its account, whatever it asks. */
export function filterOf(query: { account?: string; types?: string }, { admission }: Pick<Call, "admission">) {
  const filter: EventFilter = {
    account: admission.token?.account ?? query.account,
    names: query.types === undefined ? undefined : namesIn(query.types),
  };
  return filter;
}
