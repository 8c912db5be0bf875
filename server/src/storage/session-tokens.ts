import type { Selectable } from "kysely";
import type { Tables } from "./schema.ts";
import type { Db } from "./storage.ts";

export type SessionTokenRecord = Selectable<Tables["sessionTokens"]>;

/** Adds a token to those of its session, of which the `most` that last longest are kept. */
export async function insertSessionToken(tx: Db, token: SessionTokenRecord, most: number): Promise<void> {
  await tx.sql.insertInto("sessionTokens").values(token).execute();
  await tx.sql
    .deleteFrom("sessionTokens")
    .where("session", "=", token.session)
    .where("id", "in", (q) =>
      q
        .selectFrom("sessionTokens as older")
        .select("older.id")
        .where("older.session", "=", token.session)
        .orderBy("older.expiresAt", "desc")
        .orderBy("older.id")
        // SQLite takes no offset without a limit.
        .limit(1000)
        .offset(most),
    )
    .execute();
}

/** Also one that has expired and is not removed yet. */
export async function findSessionToken(db: Db, id: string): Promise<SessionTokenRecord | undefined> {
  return db.sql.selectFrom("sessionTokens").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function prolongSessionToken(db: Db, id: string, expiresAt: number): Promise<void> {
  await db.sql.updateTable("sessionTokens").set({ expiresAt }).where("id", "=", id).execute();
}
