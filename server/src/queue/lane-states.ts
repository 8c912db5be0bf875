import type { JobKind } from "../core/jobs.ts";
import type { Db } from "../storage/storage.ts";

/** The lanes of one kind of jobs. */
export interface LaneStates {
  /** Somebody works on them. */
  held: number;
  /** Due, and nobody works on them. */
  waiting: number;
  /** Since when the first of those is due (epoch ms); null where there is none. */
  oldestDueAt: number | null;
}

/** How the lanes of each kind stand; a kind without lanes is not told. */
export async function countLanes(db: Db, now: number): Promise<Map<JobKind, LaneStates>> {
  const rows = await db.sql
    .selectFrom("lanes")
    .select((e) => [
      "kind",
      e.fn.countAll<number>().filterWhere("leasedUntil", ">=", now).as("held"),
      e.fn.countAll<number>().filterWhere("leasedUntil", "<", now).filterWhere("dueAt", "<=", now).as("waiting"),
      e.fn
        .min<number | null>("dueAt")
        .filterWhere("leasedUntil", "<", now)
        .filterWhere("dueAt", "<=", now)
        .as("oldestDueAt"),
    ])
    .groupBy("kind")
    .execute();
  return new Map(
    rows.map(({ kind, held, waiting, oldestDueAt }) => [
      kind as JobKind,
      {
        held: Number(held),
        waiting: Number(waiting),
        oldestDueAt: oldestDueAt === null ? null : Number(oldestDueAt),
      },
    ]),
  );
}
