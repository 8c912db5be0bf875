import type { Selectable } from "kysely";
import type { Role } from "@posthorn/contracts/roles";
import { contains } from "./like.ts";
import type { Tables } from "./schema.ts";
import type { Db } from "./storage.ts";

/** Somebody who signs in. */
export interface UserRecord {
  id: string;
  name: string;
  /** In PHC form; null for one who was invited and has chosen none, or whom a provider signs in. */
  passwordHash: string | null;
  role: Role;
  createdAt: number;
  passwordChangedAt: number;
  signedInAt: number | null;
  disabledAt: number | null;
  /** Since when a one-time code is asked for; null while none is. */
  totpSince: number | null;
  /** Who it is to a provider, such as `oidc 248289761001`. */
  identity: string | null;
}

export type NewUser = Omit<UserRecord, "disabledAt" | "totpSince">;

/** Names with the same key are the same name: case and composition of letters make no difference. */
export const userKeyOf = (name: string) => name.normalize("NFC").toLowerCase();

/** Without what is secret, and with what the database can't say. */
function userOf(row: Selectable<Tables["users"]>): UserRecord {
  const { totpSecret: _, totpStep: _step, preparedHash: _hash, passwordHash, role, ...rest } = row;
  return { ...rest, passwordHash: passwordHash === "" ? null : passwordHash, role: role as Role };
}

/** By name, in any case. */
export async function findUserByName(db: Db, name: string): Promise<UserRecord | undefined> {
  const row = await db.sql.selectFrom("users").selectAll().where("nameKey", "=", userKeyOf(name)).executeTakeFirst();
  return row && userOf(row);
}

export async function findUser(db: Db, id: string): Promise<UserRecord | undefined> {
  const row = await db.sql.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst();
  return row && userOf(row);
}

export async function findUserByIdentity(db: Db, identity: string): Promise<UserRecord | undefined> {
  const row = await db.sql.selectFrom("users").selectAll().where("identity", "=", identity).executeTakeFirst();
  return row && userOf(row);
}

/** A page of them by name; `query` is part of a name, in any case. */
export async function listUsers(
  db: Db,
  { query, limit, offset }: { query: string | undefined; limit: number; offset: number },
): Promise<{ total: number; users: UserRecord[] }> {
  const matching = db.sql
    .selectFrom("users")
    .$if(query !== undefined, (q) => q.where(contains("nameKey", userKeyOf(query ?? ""))));
  const { total } = await matching.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const rows = await matching.selectAll().orderBy("nameKey").limit(limit).offset(offset).execute();
  return { total: Number(total), users: rows.map(userOf) };
}

/** False when somebody has that name already, in whatever case. */
export async function insertUser(db: Db, user: NewUser): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db.sql
    .insertInto("users")
    .values({ ...user, passwordHash: user.passwordHash ?? "", nameKey: userKeyOf(user.name) })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export interface UserChanges {
  name?: string;
  role?: Role;
  disabledAt?: number | null;
}

/** The name must be free. */
export async function updateUser(db: Db, id: string, changes: UserChanges): Promise<void> {
  await db.sql
    .updateTable("users")
    .set({ ...changes, ...(changes.name !== undefined && { nameKey: userKeyOf(changes.name) }) })
    .where("id", "=", id)
    .execute();
}

/** With everything of theirs. Whether there was such a user. */
export async function deleteUser(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.sql.deleteFrom("users").where("id", "=", id).executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function hasUsers(db: Db): Promise<boolean> {
  return (await db.sql.selectFrom("users").select("id").limit(1).executeTakeFirst()) !== undefined;
}

/** Lets nobody else change who owns the installation until the transaction ends. */
export async function lockOwners(tx: Db): Promise<void> {
  await tx.sql
    .selectFrom("users")
    .select("id")
    .where("role", "=", "owner")
    .orderBy("id")
    .$if(tx.engine.canSkipLocked, (owners) => owners.forUpdate())
    .execute();
}

/** Whether there is an owner who can sign in. */
export async function hasOwner(db: Db): Promise<boolean> {
  const row = await db.sql
    .selectFrom("users")
    .select("id")
    .where("role", "=", "owner")
    .where("disabledAt", "is", null)
    .where((e) => e.or([e("passwordHash", "!=", ""), e("identity", "is not", null)]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** null leaves the user without a password. */
export async function setPasswordHash(
  db: Db,
  id: string,
  hash: { passwordHash: string | null; at: number },
): Promise<void> {
  await db.sql
    .updateTable("users")
    .set({ passwordHash: hash.passwordHash ?? "", passwordChangedAt: hash.at })
    .where("id", "=", id)
    .execute();
}

/** Writes a prepared password, unless `preparedHash` was written last; whether it was written. */
export async function writePreparedHash(
  db: Db,
  id: string,
  { passwordHash, preparedHash, at }: { passwordHash: string; preparedHash: string; at: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db.sql
    .updateTable("users")
    .set({ passwordHash, preparedHash, passwordChangedAt: at })
    .where("id", "=", id)
    .where((e) => e.or([e("preparedHash", "is", null), e("preparedHash", "!=", preparedHash)]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
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
 * Notes a sign-in; false when the password is no longer the one that was checked, or the user was disabled. Within a
 * transaction it also keeps both as they are until the end, so that a change of them sees what was signed in.
 */
export async function noteSignIn(db: Db, id: string, passwordHash: string | null, at: number): Promise<boolean> {
  const { numUpdatedRows } = await db.sql
    .updateTable("users")
    .set({ signedInAt: at })
    .where("id", "=", id)
    .where("passwordHash", "=", passwordHash ?? "")
    .where("disabledAt", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
