import type { Selectable } from "kysely";
import type { TokenLogStatus } from "@posthorn/contracts/tokens";
import type { Tables } from "./schema.ts";
import type { Db } from "./storage.ts";

export type TokenLogRecord = Selectable<Tables["tokenLog"]>;

/** Writes down uses of tokens, once each, save those of tokens that are gone. For use in a transaction. */
export async function insertTokenLog(tx: Db, records: readonly TokenLogRecord[]): Promise<void> {
  const present = await tx.sql
    .selectFrom("tokens")
    .select("id")
    .where("id", "in", [...new Set(records.map(({ token }) => token))])
    // Nobody deletes them before this is committed.
    .$if(tx.engine.canSkipLocked, (tokens) => tokens.forKeyShare())
    .execute();
  const ids = new Set(present.map(({ id }) => id));
  const known = records.filter(({ token }) => ids.has(token));
  if (known.length === 0) return;
  await tx.sql
    .insertInto("tokenLog")
    .values(known)
    .onConflict((c) => c.doNothing())
    .execute();
}

/** Leaves the newest `keep` entries of one status of a token. */
export async function trimTokenLog(db: Db, token: string, status: TokenLogStatus, keep: number): Promise<void> {
  await db.sql
    .deleteFrom("tokenLog")
    .where("token", "=", token)
    .where("status", "=", status)
    .where("id", "<=", (q) =>
      q
        .selectFrom("tokenLog as newest")
        .select("newest.id")
        .where("newest.token", "=", token)
        .where("newest.status", "=", status)
        .orderBy("newest.id", "desc")
        .limit(1)
        .offset(keep),
    )
    .execute();
}

/** Forgets the log of every token that was last used before `at`. */
export async function deleteTokenLogsUnusedSince(db: Db, at: number): Promise<void> {
  await db.sql
    .deleteFrom("tokenLog")
    .where("token", "in", (q) => q.selectFrom("tokens").select("tokens.id").where("tokens.lastUsedAt", "<", at))
    .execute();
}

/** The entries of a token, newest first. */
export async function listTokenLog(
  db: Db,
  filter: { token: string; status: TokenLogStatus | undefined; limit: number; offset: number },
): Promise<{ total: number; entries: TokenLogRecord[] }> {
  const { status } = filter;
  const matching = db.sql
    .selectFrom("tokenLog")
    .where("token", "=", filter.token)
    .$if(status !== undefined, (q) => q.where("status", "=", status ?? ""));
  const { total } = await matching.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const entries = await matching.selectAll().orderBy("id", "desc").limit(filter.limit).offset(filter.offset).execute();
  return { total: Number(total), entries };
}
