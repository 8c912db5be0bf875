import type { JobKind, JobPayloads } from "../core/jobs.ts";
import type { Db } from "../storage/storage.ts";
import { type ClaimedLane, type Job, LEASE_MS } from "./job.ts";
import { releaseLane } from "./release.ts";

export interface Claim<K extends JobKind> {
  kind: K;
  owner: string;
  lanes: number;
  jobsPerLane: number;
  /** Shares that have their cap of lanes running. */
  exceptShares: readonly string[];
  now: number;
}

/** Takes due lanes, longest due first, so that no other owner can. */
export async function claimLanes<K extends JobKind>(db: Db, claim: Claim<K>): Promise<ClaimedLane<K>[]> {
  const { kind, owner, now } = claim;
  const lanes = await db.sql
    .with("due", (q) =>
      q
        .selectFrom("lanes")
        .select("lane")
        .where("kind", "=", kind)
        .where("dueAt", "<=", now)
        .where("leasedUntil", "<", now)
        .$if(claim.exceptShares.length > 0, (due) => due.where("share", "not in", claim.exceptShares))
        .orderBy("dueAt")
        .limit(claim.lanes)
        .$if(db.engine.canSkipLocked, (due) => due.forUpdate().skipLocked()),
    )
    .updateTable("lanes")
    .set({ leasedBy: owner, leasedUntil: now + LEASE_MS })
    .where("kind", "=", kind)
    .where("lane", "in", (q) => q.selectFrom("due").select("due.lane"))
    .returning(["lane", "share"])
    .execute();
  const claimed: ClaimedLane<K>[] = [];
  for (const { lane, share } of lanes) {
    const [first, ...rest] = await dueJobs(db, kind, lane, claim.jobsPerLane, now);
    if (first === undefined) await releaseLane(db, { kind, lane, owner });
    else claimed.push({ kind, lane, share, owner, jobs: [first, ...rest] });
  }
  return claimed;
}

async function dueJobs<K extends JobKind>(
  db: Db,
  kind: K,
  lane: string,
  limit: number,
  now: number,
): Promise<Job<K>[]> {
  const rows = await db.sql
    .selectFrom("jobs")
    .selectAll()
    .where("kind", "=", kind)
    .where("lane", "=", lane)
    .orderBy("id")
    .limit(limit)
    .execute();
  const jobs: Job<K>[] = [];
  for (const row of rows) {
    // Order matters more than being early: a job that waits holds back those behind it.
    if (row.runAt > now) break;
    jobs.push({
      id: row.id,
      kind,
      lane,
      payload: JSON.parse(row.payload) as JobPayloads[K],
      attempts: row.attempts,
      createdAt: row.createdAt,
    });
  }
  return jobs;
}

/** When the next free lane of a kind becomes due, or null. */
export async function nextDueAt(db: Db, kind: JobKind, now: number): Promise<number | null> {
  const row = await db.sql
    .selectFrom("lanes")
    .select("dueAt")
    .where("kind", "=", kind)
    .where("leasedUntil", "<", now)
    .orderBy("dueAt")
    .limit(1)
    .executeTakeFirst();
  return row?.dueAt ?? null;
}
