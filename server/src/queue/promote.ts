import { type JobKind, jobsTopic } from "../core/jobs.ts";
import type { Db } from "../storage/storage.ts";
import { lockFreeLanes, settleLane } from "./lanes.ts";

export interface PromoteChoice {
  kind: JobKind;
  now: number;
  /** The lane before the first that is looked at; the empty text is none. */
  after: string;
  /** So many lanes are looked at. */
  limit: number;
}

/**
 * Lets jobs of a kind that are due later run at `now`, save those of lanes that somebody works on. Resolves with how many
 * there were and with the last lane that was looked at, which is undefined at the end.
 */
export async function promoteJobs(
  db: Db,
  { kind, now, after, limit }: PromoteChoice,
): Promise<{ promoted: number; last: string | undefined }> {
  const found = await db.sql
    .selectFrom("jobs")
    .select("lane")
    .distinct()
    .where("kind", "=", kind)
    .where("runAt", ">", now)
    .where("lane", ">", after)
    .orderBy("lane")
    .limit(limit)
    .execute();
  const last = found.at(-1)?.lane;
  if (last === undefined) return { promoted: 0, last };
  const free = await lockFreeLanes(db, kind, new Set(found.map(({ lane }) => lane)), now);
  if (free.size === 0) return { promoted: 0, last };
  const { numUpdatedRows } = await db.sql
    .updateTable("jobs")
    .set({ runAt: now })
    .where("kind", "=", kind)
    .where("lane", "in", [...free])
    .where("runAt", ">", now)
    .executeTakeFirst();
  for (const lane of free) await settleLane(db, kind, lane);
  db.hint(jobsTopic(kind));
  return { promoted: Number(numUpdatedRows), last };
}
