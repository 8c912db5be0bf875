import type { Kysely } from "kysely";

/**
 * What the functions of endpoints were. Those that are there already are sealed, and no migration opens what is sealed: they
 * become their first version when they are changed.
 */
export const webhookEndpointVersions = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("webhookEndpointVersions")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("endpoint", "text", (c) => c.notNull())
      .addColumn("version", "integer", (c) => c.notNull())
      .addColumn("functions", "text", (c) => c.notNull())
      .addColumn("user", "text")
      .addColumn("userName", "text")
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex("webhookEndpointVersionsByEndpoint")
      .on("webhookEndpointVersions")
      .columns(["endpoint", "version"])
      .unique()
      .execute();
  },
});
