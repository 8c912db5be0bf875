import { listEvents as promise } from "@posthorn/contracts/event-log";
import { verb } from "../verb.ts";
import { cursorOf } from "./cursor.ts";
import { filterOf } from "./filter.ts";
import { loggedEvent } from "./logged-event.ts";
import { startAfter } from "./read-log.ts";

/** The next events of the log, after a wait for the first one if wished. */
export const listEvents = verb(promise, async (ctx, { query }, call) => {
  const start = await startAfter(ctx.storage, query.after, "query.after");
  const { events, next, hasMore } = await ctx.eventFeed.read(start, filterOf(query, call), {
    limit: query.limit ?? 100,
    waitMs: (query.wait ?? 0) * 1000,
    listener: call.admission,
    signal: call.signal,
  });
  return { events: events.map((event) => loggedEvent(start.log, event)), cursor: cursorOf(start.log, next), hasMore };
});
