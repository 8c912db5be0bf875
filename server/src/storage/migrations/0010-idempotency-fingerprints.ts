import type { Kysely } from "kysely";

export const idempotencyFingerprints = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable("idempotencyKeys").addColumn("fingerprint", "text").execute();
  },
});
