import type { JobKind, JobPayloads } from "../core/jobs.ts";
import type { Db } from "../storage/storage.ts";
import { lockFreeLanes, lockLane, settleLane } from "./lanes.ts";

export interface JobChoice<K extends JobKind = JobKind> {
  kind: K;
  /** Those that are due later, or those that are due at `now`. */
  isDelayed: boolean;
  now: number;
  /** The job before the first that is looked at; the empty text is none. */
  after: string;
  limit: number;
}

/**
 * Takes jobs out of their lanes, oldest first, save those of lanes that somebody works on. Resolves with what they were to
 * do and with the last that was looked at, which is undefined at the end.
 */
export async function dropJobs<K extends JobKind>(
  db: Db,
  { kind, isDelayed, now, after, limit }: JobChoice<K>,
): Promise<{ dropped: JobPayloads[K][]; last: string | undefined }> {
  const found = await db.sql
    .selectFrom("jobs")
    .innerJoin("lanes", (join) => join.onRef("lanes.kind", "=", "jobs.kind").onRef("lanes.lane", "=", "jobs.lane"))
    .select(["jobs.id", "jobs.lane"])
    .where("jobs.kind", "=", kind)
    .where("jobs.runAt", isDelayed ? ">" : "<=", now)
    .where("jobs.id", ">", after)
    .where("lanes.leasedUntil", "<", now)
    .orderBy("jobs.id")
    .limit(limit)
    .execute();
  const last = found.at(-1)?.id;
  if (last === undefined) return { dropped: [], last };
  const free = await lockFreeLanes(db, kind, new Set(found.map(({ lane }) => lane)), now);
  const ids = found.filter(({ lane }) => free.has(lane)).map(({ id }) => id);
  if (ids.length === 0) return { dropped: [], last };
  const gone = await db.sql.deleteFrom("jobs").where("id", "in", ids).returning("payload").execute();
  for (const lane of free) await settleLane(db, kind, lane);
  return { dropped: gone.map(({ payload }) => JSON.parse(payload) as JobPayloads[K]), last };
}

/** Takes one job out of its lane. False when there is none, or when somebody works on the lane. */
export async function dropJob<K extends JobKind>(
  db: Db,
  { kind, lane, payload, now }: { kind: K; lane: string; payload: JobPayloads[K]; now: number },
): Promise<boolean> {
  const held = await lockLane(db, kind, lane);
  if (held === undefined || held.leasedUntil >= now) return false;
  const { numDeletedRows } = await db.sql
    .deleteFrom("jobs")
    .where("kind", "=", kind)
    .where("lane", "=", lane)
    .where("payload", "=", JSON.stringify(payload))
    .executeTakeFirst();
  if (numDeletedRows > 0n) await settleLane(db, kind, lane);
  return numDeletedRows > 0n;
}
