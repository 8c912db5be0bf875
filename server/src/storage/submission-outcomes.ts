import type { Db } from "./storage.ts";
import type { SubmissionProgress } from "./submissions.ts";

/** What became of a message so far. */
export interface SubmissionOutcome {
  /** Why it could not be sent, the last time; null where nothing went wrong. */
  error: string | null;
  /** When it was given up, or made. */
  at: number;
}

/** Of those messages that the outbox still has, by their ids there; those that were sent leave it after a while. */
export async function findSubmissionOutcomes(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SubmissionOutcome>> {
  if (ids.length === 0) return new Map();
  const rows = await db.sql
    .selectFrom("submissions")
    .select(["id", "progress", "finishedAt", "createdAt"])
    .where("id", "in", [...ids])
    .execute();
  return new Map(
    rows.map(({ id, progress, finishedAt, createdAt }) => {
      const { error } = JSON.parse(progress) as SubmissionProgress;
      return [id, { error: error?.message ?? null, at: finishedAt ?? createdAt }];
    }),
  );
}
