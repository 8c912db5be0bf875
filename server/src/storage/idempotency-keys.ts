import type { Db } from "./storage.ts";

/** The answer to the first call with a key. */
export interface IdempotentAnswer {
  account: string;
  key: string;
  /** A hash of what was asked for; null where nobody wanted to compare. */
  fingerprint: string | null;
  response: unknown;
  createdAt: number;
}

export async function findIdempotentAnswer(
  db: Db,
  account: string,
  key: string,
): Promise<Pick<IdempotentAnswer, "fingerprint" | "response"> | undefined> {
  const row = await db.sql
    .selectFrom("idempotencyKeys")
    .select(["fingerprint", "response"])
    .where("account", "=", account)
    .where("key", "=", key)
    .executeTakeFirst();
  return row && { ...row, response: JSON.parse(row.response) as unknown };
}

/** False when the key is taken already. */
export async function insertIdempotentAnswer(db: Db, answer: IdempotentAnswer): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db.sql
    .insertInto("idempotencyKeys")
    .values({ ...answer, response: JSON.stringify(answer.response) })
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
