import { deletePasskeysOf } from "./passkeys.ts";
import { SEALED } from "./sealed-places.ts";
import type { Db } from "./storage.ts";

/** Has codes of this secret asked for from now on. `step` is that of the code that proved it, and is used up. */
export async function setTotp(
  tx: Db,
  user: string,
  { secret, step, now }: { secret: string; step: number; now: number },
): Promise<void> {
  await tx.sql
    .updateTable("users")
    .set({ totpSecret: tx.vault.seal(secret, SEALED.totpSecret.purpose(user)), totpSince: now, totpStep: step })
    .where("id", "=", user)
    .execute();
}

/** The secret of a user's one-time codes; undefined while none are asked for. */
export async function findTotpSecret(db: Db, user: string): Promise<string | undefined> {
  const row = await db.sql.selectFrom("users").select("totpSecret").where("id", "=", user).executeTakeFirst();
  return row?.totpSecret ? db.vault.open(row.totpSecret, SEALED.totpSecret.purpose(user)) : undefined;
}

/** Uses up the code of a time step; false when that one or a later one was used before. */
export async function takeTotpStep(db: Db, user: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await db.sql
    .updateTable("users")
    .set({ totpStep: step })
    .where("id", "=", user)
    .where("totpSecret", "is not", null)
    .where((e) => e.or([e("totpStep", "is", null), e("totpStep", "<", step)]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Has no one-time codes asked for any longer, and forgets the recovery codes. */
export async function deleteTotp(tx: Db, user: string): Promise<void> {
  await tx.sql
    .updateTable("users")
    .set({ totpSecret: null, totpSince: null, totpStep: null })
    .where("id", "=", user)
    .execute();
  await tx.sql.deleteFrom("recoveryCodes").where("user", "=", user).execute();
}

/** Makes these the only recovery codes there are. */
export async function replaceRecoveryCodes(tx: Db, user: string, ids: readonly string[]): Promise<void> {
  await tx.sql.deleteFrom("recoveryCodes").where("user", "=", user).execute();
  await tx.sql
    .insertInto("recoveryCodes")
    .values(ids.map((id) => ({ id, user })))
    .execute();
}

/** Uses a recovery code up; false when there is none. */
export async function takeRecoveryCode(db: Db, user: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.sql
    .deleteFrom("recoveryCodes")
    .where("id", "=", id)
    .where("user", "=", user)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function countRecoveryCodes(db: Db, user: string): Promise<number> {
  const { count } = await db.sql
    .selectFrom("recoveryCodes")
    .select((e) => e.fn.countAll<number>().as("count"))
    .where("user", "=", user)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Leaves a user nothing but the password to sign in with: no codes, no recovery codes, no passkeys. */
export async function deleteSecondFactors(tx: Db, user: string): Promise<void> {
  await deleteTotp(tx, user);
  await deletePasskeysOf(tx, user);
}
