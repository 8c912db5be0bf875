import type { Kysely } from "kysely";

export const deliveryTestTables = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("deliveryTests")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("submission", "text", (c) => c.notNull())
      .addColumn("messageId", "text", (c) => c.notNull())
      .addColumn("receiver", "text", (c) => c.notNull())
      .addColumn("result", "text")
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .execute();
  },
});
