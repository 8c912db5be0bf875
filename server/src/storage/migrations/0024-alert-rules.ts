import type { Kysely } from "kysely";

/** What people want to be told of, and since when an account can't be connected to. */
export const alertRules = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("alertRules")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("enabled", "integer", (c) => c.notNull())
      .addColumn("config", "text", (c) => c.notNull())
      .addColumn("run", "integer", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("heldSince", "bigint")
      .addColumn("since", "bigint")
      .addColumn("tellingAt", "bigint")
      .addColumn("checkedAt", "bigint")
      .addColumn("value", "bigint")
      .addColumn("lines", "text")
      .addColumn("told", "text")
      .addColumn("error", "text")
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .addColumn("updatedAt", "bigint")
      .execute();
    await db.schema.alterTable("accounts").addColumn("failingSince", "bigint").execute();
    await db.schema.createIndex("accountsByFailing").on("accounts").column("failingSince").execute();
  },
});
