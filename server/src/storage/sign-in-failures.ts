import { createHash } from "node:crypto";
import type { Db } from "./storage.ts";

/** What somebody typed as a name may be a password. */
const idOf = (key: string) => createHash("sha256").update(key).digest("hex");

/** Until when nothing is tried for `key`; 0 when it is not locked. */
export async function lockedUntil(db: Db, key: string): Promise<number> {
  const row = await db.sql
    .selectFrom("signInFailures")
    .select("lockedUntil")
    .where("id", "=", idOf(key))
    .executeTakeFirst();
  return row?.lockedUntil ?? 0;
}

/** Counts a failure; how many there were in a row. Forgotten at `expiresAt`, unless another one follows. */
export async function addSignInFailure(tx: Db, key: string, { now, expiresAt }: { now: number; expiresAt: number }) {
  const id = idOf(key);
  await tx.sql.deleteFrom("signInFailures").where("id", "=", id).where("expiresAt", "<=", now).execute();
  const { failures } = await tx.sql
    .insertInto("signInFailures")
    .values({ id, failures: 1, lockedUntil: 0, expiresAt })
    .onConflict((c) =>
      c.column("id").doUpdateSet((e) => ({ failures: e("signInFailures.failures", "+", 1), expiresAt })),
    )
    .returning("failures")
    .executeTakeFirstOrThrow();
  return failures;
}

export async function lockSignIn(tx: Db, key: string, until: number): Promise<void> {
  await tx.sql.updateTable("signInFailures").set({ lockedUntil: until }).where("id", "=", idOf(key)).execute();
}

export async function forgetSignInFailures(db: Db, key: string): Promise<void> {
  await db.sql.deleteFrom("signInFailures").where("id", "=", idOf(key)).execute();
}
