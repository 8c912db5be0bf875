import type { Db } from "./storage.ts";

/** The note in which a backend says how its subscription for changes fares, in JSON. */
export const SUBSCRIPTION_NOTE = "outlookSubscription";

/** Of each account that logs in by one of these applications: that note, or null where there is none. */
export async function listSubscriptionNotes(db: Db, apps: readonly string[]): Promise<(string | null)[]> {
  if (apps.length === 0) return [];
  const rows = await db.sql
    .selectFrom("accounts")
    .leftJoin("notes", (join) =>
      join.onRef("notes.account", "=", "accounts.id").on("notes.key", "=", SUBSCRIPTION_NOTE),
    )
    .select("notes.value")
    .where("accounts.oauth2App", "in", apps)
    .execute();
  return rows.map(({ value }) => value && Buffer.from(value).toString("utf8"));
}
