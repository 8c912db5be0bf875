import type { Kysely } from "kysely";

/** Second factors, passkeys and providers by which users sign in, what waits for its second step, and what people did. */
export const identities = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    const add = (table: string, column: string, type: "text" | "bigint") =>
      db.schema.alterTable(table).addColumn(column, type).execute();
    await add("users", "disabledAt", "bigint");
    await add("users", "totpSecret", "text");
    await add("users", "totpSince", "bigint");
    await add("users", "totpStep", "bigint");
    await add("users", "identity", "text");
    await add("users", "preparedHash", "text");
    await db.schema.createIndex("usersByIdentity").on("users").column("identity").unique().execute();
    await add("sessions", "method", "text");
    await add("sessions", "identity", "text");

    await db.schema
      .createTable("invitations")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("user", "text", (c) => c.notNull().unique().references("users.id").onDelete("cascade"))
      .addColumn("expiresAt", "bigint", (c) => c.notNull())
      .execute();

    await db.schema
      .createTable("recoveryCodes")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("user", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
      .execute();

    await db.schema
      .createTable("passkeys")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("user", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("publicKey", "text", (c) => c.notNull())
      .addColumn("counter", "bigint", (c) => c.notNull())
      .addColumn("transports", "text", (c) => c.notNull())
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .addColumn("lastUsedAt", "bigint")
      .execute();

    await db.schema
      .createTable("ceremonies")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("payload", "text", (c) => c.notNull())
      .addColumn("attempts", "integer", (c) => c.notNull())
      .addColumn("expiresAt", "bigint", (c) => c.notNull())
      .execute();

    await db.schema
      .createTable("signInFailures")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("failures", "integer", (c) => c.notNull())
      .addColumn("lockedUntil", "bigint", (c) => c.notNull())
      .addColumn("expiresAt", "bigint", (c) => c.notNull())
      .execute();

    await db.schema
      .createTable("sessionTokens")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("session", "text", (c) => c.notNull().references("sessions.id").onDelete("cascade"))
      .addColumn("account", "text", (c) => c.notNull())
      .addColumn("expiresAt", "bigint", (c) => c.notNull())
      .execute();

    await db.schema
      .createTable("adminLog")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("at", "bigint", (c) => c.notNull())
      .addColumn("user", "text")
      .addColumn("userName", "text")
      .addColumn("address", "text")
      .addColumn("method", "text", (c) => c.notNull())
      .addColumn("path", "text", (c) => c.notNull())
      .addColumn("action", "text", (c) => c.notNull())
      .addColumn("group", "text", (c) => c.notNull())
      .addColumn("target", "text")
      .addColumn("how", "text")
      .addColumn("status", "integer", (c) => c.notNull())
      .addColumn("code", "text")
      .execute();
    await db.schema.createIndex("adminLogByTime").on("adminLog").column("at").execute();
    await db.schema.createIndex("adminLogByUser").on("adminLog").columns(["user", "id"]).execute();
    for (const table of ["recoveryCodes", "passkeys"])
      await db.schema.createIndex(`${table}ByUser`).on(table).column("user").execute();
    await db.schema.createIndex("sessionTokensBySession").on("sessionTokens").column("session").execute();
    for (const table of ["invitations", "ceremonies", "signInFailures", "sessionTokens"])
      await db.schema.createIndex(`${table}ByExpiry`).on(table).column("expiresAt").execute();
  },
});
