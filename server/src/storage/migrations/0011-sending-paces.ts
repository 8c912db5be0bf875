import type { Kysely } from "kysely";

export const sendingPaces = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("sendingPaces")
      .addColumn("scope", "text", (c) => c.primaryKey())
      .addColumn("nextAt", "bigint", (c) => c.notNull())
      .addColumn("singleUntil", "bigint", (c) => c.notNull())
      .addColumn("bulkUntil", "bigint", (c) => c.notNull())
      .addColumn("day", "text", (c) => c.notNull())
      .addColumn("sentToday", "integer", (c) => c.notNull())
      .addColumn("usedAt", "bigint", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("sendingUnderWay")
      .addColumn("scope", "text", (c) => c.notNull())
      .addColumn("submission", "text", (c) => c.notNull())
      .addPrimaryKeyConstraint("sendingUnderWayKey", ["scope", "submission"])
      .execute();
  },
});
