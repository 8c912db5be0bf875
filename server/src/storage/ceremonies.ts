import { createHash } from "node:crypto";
import { SEALED } from "./sealed-places.ts";
import type { Db } from "./storage.ts";

/** What goes on in more than one step: a code after the password, or turning codes on, a provider, a passkey. */
export type CeremonyKind = "code" | "totp" | "provider" | "passkey-registration" | "passkey-sign-in";

const idOf = (ticket: string) => createHash("sha256").update(ticket).digest("hex");
/** Keeps what the next step has to know, until `expiresAt`. The payload is sealed: there are secrets in it. */
export async function insertCeremony(
  db: Db,
  { kind, ticket, payload, expiresAt }: { kind: CeremonyKind; ticket: string; payload: unknown; expiresAt: number },
): Promise<void> {
  const id = idOf(ticket);
  const sealed = db.vault.seal(JSON.stringify(payload), SEALED.ceremony.purpose(id));
  await db.sql.insertInto("ceremonies").values({ id, kind, payload: sealed, attempts: 0, expiresAt }).execute();
}

/** What a ticket of this kind stands for; undefined when it is unknown, used, too old, or of another kind. */
export async function findCeremony<T>(db: Db, kind: CeremonyKind, ticket: string, now: number): Promise<T | undefined> {
  const row = await db.sql
    .selectFrom("ceremonies")
    .selectAll()
    .where("id", "=", idOf(ticket))
    .where("kind", "=", kind)
    .where("expiresAt", ">", now)
    .executeTakeFirst();
  return row && (JSON.parse(db.vault.open(row.payload, SEALED.ceremony.purpose(row.id))) as T);
}

/** The same, and uses it up: of several that bring the same ticket, one gets it. */
export async function takeCeremony<T>(db: Db, kind: CeremonyKind, ticket: string, now: number): Promise<T | undefined> {
  const row = await db.sql
    .deleteFrom("ceremonies")
    .where("id", "=", idOf(ticket))
    .where("kind", "=", kind)
    .where("expiresAt", ">", now)
    .returning(["id", "payload"])
    .executeTakeFirst();
  return row && (JSON.parse(db.vault.open(row.payload, SEALED.ceremony.purpose(row.id))) as T);
}

/** Counts a failure of the next step; with the `most`th the ticket is void. */
export async function noteCeremonyFailure(tx: Db, ticket: string, most: number): Promise<void> {
  const id = idOf(ticket);
  await tx.sql
    .updateTable("ceremonies")
    .set((e) => ({ attempts: e("attempts", "+", 1) }))
    .where("id", "=", id)
    .execute();
  await tx.sql.deleteFrom("ceremonies").where("id", "=", id).where("attempts", ">=", most).execute();
}
