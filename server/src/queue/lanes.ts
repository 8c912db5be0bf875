import type { JobKind } from "../core/jobs.ts";
import type { Db } from "../storage/storage.ts";

/** A lane that is there, kept from being claimed until the transaction ends; undefined when there is none. */
export const lockLane = (db: Db, kind: JobKind, lane: string): Promise<{ leasedUntil: number } | undefined> =>
  db.sql
    .selectFrom("lanes")
    .select("leasedUntil")
    .where("kind", "=", kind)
    .where("lane", "=", lane)
    .$if(db.engine.canSkipLocked, (q) => q.forUpdate())
    .executeTakeFirst();

/** Those of the lanes that nobody works on, kept from being claimed until the transaction ends. */
export async function lockFreeLanes(
  db: Db,
  kind: JobKind,
  lanes: ReadonlySet<string>,
  now: number,
): Promise<Set<string>> {
  const rows = await db.sql
    .selectFrom("lanes")
    .select("lane")
    .where("kind", "=", kind)
    .where("lane", "in", [...lanes])
    .where("leasedUntil", "<", now)
    .orderBy("lane")
    .$if(db.engine.canSkipLocked, (q) => q.forUpdate().skipLocked())
    .execute();
  return new Set(rows.map(({ lane }) => lane));
}

/** A lane is due when its first job is, and gone without one. Its row has to be locked, so that no job comes in between. */
export async function settleLane(db: Db, kind: JobKind, lane: string): Promise<void> {
  const first = await db.sql
    .selectFrom("jobs")
    .select("runAt")
    .where("kind", "=", kind)
    .where("lane", "=", lane)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  if (first === undefined) await db.sql.deleteFrom("lanes").where("kind", "=", kind).where("lane", "=", lane).execute();
  else
    await db.sql
      .updateTable("lanes")
      .set({ dueAt: first.runAt })
      .where("kind", "=", kind)
      .where("lane", "=", lane)
      .execute();
}
