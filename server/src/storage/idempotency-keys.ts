import type { Db } from "./storage.ts";

/** A repeated key gets the first answer for this long. */
export const IDEMPOTENCY_KEPT_MS = 48 * 60 * 60 * 1000;

export async function findIdempotentResponse(db: Db, account: string, key: string): Promise<unknown> {
  const row = await db.sql
    .selectFrom("idempotencyKeys")
    .select("response")
    .where("account", "=", account)
    .where("key", "=", key)
    .executeTakeFirst();
  return row && (JSON.parse(row.response) as unknown);
}

/** False when the key is taken already. */
export async function insertIdempotentResponse(
  db: Db,
  entry: { account: string; key: string; response: unknown; createdAt: number },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db.sql
    .insertInto("idempotencyKeys")
    .values({ ...entry, response: JSON.stringify(entry.response) })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function deleteIdempotencyKeysBefore(db: Db, at: number): Promise<void> {
  await db.sql.deleteFrom("idempotencyKeys").where("createdAt", "<", at).execute();
}

export async function deleteIdempotencyKeysOfAccount(db: Db, account: string): Promise<void> {
  await db.sql.deleteFrom("idempotencyKeys").where("account", "=", account).execute();
}
