import type { Kysely } from "kysely";

/** What people changed, before and after; and what they did over one route is found without looking at all. */
export const adminLogChanges = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable("adminLog").addColumn("changes", "text").execute();
    await db.schema.createIndex("adminLogByPath").on("adminLog").columns(["path", "id"]).execute();
  },
});
