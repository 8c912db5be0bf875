import type { Kysely } from "kysely";

/** Accounts that log in by an OAuth2 application, and what waits for somebody's consent. */
export const consents = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable("accounts").addColumn("oauth2App", "text").execute();
    await db.schema.alterTable("accounts").addColumn("oauth2User", "text").execute();
    await db.schema.createIndex("accountsByOAuth2").on("accounts").columns(["oauth2App", "oauth2User"]).execute();
    await db.schema
      .createTable("consents")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("payload", "text", (c) => c.notNull())
      .addColumn("expiresAt", "bigint", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("formLinks")
      .addColumn("nonce", "text", (c) => c.primaryKey())
      .addColumn("probes", "integer", (c) => c.notNull())
      .addColumn("claimed", "integer", (c) => c.notNull())
      .addColumn("expiresAt", "bigint", (c) => c.notNull())
      .execute();
    for (const table of ["consents", "formLinks"])
      await db.schema.createIndex(`${table}ByExpiry`).on(table).columns(["expiresAt"]).execute();
  },
});
