import type { Kysely } from "kysely";

export const blocklistTables = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("blockedAddresses")
      .addColumn("list", "text", (c) => c.notNull())
      .addColumn("recipient", "text", (c) => c.notNull())
      .addColumn("account", "text", (c) => c.notNull())
      .addColumn("source", "text", (c) => c.notNull())
      .addColumn("reason", "text", (c) => c.notNull())
      .addColumn("messageId", "text")
      .addColumn("remoteAddress", "text")
      .addColumn("userAgent", "text")
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("blockedAddressesKey", ["list", "recipient"])
      .execute();
  },
});
