import type { Role } from "@posthorn/contracts/sessions";
import type { Db } from "./storage.ts";

/** Somebody who signs in. */
export interface UserRecord {
  id: string;
  name: string;
  /** argon2id, in PHC form. */
  passwordHash: string;
  role: Role;
  createdAt: number;
  passwordChangedAt: number;
  signedInAt: number | null;
}

/** Names with the same key are the same name: case and composition of letters make no difference. */
export const userKeyOf = (name: string) => name.normalize("NFC").toLowerCase();

/** By name, in any case. */
export async function findUserByName(db: Db, name: string): Promise<UserRecord | undefined> {
  const row = await db.sql.selectFrom("users").selectAll().where("nameKey", "=", userKeyOf(name)).executeTakeFirst();
  return row && { ...row, role: row.role as Role };
}

export async function findUser(db: Db, id: string): Promise<UserRecord | undefined> {
  const row = await db.sql.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst();
  return row && { ...row, role: row.role as Role };
}

/** False when somebody has that name already, in whatever case. */
export async function insertUser(db: Db, user: UserRecord): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db.sql
    .insertInto("users")
    .values({ ...user, nameKey: userKeyOf(user.name) })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function hasUsers(db: Db): Promise<boolean> {
  return (await db.sql.selectFrom("users").select("id").limit(1).executeTakeFirst()) !== undefined;
}

export async function setPasswordHash(db: Db, id: string, hash: { passwordHash: string; at: number }): Promise<void> {
  await db.sql
    .updateTable("users")
    .set({ passwordHash: hash.passwordHash, passwordChangedAt: hash.at })
    .where("id", "=", id)
    .execute();
}

/** The same password under other parameters: nothing that the user would call a change. */
export async function renewPasswordHash(db: Db, id: string, from: string, to: string): Promise<void> {
  await db.sql
    .updateTable("users")
    .set({ passwordHash: to })
    .where("id", "=", id)
    .where("passwordHash", "=", from)
    .execute();
}

/**
 * Notes a sign-in; false when the password is no longer the one that was checked. Within a transaction
 * it also keeps the password as it is until the end, so that a change of it sees what was signed in.
 */
export async function noteSignIn(db: Db, id: string, passwordHash: string, at: number): Promise<boolean> {
  const { numUpdatedRows } = await db.sql
    .updateTable("users")
    .set({ signedInAt: at })
    .where("id", "=", id)
    .where("passwordHash", "=", passwordHash)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
