import type { Kysely } from "kysely";

export const oauth2AppTable = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("oauth2Apps")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("provider", "text", (c) => c.notNull())
      .addColumn("enabled", "integer", (c) => c.notNull())
      .addColumn("config", "text", (c) => c.notNull())
      .addColumn("pubSub", "text")
      .addColumn("lastError", "text")
      .addColumn("pubSubError", "text")
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .addColumn("updatedAt", "bigint")
      .execute();
  },
});
