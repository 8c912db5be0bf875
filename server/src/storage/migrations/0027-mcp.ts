import type { Kysely } from "kysely";

/** What agents called, and which of them are paused. */
export const mcpTables = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable("tokens").addColumn("pausedAt", "bigint").execute();
    await db.schema
      .createTable("mcpCalls")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("at", "bigint", (c) => c.notNull())
      .addColumn("token", "text")
      .addColumn("tool", "text", (c) => c.notNull())
      .addColumn("account", "text")
      .addColumn("outcome", "text", (c) => c.notNull())
      .addColumn("statusCode", "integer")
      .addColumn("message", "text")
      .addColumn("durationMs", "bigint", (c) => c.notNull())
      .addColumn("ip", "text")
      .addColumn("userAgent", "text")
      .execute();
    await db.schema.createIndex("mcpCallsByToken").on("mcpCalls").columns(["token", "id"]).execute();
    await db.schema.createIndex("mcpCallsByTime").on("mcpCalls").column("at").execute();
  },
});
