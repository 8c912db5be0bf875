import type { ExportPosition } from "./exports.ts";
import type { Db } from "./storage.ts";

/** A message that an export is going to fetch. */
export interface FoundMessage extends ExportPosition {
  /** Its id, as the mail backend gave it. */
  message: string;
  /** Index into the export's mailboxes. */
  folder: number;
  /** Bytes; null when the mail server does not tell. */
  size: number | null;
  /** The same for copies of one message in different mailboxes; null when nobody can tell. */
  likeness: string | null;
}

/**
 * Adds what was found in one mailbox, a few hundred at a time. Left out is what is there
 * already: the message itself, and one that an earlier mailbox has a copy of. Resolves with the
 * number added.
 */
export async function addFoundMessages(db: Db, id: string, found: readonly FoundMessage[]): Promise<number> {
  const known = await likenessesOfOtherFolders(db, id, found);
  const wanted = found.filter(({ likeness }) => likeness === null || !known.has(likeness));
  if (wanted.length === 0) return 0;
  const { numInsertedOrUpdatedRows } = await db.sql
    .insertInto("foundMessages")
    .values(wanted.map((message) => ({ export: id, ...message })))
    .onConflict((c) => c.columns(["export", "message"]).doNothing())
    .executeTakeFirst();
  return Number(numInsertedOrUpdatedRows ?? 0n);
}

async function likenessesOfOtherFolders(db: Db, id: string, found: readonly FoundMessage[]): Promise<Set<string>> {
  const likenesses = found.flatMap(({ likeness }) => (likeness === null ? [] : [likeness]));
  if (likenesses.length === 0) return new Set();
  const rows = await db.sql
    .selectFrom("foundMessages")
    .select("likeness")
    .where("export", "=", id)
    .where("likeness", "in", likenesses)
    .where("folder", "!=", found[0]?.folder ?? 0)
    .execute();
  return new Set(rows.map(({ likeness }) => likeness ?? ""));
}

/** The next ones after a place, oldest first. */
export async function nextFoundMessages(
  db: Db,
  id: string,
  after: ExportPosition | null,
  limit: number,
): Promise<FoundMessage[]> {
  return db.sql
    .selectFrom("foundMessages")
    .select(["message", "date", "number", "folder", "size", "likeness"])
    .where("export", "=", id)
    .$if(after !== null, (q) =>
      q.where((e) => e(e.refTuple("date", "number"), ">", e.tuple(after?.date ?? 0, after?.number ?? 0))),
    )
    .orderBy("date")
    .orderBy("number")
    .limit(limit)
    .execute();
}

/** How many there are, and the number that the next one gets. */
export async function countFoundMessages(db: Db, id: string): Promise<{ count: number; next: number }> {
  const row = await db.sql
    .selectFrom("foundMessages")
    .where("export", "=", id)
    .select((e) => [e.fn.countAll<number>().as("count"), e.fn.max("number").as("last")])
    .executeTakeFirstOrThrow();
  return { count: Number(row.count), next: Number(row.last ?? 0) + 1 };
}

/** The place of the last one that is kept when only the oldest `keep` are; null when there are no more than that. */
export async function lastOfOldest(db: Db, id: string, keep: number): Promise<ExportPosition | null> {
  const rows = await db.sql
    .selectFrom("foundMessages")
    .select(["date", "number"])
    .where("export", "=", id)
    .orderBy("date")
    .orderBy("number")
    .offset(keep - 1)
    .limit(2)
    .execute();
  return rows.length === 2 ? (rows[0] ?? null) : null;
}

/** Which ones to delete: of mailboxes from this one on, what comes after a place, or all. */
export interface FoundFilter {
  fromFolder?: number;
  after?: ExportPosition;
}

/** Rows that go in one transaction, so that nobody waits long for it. */
const ROWS_AT_ONCE = 500;

/** Deletes some of those that fit. Resolves with whether there may be more. */
export async function deleteFoundMessages(
  db: Db,
  id: string,
  { fromFolder, after }: FoundFilter = {},
): Promise<boolean> {
  const { numDeletedRows } = await db.sql
    .deleteFrom("foundMessages")
    .where("export", "=", id)
    .where((e) =>
      e(
        "message",
        "in",
        e
          .selectFrom("foundMessages as some")
          .select("some.message")
          .where("some.export", "=", id)
          .$if(fromFolder !== undefined, (q) => q.where("some.folder", ">=", fromFolder ?? 0))
          .$if(after !== undefined, (q) =>
            q.where((f) =>
              f(f.refTuple("some.date", "some.number"), ">", f.tuple(after?.date ?? 0, after?.number ?? 0)),
            ),
          )
          .limit(ROWS_AT_ONCE),
      ),
    )
    .executeTakeFirst();
  return Number(numDeletedRows) === ROWS_AT_ONCE;
}
