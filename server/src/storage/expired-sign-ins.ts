import type { Db } from "./storage.ts";

/** Forgets what came to nothing: links that nobody used, second steps that nobody took, failures that are long over. */
export async function deleteExpiredSignIns(db: Db, now: number): Promise<void> {
  for (const table of ["invitations", "ceremonies", "signInFailures", "sessionTokens"] as const)
    await db.sql.deleteFrom(table).where("expiresAt", "<=", now).execute();
}
