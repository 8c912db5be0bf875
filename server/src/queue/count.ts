import type { JobKind } from "../core/jobs.ts";
import type { Db } from "../storage/storage.ts";

export interface JobCounts {
  active: number;
  delayed: number;
  waiting: number;
  /** When the oldest of them was made (epoch ms); null where there is none. */
  oldestAt: number | null;
}

/** Jobs of some kinds: being worked on, due later, due now. */
export async function countJobs(db: Db, kinds: readonly JobKind[], now: number): Promise<JobCounts> {
  const jobs = await db.sql
    .selectFrom("jobs")
    .where("kind", "in", kinds)
    .select((e) => [
      e.fn.countAll<number>().as("total"),
      e.fn.min<number | null>("createdAt").as("oldestAt"),
      e.fn.countAll<number>().filterWhere("runAt", ">", now).as("delayed"),
    ])
    .executeTakeFirstOrThrow();
  const { active } = await db.sql
    .selectFrom("lanes")
    .where("kind", "in", kinds)
    .where("leasedUntil", ">=", now)
    .select((e) => e.fn.countAll<number>().as("active"))
    .executeTakeFirstOrThrow();
  const delayed = Number(jobs.delayed);
  return {
    active: Number(active),
    delayed,
    waiting: Math.max(0, Number(jobs.total) - delayed - Number(active)),
    oldestAt: jobs.oldestAt === null ? null : Number(jobs.oldestAt),
  };
}
