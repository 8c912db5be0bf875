import type { Db } from "./storage.ts";

/** Makes `id` the only link there is. */
export async function replaceSetupLinks(db: Db, id: string, expiresAt: number): Promise<void> {
  await db.sql.deleteFrom("setupLinks").execute();
  await db.sql.insertInto("setupLinks").values({ id, expiresAt }).execute();
}

export async function isSetupLink(db: Db, id: string, now: number): Promise<boolean> {
  const row = await db.sql
    .selectFrom("setupLinks")
    .select("id")
    .where("id", "=", id)
    .where("expiresAt", ">", now)
    .executeTakeFirst();
  return row !== undefined;
}

/** Uses a link up. Of several that try at once, one gets true. */
export async function takeSetupLink(db: Db, id: string, now: number): Promise<boolean> {
  const { numDeletedRows } = await db.sql
    .deleteFrom("setupLinks")
    .where("id", "=", id)
    .where("expiresAt", ">", now)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function deleteSetupLinks(db: Db): Promise<void> {
  await db.sql.deleteFrom("setupLinks").execute();
}

export async function deleteExpiredSetupLinks(db: Db, now: number): Promise<void> {
  await db.sql.deleteFrom("setupLinks").where("expiresAt", "<=", now).execute();
}
