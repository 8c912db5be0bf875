import type { Kysely } from "kysely";

/** The processes that work on this database, as they last said. */
export const nodesTable = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("nodes")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("host", "text", (c) => c.notNull())
      .addColumn("place", "text", (c) => c.notNull())
      .addColumn("pid", "bigint", (c) => c.notNull())
      .addColumn("version", "text", (c) => c.notNull())
      .addColumn("startedAt", "bigint", (c) => c.notNull())
      .addColumn("seenAt", "bigint", (c) => c.notNull())
      .addColumn("memoryBytes", "bigint", (c) => c.notNull())
      .execute();
  },
});
