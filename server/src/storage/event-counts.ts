import { sql } from "kysely";
import { findDeletedPosition, isAfter, type Position, positioned } from "./event-positions.ts";
import { positionBefore } from "./events.ts";
import type { Db } from "./storage.ts";

/** Rows that one call looks at, the newest ones of the account. */
const ROWS_LOOKED_AT = 50_000;
/** On PostgreSQL events may stand a little before some that happened earlier. */
const DISORDER_MS = 60_000;

export interface EventCounts {
  /** By the time (epoch ms) at which the step began, and by event; steps without events are left out. */
  steps: Map<number, Record<string, number>>;
  /** What happened before (epoch ms) may have been forgotten; null when everything since `since` is still there. */
  knownSince: number | null;
}

/** How often which event of an account happened since a time, which begins a step, as far as the log reaches. */
export async function countEventsBySteps(
  db: Db,
  { account, since, stepMs }: { account: string; since: number; stepMs: number },
  now: number,
): Promise<EventCounts> {
  const deleted = await findDeletedPosition(db);
  const keptSince = deleted.seq === 0 ? since : await firstTimeAfter(db, deleted, now);
  const begin = await positionBefore(db, since - DISORDER_MS);
  const start = begin !== null && isAfter(begin, deleted) ? begin : deleted;
  const step = sql<number>`"at" / ${sql.lit(stepMs)}`;
  const rows = await db.sql
    .selectFrom(
      db.sql
        .selectFrom("events")
        .select(["name", "at"])
        .where("account", "=", account)
        .where(positioned(db, ">", start))
        .orderBy("xid", "desc")
        .orderBy("seq", "desc")
        .limit(ROWS_LOOKED_AT)
        .as("newest"),
    )
    .select((e) => [step.as("step"), "name", e.fn.countAll<number>().as("count"), e.fn.min<number>("at").as("first")])
    .where("at", ">=", since)
    .groupBy([step, "name"])
    .execute();
  const steps: EventCounts["steps"] = new Map();
  for (const { step, name, count } of rows) {
    const at = Number(step) * stepMs;
    steps.set(at, { ...steps.get(at), [name]: Number(count) });
  }
  const isCutShort = rows.reduce((sum, { count }) => sum + Number(count), 0) === ROWS_LOOKED_AT;
  const countedSince = isCutShort ? Math.min(...rows.map(({ first }) => Number(first))) : since;
  const knownSince = Math.max(keptSince, countedSince);
  return { steps, knownSince: knownSince > since ? knownSince : null };
}

/** When the first event after a position happened; `now` when there is none. */
async function firstTimeAfter(db: Db, position: Position, now: number): Promise<number> {
  const first = await db.sql
    .selectFrom("events")
    .select("at")
    .where(positioned(db, ">", position))
    .orderBy("xid")
    .orderBy("seq")
    .limit(1)
    .executeTakeFirst();
  return first?.at ?? now;
}
