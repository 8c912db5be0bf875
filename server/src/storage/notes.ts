import type { NoteWrite } from "../core/mail-backend.ts";
import type { Db } from "./storage.ts";

export async function readNotes(db: Db, account: string, prefix: string): Promise<Map<string, Uint8Array>> {
  const rows = await db.sql
    .selectFrom("notes")
    .select(["key", "value"])
    .where("account", "=", account)
    .where("key", ">=", prefix)
    // The first key that sorts after every key with the prefix.
    .where("key", "<", `${prefix}\u{10FFFF}`)
    .orderBy("key")
    .execute();
  return new Map(rows.map((row) => [row.key, row.value]));
}

export async function writeNotes(db: Db, account: string, notes: readonly NoteWrite[]): Promise<void> {
  for (const { key, value } of notes) {
    if (value === null)
      await db.sql.deleteFrom("notes").where("account", "=", account).where("key", "=", key).execute();
    else
      await db.sql
        .insertInto("notes")
        // A Buffer, since both drivers bind one and not every typed array.
        .values({ account, key, value: Buffer.from(value.buffer, value.byteOffset, value.byteLength) })
        .onConflict((c) => c.columns(["account", "key"]).doUpdateSet((e) => ({ value: e.ref("excluded.value") })))
        .execute();
  }
}

/** Deletes the notes of an account, save those whose keys start with one of `kept`. */
export async function deleteNotesExcept(db: Db, account: string, kept: readonly string[]): Promise<void> {
  await db.sql
    .deleteFrom("notes")
    .where("account", "=", account)
    .where((e) => e.and(kept.map((prefix) => e.or([e("key", "<", prefix), e("key", ">=", `${prefix}\u{10FFFF}`)]))))
    .execute();
}

export async function deleteNotes(db: Db, account: string): Promise<void> {
  await db.sql.deleteFrom("notes").where("account", "=", account).execute();
}
