import type { Selectable } from "kysely";
import type { Tables } from "./schema.ts";
import type { Db } from "./storage.ts";

/** A credential of WebAuthn. Its key is public. */
export interface PasskeyRecord extends Omit<Selectable<Tables["passkeys"]>, "transports"> {
  transports: string[];
}

const passkeyOf = (row: Selectable<Tables["passkeys"]>): PasskeyRecord => ({
  ...row,
  transports: JSON.parse(row.transports) as string[],
});

/** False when there is one with this id, whoever has it. */
export async function insertPasskey(db: Db, passkey: PasskeyRecord): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db.sql
    .insertInto("passkeys")
    .values({ ...passkey, transports: JSON.stringify(passkey.transports) })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function findPasskey(db: Db, id: string): Promise<PasskeyRecord | undefined> {
  const row = await db.sql.selectFrom("passkeys").selectAll().where("id", "=", id).executeTakeFirst();
  return row && passkeyOf(row);
}

/** Those of a user, oldest first. */
export async function listPasskeys(db: Db, user: string): Promise<PasskeyRecord[]> {
  const rows = await db.sql
    .selectFrom("passkeys")
    .selectAll()
    .where("user", "=", user)
    .orderBy("createdAt")
    .orderBy("id")
    .execute();
  return rows.map(passkeyOf);
}

/** Whether anybody has one. */
export async function hasPasskeys(db: Db): Promise<boolean> {
  return (await db.sql.selectFrom("passkeys").select("id").limit(1).executeTakeFirst()) !== undefined;
}

/** How many each of the users has. */
export async function countPasskeys(db: Db, users: readonly string[]): Promise<Map<string, number>> {
  if (users.length === 0) return new Map();
  const rows = await db.sql
    .selectFrom("passkeys")
    .select((e) => ["user", e.fn.countAll<number>().as("count")])
    .where("user", "in", [...users])
    .groupBy("user")
    .execute();
  return new Map(rows.map(({ user, count }) => [user, Number(count)]));
}

/** Notes a use; false when the passkey is gone, or its counter has moved on meanwhile. */
export async function notePasskeyUse(
  tx: Db,
  { id, counter }: Pick<PasskeyRecord, "id" | "counter">,
  use: { counter: number; at: number },
): Promise<boolean> {
  const { numUpdatedRows } = await tx.sql
    .updateTable("passkeys")
    .set({ counter: use.counter, lastUsedAt: use.at })
    .where("id", "=", id)
    .where("counter", "=", counter)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Whether the user had it. */
export async function deletePasskey(db: Db, user: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.sql
    .deleteFrom("passkeys")
    .where("id", "=", id)
    .where("user", "=", user)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function deletePasskeysOf(db: Db, user: string): Promise<void> {
  await db.sql.deleteFrom("passkeys").where("user", "=", user).execute();
}
