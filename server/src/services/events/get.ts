import { getEvent as promise } from "@posthorn/contracts/event-log";
import { PosthornError } from "../../core/errors.ts";
import { findLogState } from "../../storage/event-positions.ts";
import { findEvent } from "../../storage/events.ts";
import { verb } from "../verb.ts";
import { loggedEvent } from "./logged-event.ts";

/** One event, as long as it is kept. That of another account is none to a token that is bound to one. */
export const getEvent = verb(promise, async (ctx, { params }, { admission }) => {
  const event = await findEvent(ctx.storage, params.event);
  const account = admission.token?.account ?? null;
  if (event === undefined || (account !== null && event.account !== account))
    throw new PosthornError("not_found", "Event not found");
  return loggedEvent((await findLogState(ctx.storage)).id, event);
});
