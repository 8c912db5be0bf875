import type { Kysely } from "kysely";

/** Certificates of our own servers, and what an authority wants to see before it gives one. */
export const certificateTables = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("certificates")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("chain", "text")
      .addColumn("privateKey", "text")
      .addColumn("orderedAt", "bigint")
      .addColumn("busyUntil", "bigint")
      .addColumn("error", "text")
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("acmeAccounts")
      .addColumn("directory", "text", (c) => c.primaryKey())
      .addColumn("privateKey", "text", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("acmeChallenges")
      .addColumn("token", "text", (c) => c.primaryKey())
      .addColumn("answer", "text", (c) => c.notNull())
      .addColumn("expiresAt", "bigint", (c) => c.notNull())
      .execute();
  },
});
