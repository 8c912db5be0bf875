import { type ExpressionBuilder, sql } from "kysely";
import type { Tables } from "./schema.ts";
import type { Db } from "./storage.ts";

/**
 * Where an event stands in the log. On PostgreSQL a lower `seq` can become visible later than a
 * higher one: numbers are given out when rows are written, and transactions end in any order. So
 * events are read in the order of (xid, seq), and only as far as no transaction with a lower number
 * is under way: then nothing can appear at or before a position that was read. One that writes for
 * long, anywhere on that server, holds readers up, but loses them nothing.
 */
export interface Position {
  xid: number;
  seq: number;
}

/** What can be read of the log: all that stands after `deleted` and not after `end`. */
export interface LogState {
  /** Tells this log from those of other installations. */
  id: string;
  /** Of the last event that was deleted. */
  deleted: Position;
  end: Position;
}

export const isAfter = (one: Position, other: Position) =>
  one.xid > other.xid || (one.xid === other.xid && one.seq > other.seq);

export async function findLogState(db: Db): Promise<LogState> {
  const { id, deleted, limit } = await findLimits(db);
  const last = await db.sql
    .selectFrom("events")
    .select(["xid", "seq"])
    .$if(limit !== null, (q) => q.where("xid", "<", limit))
    .orderBy("xid", "desc")
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  return { id, deleted, end: last !== undefined && isAfter(last, deleted) ? last : deleted };
}

/** Of the newest event that is committed, whether it can be read yet or not; where the log ends when there is none. */
export async function findNewestPosition(db: Db): Promise<Position> {
  const newest = await db.sql
    .selectFrom("events")
    .select(["xid", "seq"])
    .orderBy("xid", "desc")
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  const deleted = await findDeletedPosition(db);
  return newest !== undefined && isAfter(newest, deleted) ? newest : deleted;
}

/** Whether events are committed that can't be read before some other transaction is over. */
export async function hasHeldUpEvents(db: Db): Promise<boolean> {
  const { limit } = await findLimits(db);
  if (limit === null) return false;
  const row = await db.sql.selectFrom("events").select("seq").where("xid", ">=", limit).limit(1).executeTakeFirst();
  return row !== undefined;
}

/** Of the last event that was deleted. */
export async function findDeletedPosition(db: Db): Promise<Position> {
  const { deletedXid, deletedSeq } = await db.sql
    .selectFrom("eventLog")
    .select(["deletedXid", "deletedSeq"])
    .executeTakeFirstOrThrow();
  return { xid: deletedXid, seq: deletedSeq };
}

/** Remembers that events as far as `position` were deleted. */
export async function noteDeletedPosition(db: Db, { xid, seq }: Position): Promise<void> {
  await db.sql
    .updateTable("eventLog")
    .set({ deletedXid: xid, deletedSeq: seq })
    .where((e) => e(e.refTuple("deletedXid", "deletedSeq"), "<", e.tuple(xid, seq)))
    .execute();
}

/** A condition on events: those after a position, or before it, with or without what stands there. */
export const positioned =
  ({ engine }: Db, operator: ">" | ">=" | "<" | "<=", { xid, seq }: Position) =>
  (e: ExpressionBuilder<Tables, "events">) =>
    engine.transactions === null
      ? // SQLite would use the index for the first member of a pair alone, which is 0 for all.
        e.and([e("xid", "=", xid), e("seq", operator, seq)])
      : e(e.refTuple("xid", "seq"), operator, e.tuple(xid, seq));

/** `limit`: transactions from this number on may not be over. Null where that can't be. */
async function findLimits(db: Db): Promise<{ id: string; deleted: Position; limit: number | null }> {
  const { transactions } = db.engine;
  const { id, deletedXid, deletedSeq, xidOffset, oldest } = await db.sql
    .selectFrom("eventLog")
    .select(["id", "deletedXid", "deletedSeq", "xidOffset"])
    .select(sql<number>`${sql.raw(transactions?.oldest ?? "0")}`.as("oldest"))
    .executeTakeFirstOrThrow();
  return {
    id,
    deleted: { xid: deletedXid, seq: deletedSeq },
    limit: transactions === null ? null : oldest + xidOffset,
  };
}
