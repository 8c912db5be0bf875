import { type ChangeType, EVENT_STREAM, watchChanges as promise } from "@posthorn/contracts/changes";
import { namesIn } from "@posthorn/contracts/names-in";
import { verb } from "../verb.ts";

/**
 * The states of accounts and ports as they change, for as long as the caller listens and may. A token
 * that is bound to an account hears of its account.
 */
export const watchStates = verb(promise, async (ctx, { query, headers }, { admission, signal }) => ({
  contentType: EVENT_STREAM,
  content: ctx.states.open(
    {
      account: admission.token?.account ?? query.account,
      types: query.types === undefined ? undefined : (namesIn(query.types) as ChangeType[]),
      lastSeen: headers["last-event-id"] || undefined,
    },
    admission,
    signal,
  ),
}));
