import type { Kysely } from "kysely";

export const sendingHolds = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("sendingHolds")
      .addColumn("scope", "text", (c) => c.primaryKey())
      .addColumn("reason", "text", (c) => c.notNull())
      .addColumn("until", "bigint", (c) => c.notNull())
      .addColumn("times", "integer", (c) => c.notNull())
      .addColumn("liftedAt", "bigint", (c) => c.notNull())
      .execute();
    await db.schema.alterTable("submissions").addColumn("waitingFor", "text").execute();
    await db.schema.alterTable("submissions").addColumn("waitingScope", "text").execute();
    await db.schema.alterTable("submissions").addColumn("refusedSince", "bigint").execute();
    // Few messages wait for anything but their time; the others cost the index nothing.
    await db.schema
      .createIndex("submissionsByWaiting")
      .on("submissions")
      .columns(["waitingScope", "id"])
      .where("waitingScope", "is not", null)
      .execute();
  },
});
