import type { JobKind, JobPayloads } from "../core/jobs.ts";
import type { Db } from "../storage/storage.ts";
import { type ClaimedLane, type Job, LEASE_MS } from "./job.ts";
import { releaseLane } from "./release.ts";

export interface Claim<K extends JobKind> {
  kind: K;
  owner: string;
  lanes: number;
  jobsPerLane: number;
  /** How many lanes of a share are wanted. */
  roomOf(share: string): number;
  /** Shares without room; their lanes are not even looked at. */
  fullShares: readonly string[];
  now: number;
}

/** Takes due lanes, longest due first, so that no other owner can. */
export async function claimLanes<K extends JobKind>(db: Db, claim: Claim<K>): Promise<ClaimedLane<K>[]> {
  const { kind, owner, now } = claim;
  const due = await db.sql
    .selectFrom("lanes")
    .select(["lane", "share"])
    .where("kind", "=", kind)
    .where("dueAt", "<=", now)
    .where("leasedUntil", "<", now)
    .$if(claim.fullShares.length > 0, (lanes) => lanes.where("share", "not in", claim.fullShares))
    .orderBy("dueAt")
    .limit(claim.lanes)
    .$if(db.engine.canSkipLocked, (lanes) => lanes.forUpdate().skipLocked())
    .execute();
  const wanted = withinRoom(due, claim.roomOf);
  if (wanted.length === 0) return [];
  await db.sql
    .updateTable("lanes")
    .set({ leasedBy: owner, leasedUntil: now + LEASE_MS })
    .where("kind", "=", kind)
    .where(
      "lane",
      "in",
      wanted.map(({ lane }) => lane),
    )
    .execute();
  const claimed: ClaimedLane<K>[] = [];
  const jobs = await dueJobs(db, claim, wanted);
  for (const { lane, share } of wanted) {
    const [first, ...rest] = jobs.get(lane) ?? [];
    if (first === undefined) await releaseLane(db, { kind, lane, owner });
    else claimed.push({ kind, lane, share, owner, jobs: [first, ...rest] });
  }
  return claimed;
}

function withinRoom<L extends { share: string }>(lanes: readonly L[], roomOf: (share: string) => number): L[] {
  const taken = new Map<string, number>();
  return lanes.filter(({ share }) => {
    const count = taken.get(share) ?? 0;
    if (count >= roomOf(share)) return false;
    taken.set(share, count + 1);
    return true;
  });
}

/** The first due jobs of each lane, in order. */
async function dueJobs<K extends JobKind>(
  db: Db,
  { kind, jobsPerLane, now }: Claim<K>,
  lanes: readonly { lane: string }[],
): Promise<Map<string, Job<K>[]>> {
  const found = new Map<string, Job<K>[]>();
  const queued = db.sql.selectFrom("jobs").selectAll().where("kind", "=", kind).orderBy("id");
  // Where one job at a time is wanted, lanes have hardly ever a second one: all are read at once.
  const names = lanes.map(({ lane }) => lane);
  const rows =
    jobsPerLane === 1
      ? await queued.where("lane", "in", names).execute()
      : (await Promise.all(names.map((lane) => queued.where("lane", "=", lane).limit(jobsPerLane).execute()))).flat();
  const held = new Set<string>();
  for (const row of rows) {
    const jobs = found.get(row.lane) ?? [];
    // Order matters more than being early: a job that waits holds back those behind it.
    if (row.runAt > now) held.add(row.lane);
    if (held.has(row.lane) || jobs.length >= jobsPerLane) continue;
    jobs.push({
      id: row.id,
      kind,
      lane: row.lane,
      payload: JSON.parse(row.payload) as JobPayloads[K],
      attempts: row.attempts,
      createdAt: row.createdAt,
    });
    found.set(row.lane, jobs);
  }
  return found;
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
