import type { Kysely } from "kysely";

export const templateTables = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("templates")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("account", "text")
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("description", "text")
      .addColumn("format", "text", (c) => c.notNull())
      .addColumn("content", "text", (c) => c.notNull())
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .addColumn("updatedAt", "bigint")
      .execute();
    await db.schema.createIndex("templatesByAccount").on("templates").columns(["account", "createdAt"]).execute();
  },
});
