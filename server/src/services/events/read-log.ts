import { findDeletedPosition, findLogState, isAfter, type Position } from "../../storage/event-positions.ts";
import { type EventFilter, readEvents, readEventsBefore, type StoredEvent } from "../../storage/events.ts";
import type { Db } from "../../storage/storage.ts";
import { cursorOf, expiredCursor, invalidCursor, positionOf } from "./cursor.ts";

/** Where a reader begins. */
export interface Start {
  /** Names the log in cursors. */
  log: string;
  /** Null is the oldest event that is kept. */
  after: Position | null;
}

/**
 * Where reading after a cursor begins. Undefined is the oldest event, `now` the end. `place` is where
 * the cursor stood, such as `query.after`. Throws `invalid` for what is no cursor of this log, and
 * `conflict` when events after it are gone, or when the log ends before it: then it was set back.
 */
export async function startAfter(db: Db, cursor: string | undefined, place: string): Promise<Start> {
  const { id: log, deleted, end } = await findLogState(db);
  if (cursor === undefined) return { log, after: null };
  if (cursor === "now") return { log, after: end };
  const after = positionOf(log, cursor);
  if (after === null) throw invalidCursor(place);
  if (isAfter(deleted, after) || isAfter(after, end)) throw expiredCursor(cursorOf(log, deleted));
  return { log, after };
}

export interface Portion {
  events: StoredEvent[];
  /** Where to go on. */
  next: Position;
  /** Whether there may be more by now. */
  hasMore: boolean;
}

/** The next events that fit. Throws `conflict` when some that may have fitted were deleted unread. */
export async function readOn(
  db: Db,
  { log, after }: Start,
  filter: EventFilter,
  most: { limit: number; bytes: number },
): Promise<Portion> {
  const { deleted, end } = await findLogState(db);
  const portion = await readEvents(db, { ...most, after: after ?? deleted, end }, filter);
  // Asked last, so that nothing was deleted between this and the reading.
  const gone = after === null ? null : await findDeletedPosition(db);
  if (after !== null && gone !== null && isAfter(gone, after)) throw expiredCursor(cursorOf(log, gone));
  return portion;
}

/**
 * The events before a cursor that fit, newest first; `now` is the end of the log. Before what was deleted there is nothing.
 * Throws `invalid` for what is no cursor of this log.
 */
export async function readBack(
  db: Db,
  cursor: string,
  filter: EventFilter,
  most: { limit: number; bytes: number },
): Promise<Portion & { log: string }> {
  const { id: log, deleted, end } = await findLogState(db);
  const asked = cursor === "now" ? null : positionOf(log, cursor);
  if (asked === null && cursor !== "now") throw invalidCursor("query.before");
  const past = { ...end, seq: end.seq + 1 };
  const before = asked === null || isAfter(asked, past) ? past : asked;
  return { log, ...(await readEventsBefore(db, { ...most, before, deleted }, filter)) };
}
