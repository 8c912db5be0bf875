import { deletePasskeysOf } from "./passkeys.ts";
import type { Db } from "./storage.ts";

/** Leaves a user nothing but the password to sign in with: no codes, no recovery codes, no passkeys. */
export async function deleteSecondFactors(tx: Db, user: string): Promise<void> {
  await tx.sql
    .updateTable("users")
    .set({ totpSecret: null, totpSince: null, totpStep: null })
    .where("id", "=", user)
    .execute();
  await tx.sql.deleteFrom("recoveryCodes").where("user", "=", user).execute();
  await deletePasskeysOf(tx, user);
}
