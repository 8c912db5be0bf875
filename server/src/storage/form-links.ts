import type { Db } from "./storage.ts";

/** Whether an account was made by this link. */
export async function isFormLinkClaimed(db: Db, nonce: string): Promise<boolean> {
  const row = await db.sql
    .selectFrom("formLinks")
    .select("nonce")
    .where("nonce", "=", nonce)
    .where("claimed", "=", 1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Uses a link up, in the transaction that makes its account. Of several that try at once, one gets true. */
export async function claimFormLink(tx: Db, nonce: string, expiresAt: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx.sql
    .insertInto("formLinks")
    .values({ nonce, probes: 0, claimed: 1, expiresAt })
    .onConflict((c) => c.column("nonce").doUpdateSet({ claimed: 1 }).where("formLinks.claimed", "=", 0))
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Counts one question to a mail server for this link; false where there were `most` already. */
export async function countFormProbe(db: Db, nonce: string, most: number, expiresAt: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db.sql
    .insertInto("formLinks")
    .values({ nonce, probes: 1, claimed: 0, expiresAt })
    .onConflict((c) =>
      c
        .column("nonce")
        .doUpdateSet((e) => ({ probes: e("formLinks.probes", "+", 1) }))
        .where("formLinks.probes", "<", most),
    )
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function deleteExpiredFormLinks(db: Db, now: number): Promise<void> {
  await db.sql.deleteFrom("formLinks").where("expiresAt", "<=", now).execute();
}
