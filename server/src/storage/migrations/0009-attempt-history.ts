import type { Kysely } from "kysely";

export const attemptHistory = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable("submissions").addColumn("history", "text").execute();
  },
});
