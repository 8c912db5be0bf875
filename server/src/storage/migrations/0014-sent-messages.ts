import type { Kysely } from "kysely";

export const sentMessageTables = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("sentMessages")
      .addColumn("messageId", "text", (c) => c.notNull())
      .addColumn("submission", "text", (c) => c.notNull())
      .addColumn("account", "text", (c) => c.notNull())
      .addColumn("recipients", "text", (c) => c.notNull())
      .addColumn("lists", "text", (c) => c.notNull())
      .addColumn("gateway", "text")
      .addColumn("sentAt", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("sentMessagesKey", ["messageId", "submission"])
      .execute();
    await db.schema.createIndex("sentMessagesByTime").on("sentMessages").columns(["sentAt"]).execute();
    await db.schema.createIndex("sentMessagesByAccount").on("sentMessages").columns(["account"]).execute();
  },
});
