import { decodeRegistration, GMAIL_REGISTRATION_KEY, type GmailRegistration } from "../core/gmail-registration.ts";
import type { Db } from "./storage.ts";

/** The note in which a backend says how its subscription for changes fares, in JSON. */
export const SUBSCRIPTION_NOTE = "outlookSubscription";

/** Of each account that logs in by one of these applications: that note, or null where there is none. */
export async function listSubscriptionNotes(
  db: Db,
  apps: readonly string[],
): Promise<{ account: string; note: string | null }[]> {
  const rows = await notesOf(db, apps, SUBSCRIPTION_NOTE);
  return rows.map(({ id, value }) => ({ account: id, note: value && Buffer.from(value).toString("utf8") }));
}

/** Of those accounts that logged in by one of these applications and asked Gmail to tell of changes: how. */
export async function listGmailRegistrations(
  db: Db,
  apps: readonly string[],
): Promise<(GmailRegistration & { account: string })[]> {
  const rows = await notesOf(db, apps, GMAIL_REGISTRATION_KEY);
  return rows.flatMap(({ id, value }) => (value === null ? [] : [{ account: id, ...decodeRegistration(value) }]));
}

async function notesOf(db: Db, apps: readonly string[], key: string) {
  if (apps.length === 0) return [];
  return db.sql
    .selectFrom("accounts")
    .leftJoin("notes", (join) => join.onRef("notes.account", "=", "accounts.id").on("notes.key", "=", key))
    .select(["accounts.id", "notes.value"])
    .where("accounts.oauth2App", "in", apps)
    .orderBy("accounts.id")
    .execute();
}
