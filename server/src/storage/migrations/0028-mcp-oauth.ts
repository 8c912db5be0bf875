import type { Kysely } from "kysely";

/** Agents that registered themselves, and the codes that they change for tokens. */
export const mcpOAuth = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("mcpClients")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("name", "text")
      .addColumn("redirectUris", "text", (c) => c.notNull())
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .addColumn("approvedAt", "bigint")
      .addColumn("expiresAt", "bigint", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("mcpCodes")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("client", "text", (c) => c.notNull())
      .addColumn("grant", "text", (c) => c.notNull())
      .addColumn("usedAt", "bigint")
      .addColumn("token", "text")
      .addColumn("expiresAt", "bigint", (c) => c.notNull())
      .execute();
    for (const table of ["mcpClients", "mcpCodes"])
      await db.schema.createIndex(`${table}ByExpiry`).on(table).columns(["expiresAt"]).execute();
    await db.schema.createIndex("mcpClientsByApproval").on("mcpClients").columns(["approvedAt", "createdAt"]).execute();
  },
});
