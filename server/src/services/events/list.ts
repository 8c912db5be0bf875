import { listEvents as promise } from "@posthorn/contracts/event-log";
import { verb } from "../verb.ts";
import { cursorOf } from "./cursor.ts";
import { MOST_BYTES } from "./feed.ts";
import { filterOf } from "./filter.ts";
import { loggedEvent } from "./logged-event.ts";
import { type Portion, readBack, startAfter } from "./read-log.ts";

const LIMIT = 100;

/** The next events of the log, after a wait for the first one if wished; or those before a cursor, newest first. */
export const listEvents = verb(promise, async (ctx, { query }, call) => {
  const { limit = LIMIT, before } = query;
  const filter = filterOf(query, call);
  if (before !== undefined) {
    const past = await readBack(ctx.storage, before, filter, { limit, bytes: MOST_BYTES });
    return answerOf(past.log, past);
  }
  const start = await startAfter(ctx.storage, query.after, "query.after");
  const portion = await ctx.eventFeed.read(start, filter, {
    limit,
    waitMs: (query.wait ?? 0) * 1000,
    listener: call.admission,
    signal: call.signal,
  });
  return answerOf(start.log, portion);
});

const answerOf = (log: string, { events, next, hasMore }: Portion) => ({
  events: events.map((event) => loggedEvent(log, event)),
  cursor: cursorOf(log, next),
  hasMore,
});
