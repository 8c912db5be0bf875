import type { Db } from "./storage.ts";

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

export async function deletePasskeysOf(db: Db, user: string): Promise<void> {
  await db.sql.deleteFrom("passkeys").where("user", "=", user).execute();
}
