import type { Kysely } from "kysely";

/** Data keys that seal from a moment on, and what is sealed anew with them. */
export const keyRotations = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable("dataKeys")
      .addColumn("sealsFrom", "bigint", (c) => c.notNull().defaultTo(0))
      .execute();
    await db.schema
      .createTable("keyRotations")
      .addColumn("key", "text", (c) => c.primaryKey())
      .addColumn("startedAt", "bigint", (c) => c.notNull())
      .addColumn("finishedAt", "bigint")
      .addColumn("passStartedAt", "bigint")
      .addColumn("place", "text")
      .addColumn("after", "text")
      .addColumn("found", "bigint", (c) => c.notNull())
      .addColumn("resealed", "bigint", (c) => c.notNull())
      .addColumn("failed", "bigint", (c) => c.notNull())
      .addColumn("failures", "text", (c) => c.notNull())
      .execute();
  },
});
