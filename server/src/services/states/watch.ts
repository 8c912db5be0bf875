import { EVENT_STREAM, watchChanges as promise } from "@posthorn/contracts/changes";
import { verb } from "../verb.ts";

/** The states of accounts as they change, for as long as the caller listens and may. */
export const watchStates = verb(promise, async (ctx, _input, call) => ({
  contentType: EVENT_STREAM,
  content: ctx.states.open(call.admission, call.signal),
}));
