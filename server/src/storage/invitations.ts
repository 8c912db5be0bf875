import type { Db } from "./storage.ts";

/** Makes `id` the only link by which the user can choose a password. */
export async function replaceInvitation(tx: Db, user: string, id: string, expiresAt: number): Promise<void> {
  await deleteInvitation(tx, user);
  await tx.sql.insertInto("invitations").values({ id, user, expiresAt }).execute();
}

/** Whose link it is; undefined for one that is unknown, used or too old. */
export async function findInvitation(db: Db, id: string, now: number): Promise<string | undefined> {
  const row = await db.sql
    .selectFrom("invitations")
    .select("user")
    .where("id", "=", id)
    .where("expiresAt", ">", now)
    .executeTakeFirst();
  return row?.user;
}

/** Uses a link up. Of several that try at once, one gets true. */
export async function takeInvitation(tx: Db, id: string, now: number): Promise<boolean> {
  const { numDeletedRows } = await tx.sql
    .deleteFrom("invitations")
    .where("id", "=", id)
    .where("expiresAt", ">", now)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Those of the users whose link is still good. */
export async function findInvitedUsers(db: Db, users: readonly string[], now: number): Promise<Set<string>> {
  if (users.length === 0) return new Set();
  const rows = await db.sql
    .selectFrom("invitations")
    .select("user")
    .where("user", "in", [...users])
    .where("expiresAt", ">", now)
    .execute();
  return new Set(rows.map(({ user }) => user));
}

export async function deleteInvitation(db: Db, user: string): Promise<void> {
  await db.sql.deleteFrom("invitations").where("user", "=", user).execute();
}
