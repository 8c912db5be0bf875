import type { JobKind } from "../core/jobs.ts";
import type { Db } from "../storage/storage.ts";

/** When the oldest job of a kind that is still to be done was enqueued (epoch ms); null when there is none. */
export async function oldestJobAt(db: Db, kind: JobKind): Promise<number | null> {
  const { at } = await db.sql
    .selectFrom("jobs")
    .select((e) => e.fn.min("createdAt").as("at"))
    .where("kind", "=", kind)
    .executeTakeFirstOrThrow();
  return at;
}
