import type { Selectable } from "kysely";
import type { Tables } from "./schema.ts";
import type { Db } from "./storage.ts";
import { userKeyOf } from "./users.ts";

export type AdminLogRecord = Selectable<Tables["adminLog"]>;

/** A route by its method and template, and what it was about; null is nothing. */
export type AdminLogCall = Pick<AdminLogRecord, "method" | "path" | "target">;

export interface AdminLogFilter {
  /** The id of a user, or the name in any case. */
  user?: string | undefined;
  action?: string | undefined;
  /** The template of a route. */
  path?: string | undefined;
  /** Any of these. */
  calls?: readonly AdminLogCall[] | undefined;
  hasFailed?: boolean | undefined;
  /** Epoch milliseconds, both included. */
  from?: number | undefined;
  to?: number | undefined;
}

/** Writes down what people did, once each. */
export async function insertAdminLog(db: Db, records: readonly AdminLogRecord[]): Promise<void> {
  if (records.length === 0) return;
  await db.sql
    .insertInto("adminLog")
    .values([...records])
    .onConflict((c) => c.doNothing())
    .execute();
}

/** A page of the entries that match, the newest first. */
export async function listAdminLog(
  db: Db,
  filter: AdminLogFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ total: number; entries: AdminLogRecord[] }> {
  const found = matching(db, filter);
  const { total } = await found.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const entries = await found.selectAll().orderBy("id", "desc").limit(limit).offset(offset).execute();
  return { total: Number(total), entries };
}

/** The entry of that id, if it is still kept. */
export const findAdminLogEntry = (db: Db, id: string): Promise<AdminLogRecord | undefined> =>
  db.sql.selectFrom("adminLog").selectAll().where("id", "=", id).executeTakeFirst();

const matching = (db: Db, { user, action, path, calls, hasFailed, from, to }: AdminLogFilter) =>
  db.sql
    .selectFrom("adminLog")
    .$if(user !== undefined, (q) =>
      q.where((e) =>
        e.or([
          e("user", "=", user ?? ""),
          e("user", "in", (users) =>
            users
              .selectFrom("users")
              .select("id")
              .where("nameKey", "=", userKeyOf(user ?? "")),
          ),
          // Of those who are gone; SQLite's `lower` leaves letters beyond ASCII as they are.
          e(e.fn("lower", ["userName"]), "=", userKeyOf(user ?? "")),
          e("userName", "=", user ?? ""),
        ]),
      ),
    )
    .$if(action !== undefined, (q) => q.where("action", "=", action ?? ""))
    .$if(path !== undefined, (q) => q.where("path", "=", path ?? ""))
    .$if(calls !== undefined, (q) =>
      q.where((e) =>
        e.or(
          (calls ?? []).map(({ method, path: of, target }) =>
            e.and([e("method", "=", method), e("path", "=", of), e("target", target === null ? "is" : "=", target)]),
          ),
        ),
      ),
    )
    .$if(hasFailed !== undefined, (q) => q.where("status", hasFailed === true ? ">=" : "<", 400))
    .$if(from !== undefined, (q) => q.where("at", ">=", from ?? 0))
    .$if(to !== undefined, (q) => q.where("at", "<=", to ?? 0));

/** Entries in the order they were made, those after the one with the id `after`. */
export async function readAdminLog(
  db: Db,
  filter: AdminLogFilter,
  { after, limit }: { after: string; limit: number },
): Promise<AdminLogRecord[]> {
  return matching(db, filter).selectAll().where("id", ">", after).orderBy("id").limit(limit).execute();
}

/**
 * Leaves the newest `keep` entries, and of those what happened since `before`. Failed tries of nobody who is known here fill half of
 * it at most: whoever keeps trying can't push out what people did.
 */
export async function trimAdminLog(db: Db, { keep, before }: { keep: number; before: number }): Promise<void> {
  const newest = db.sql.selectFrom("adminLog as newest").select("newest.id").orderBy("newest.id", "desc").limit(1);
  const newestTry = newest.where("newest.user", "is", null).where("newest.status", ">=", 400);
  await db.sql
    .deleteFrom("adminLog")
    .where("user", "is", null)
    .where("status", ">=", 400)
    .where("id", "<=", newestTry.offset(Math.floor(keep / 2)))
    .execute();
  await db.sql
    .deleteFrom("adminLog")
    .where((e) => e.or([e("at", "<", before), e("id", "<=", newest.offset(keep))]))
    .execute();
}
