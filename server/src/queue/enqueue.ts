import { timeSortedId } from "../core/ids.ts";
import { type JobKind, jobsTopic } from "../core/jobs.ts";
import { portionsOf } from "../storage/portions.ts";
import type { Db } from "../storage/storage.ts";
import type { NewJob } from "./job.ts";

/** Adds jobs to the ends of their lanes, in the given order. They happen only if the caller's transaction commits. */
export async function enqueueJobs(db: Db, jobs: readonly NewJob[], now: number): Promise<void> {
  for (const portion of portionsOf(jobs)) await enqueueSome(db, portion, now);
  for (const kind of new Set(jobs.map((job) => job.kind))) db.hint(jobsTopic(kind));
}

async function enqueueSome(db: Db, jobs: readonly NewJob[], now: number): Promise<void> {
  await db.sql
    .insertInto("jobs")
    .values(
      jobs.map((job) => ({
        id: timeSortedId(now),
        kind: job.kind,
        lane: job.lane,
        runAt: job.runAt ?? now,
        attempts: job.attempts ?? 0,
        payload: JSON.stringify(job.payload),
        createdAt: now,
      })),
    )
    .execute();
  const lanes = new Map<string, { kind: JobKind; lane: string; share: string; dueAt: number }>();
  for (const job of jobs) {
    const key = `${job.kind} ${job.lane}`;
    if (!lanes.has(key)) lanes.set(key, { kind: job.kind, lane: job.lane, share: job.share, dueAt: job.runAt ?? now });
  }
  await db.sql
    .insertInto("lanes")
    .values([...lanes.values()].map((lane) => ({ ...lane, leasedUntil: 0, leasedBy: null })))
    // The update changes nothing but locks the row, so that a lane that is just being emptied
    // (release.ts) is either seen with our job or made anew by this insert.
    .onConflict((c) => c.columns(["kind", "lane"]).doUpdateSet((e) => ({ dueAt: e.ref("lanes.dueAt") })))
    .execute();
}
