import { EVENT_STREAM } from "@posthorn/contracts/changes";
import { streamEvents as promise } from "@posthorn/contracts/event-log";
import { verb } from "../verb.ts";
import { filterOf } from "./filter.ts";
import { startAfter } from "./read-log.ts";

/** The events of the log, and new ones as they are written down, for as long as the caller listens and may. */
export const streamEvents = verb(promise, async (ctx, { query, headers }, call) => {
  // A reader whose connection broke names where it was in the header; the address is still that of its start.
  const last = headers["last-event-id"] ?? "";
  const start = await (last === ""
    ? startAfter(ctx.storage, query.after, "query.after")
    : startAfter(ctx.storage, last, "headers.last-event-id"));
  return {
    contentType: EVENT_STREAM,
    content: await ctx.eventFeed.open(start, filterOf(query, call), call.admission, call.signal),
  };
});
