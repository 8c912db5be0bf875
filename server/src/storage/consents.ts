import { createHash } from "node:crypto";
import { SEALED } from "./sealed-places.ts";
import type { Db } from "./storage.ts";

const idOf = (state: string) => createHash("sha256").update(state).digest("hex");
/** Keeps what is to be done once `state` comes back from the provider. The payload is sealed: there may be secrets in it. */
export async function insertConsent(db: Db, state: string, payload: unknown, expiresAt: number): Promise<void> {
  const id = idOf(state);
  const sealed = db.vault.seal(JSON.stringify(payload), SEALED.consent.purpose(id));
  await db.sql.insertInto("consents").values({ id, payload: sealed, expiresAt }).execute();
}

/** Takes it out, once: of several that bring the same state, one gets it. Undefined for a state that is unknown, used or too old. */
export async function takeConsent(db: Db, state: string, now: number): Promise<unknown> {
  const id = idOf(state);
  const row = await db.sql
    .deleteFrom("consents")
    .where("id", "=", id)
    .where("expiresAt", ">", now)
    .returning("payload")
    .executeTakeFirst();
  return row && JSON.parse(db.vault.open(row.payload, SEALED.consent.purpose(id)));
}

export async function deleteExpiredConsents(db: Db, now: number): Promise<void> {
  await db.sql.deleteFrom("consents").where("expiresAt", "<=", now).execute();
}
