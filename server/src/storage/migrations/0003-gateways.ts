import type { Kysely } from "kysely";

export const gatewayTables = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("gateways")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("server", "text", (c) => c.notNull())
      .addColumn("deliveries", "bigint", (c) => c.notNull())
      .addColumn("lastUseAt", "bigint")
      .addColumn("lastError", "text")
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .execute();
  },
});
