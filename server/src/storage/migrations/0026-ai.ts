import type { Kysely } from "kysely";

/** What language models were asked for, by day, and mails to try prompts on. */
export const aiTables = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("modelUses")
      .addColumn("day", "integer", (c) => c.notNull())
      .addColumn("account", "text", (c) => c.notNull())
      .addColumn("model", "text", (c) => c.notNull())
      .addColumn("calls", "bigint", (c) => c.notNull())
      .addColumn("failed", "bigint", (c) => c.notNull())
      .addColumn("withoutUsage", "bigint", (c) => c.notNull())
      .addColumn("promptTokens", "bigint", (c) => c.notNull())
      .addColumn("completionTokens", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("modelUsesKey", ["day", "account", "model"])
      .execute();
    await db.schema.createIndex("modelUsesByAccount").on("modelUses").columns(["account", "day"]).execute();
    await db.schema
      .createTable("aiSamples")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("content", "text", (c) => c.notNull())
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .addColumn("updatedAt", "bigint")
      .execute();
  },
});
