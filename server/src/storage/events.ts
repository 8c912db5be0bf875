import { type Position, positioned } from "./event-positions.ts";
import { portionsOf } from "./portions.ts";
import type { Db } from "./storage.ts";

/** The topic of the hint that says that events were written. */
export const EVENTS_TOPIC = "events";

export interface StoredEvent extends Position {
  id: string;
  account: string | null;
  name: string;
  at: number;
  /** JSON of the webhook body. */
  payload: string;
  /** Bytes of the payload. */
  size: number;
}

/** Which events a reader wants; all where nothing is said. */
export interface EventFilter {
  account?: string | undefined;
  names?: readonly string[] | undefined;
}

/** Rows that one call looks at for a reader who wants few of them. */
const ROWS_LOOKED_AT = 5000;

/** Appends to the log; returns the sequence numbers in the given order. */
export async function appendEvents(
  db: Db,
  events: readonly Omit<StoredEvent, "seq" | "xid" | "size">[],
): Promise<number[]> {
  const seqOf = new Map<string, number>();
  for (const portion of portionsOf(events)) {
    const rows = await db.sql
      .insertInto("events")
      .values(portion.map((event) => ({ ...event, size: Buffer.byteLength(event.payload) })))
      .returning(["seq", "id"])
      .execute();
    for (const { id, seq } of rows) seqOf.set(id, seq);
  }
  db.hint(EVENTS_TOPIC);
  return events.map((event) => seqOf.get(event.id) ?? 0);
}

/**
 * The first events of those with these numbers, of so many bytes together, though at least one. `left` are the numbers of
 * the others that there are.
 */
export async function findFirstEvents(
  db: Db,
  seqs: readonly number[],
  bytes: number,
): Promise<{ events: StoredEvent[]; left: Set<number> }> {
  if (seqs.length === 0) return { events: [], left: new Set() };
  const sizes = await db.sql
    .selectFrom("events")
    .select(["seq", "size"])
    .where("seq", "in", seqs)
    .orderBy("seq")
    .execute();
  let total = 0;
  const taken = sizes.filter(({ size }, index) => (total += size) <= bytes || index === 0).map(({ seq }) => seq);
  const left = new Set(sizes.map(({ seq }) => seq).slice(taken.length));
  if (taken.length === 0) return { events: [], left };
  const events = await db.sql.selectFrom("events").selectAll().where("seq", "in", taken).orderBy("seq").execute();
  return { events, left };
}

export async function findEvent(db: Db, id: string): Promise<StoredEvent | undefined> {
  return db.sql.selectFrom("events").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Single events by their ids. */
export async function findEventsById(db: Db, ids: readonly string[]): Promise<Map<string, StoredEvent>> {
  if (ids.length === 0) return new Map();
  const rows = await db.sql.selectFrom("events").selectAll().where("id", "in", ids).execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** A position right before the events of a time (epoch ms); null when there are none of it or later. */
export async function positionBefore(db: Db, at: number): Promise<Position | null> {
  const first = await db.sql
    .selectFrom("events")
    .select(["xid", "seq"])
    .where("at", ">=", at)
    .orderBy("at")
    .limit(1)
    .executeTakeFirst();
  return first === undefined ? null : { xid: first.xid, seq: first.seq - 1 };
}

/**
 * The next events that fit, at most `limit` of them and of `bytes` together, though at least one.
 * `next` is where to go on: past what does not fit, too. `hasMore` when there may be more up to `end`.
 */
export async function readEvents(
  db: Db,
  range: { after: Position; end: Position; limit: number; bytes: number },
  { account, names }: EventFilter,
): Promise<{ events: StoredEvent[]; next: Position; hasMore: boolean }> {
  const { after, limit, bytes } = range;
  const upTo = (end: Position) =>
    db.sql
      .selectFrom("events")
      .where(positioned(db, ">", after))
      .where(positioned(db, "<=", end))
      .$if(account !== undefined, (q) => q.where("account", "=", account ?? null))
      .orderBy("xid")
      .orderBy("seq");
  const farthest =
    names === undefined
      ? undefined
      : await upTo(range.end)
          .select(["xid", "seq"])
          .offset(ROWS_LOOKED_AT - 1)
          .limit(1)
          .executeTakeFirst();
  const end = farthest ?? range.end;
  const fitting = (last: Position) => upTo(last).$if(names !== undefined, (q) => q.where("name", "in", names ?? []));
  // Sizes first, since payloads may be large.
  const found = await fitting(end)
    .select(["xid", "seq", "size"])
    .limit(limit + 1)
    .execute();
  let total = 0;
  const taken = found.slice(0, limit).filter(({ size }, index) => (total += size) <= bytes || index === 0);
  const last = taken.at(-1);
  const isCutShort = taken.length < found.length;
  return {
    events: last === undefined ? [] : await fitting(last).selectAll().execute(),
    next: isCutShort && last !== undefined ? last : end,
    hasMore: isCutShort || farthest !== undefined,
  };
}

/**
 * The last events before a position that fit, newest first; `limit` and `bytes` as of `readEvents`. `next` is before where
 * to go on, and `hasMore` when there may be more after `deleted`.
 */
export async function readEventsBefore(
  db: Db,
  range: { before: Position; deleted: Position; limit: number; bytes: number },
  { account, names }: EventFilter,
): Promise<{ events: StoredEvent[]; next: Position; hasMore: boolean }> {
  const { before, deleted, limit, bytes } = range;
  const earlier = () =>
    db.sql
      .selectFrom("events")
      .where(positioned(db, ">", deleted))
      .where(positioned(db, "<", before))
      .$if(account !== undefined, (q) => q.where("account", "=", account ?? null))
      .orderBy("xid", "desc")
      .orderBy("seq", "desc");
  const farthest =
    names === undefined
      ? undefined
      : await earlier()
          .select(["xid", "seq"])
          .offset(ROWS_LOOKED_AT - 1)
          .limit(1)
          .executeTakeFirst();
  const fitting = (first: Position | undefined) =>
    earlier()
      .$if(first !== undefined, (q) => q.where(positioned(db, ">=", first ?? deleted)))
      .$if(names !== undefined, (q) => q.where("name", "in", names ?? []));
  // Sizes first, since payloads may be large.
  const found = await fitting(farthest)
    .select(["xid", "seq", "size"])
    .limit(limit + 1)
    .execute();
  let total = 0;
  const taken = found.slice(0, limit).filter(({ size }, index) => (total += size) <= bytes || index === 0);
  const first = taken.at(-1);
  const isCutShort = taken.length < found.length;
  return {
    events: first === undefined ? [] : await fitting(first).selectAll().execute(),
    next: isCutShort && first !== undefined ? first : (farthest ?? deleted),
    hasMore: isCutShort || farthest !== undefined,
  };
}

/** What the next events are about; at most `limit` of them. */
export async function readEventHeads(
  db: Db,
  { after, end, limit }: { after: Position; end: Position; limit: number },
): Promise<Pick<StoredEvent, "account" | "name">[]> {
  return db.sql
    .selectFrom("events")
    .select(["account", "name"])
    .where(positioned(db, ">", after))
    .where(positioned(db, "<=", end))
    .orderBy("xid")
    .orderBy("seq")
    .limit(limit)
    .execute();
}

/** The next events with what decides how long they are kept, oldest first; at most `limit` of them. */
export async function readEventAges(
  db: Db,
  { after, end, limit }: { after: Position; end: Position; limit: number },
): Promise<Pick<StoredEvent, "id" | "xid" | "seq" | "at" | "size">[]> {
  return db.sql
    .selectFrom("events")
    .select(["id", "xid", "seq", "at", "size"])
    .where(positioned(db, ">", after))
    .where(positioned(db, "<=", end))
    .orderBy("xid")
    .orderBy("seq")
    .limit(limit)
    .execute();
}

/** How many events there are after a position, of how many bytes, and where the last of them stands; counts at most `limit`. */
export async function measureEvents(
  db: Db,
  after: Position,
  limit: number,
): Promise<{ count: number; bytes: number; last: Position }> {
  const portion = db.sql
    .selectFrom("events")
    .select(["xid", "seq", "size"])
    .where(positioned(db, ">", after))
    .orderBy("xid")
    .orderBy("seq");
  const { count, bytes } = await db.sql
    .selectFrom(portion.limit(limit).as("portion"))
    .select((e) => [e.fn.countAll<number>().as("count"), e.fn.sum<number | null>("size").as("bytes")])
    .executeTakeFirstOrThrow();
  const last = await portion
    .offset(Math.max(0, Number(count) - 1))
    .limit(1)
    .executeTakeFirst();
  return { count: Number(count), bytes: Number(bytes ?? 0), last: last ?? after };
}

/** Those of the events that must stay, since a webhook of theirs is or may still be under way. */
export async function findNeededEvents(db: Db, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db.sql
    .selectFrom("deliveries")
    .select("eventId")
    .where("eventId", "in", ids)
    .where("state", "in", ["pending", "failed"])
    .execute();
  return new Set(rows.map(({ eventId }) => eventId));
}

export async function deleteEvents(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await db.sql.deleteFrom("events").where("id", "in", ids).execute();
}
