import type { Kysely } from "kysely";

/** How much of an account's log there is can be told without reading it. */
export const accountLogBytes = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable("accountLog")
      .addColumn("bytes", "bigint", (c) => c.notNull().defaultTo(0))
      .execute();
  },
});
