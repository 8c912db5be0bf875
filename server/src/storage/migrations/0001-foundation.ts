import { type Kysely, sql } from "kysely";
import type { Engine } from "../engine.ts";

export const foundation = (columns: Engine["columns"]) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("settings")
      .addColumn("key", "text", (c) => c.primaryKey())
      .addColumn("value", "text", (c) => c.notNull())
      .addColumn("sealed", "integer", (c) => c.notNull())
      .execute();

    await db.schema
      .createTable("dataKeys")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("salt", "text", (c) => c.notNull())
      .addColumn("wrapped", "text", (c) => c.notNull())
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .execute();

    await db.schema
      .createTable("tokens")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("account", "text")
      .addColumn("description", "text", (c) => c.notNull())
      .addColumn("scopes", "text")
      .addColumn("metadata", "text")
      .addColumn("restrictions", "text")
      .addColumn("permissions", "text")
      .addColumn("expiresAt", "bigint")
      .addColumn("ip", "text")
      .addColumn("remoteAddress", "text")
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .addColumn("lastUsedAt", "bigint")
      .addColumn("lastUsedFrom", "text")
      .execute();
    await db.schema.createIndex("tokensByAccount").on("tokens").column("account").execute();

    await db.schema
      .createTable("tokenLog")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("token", "text", (c) => c.notNull().references("tokens.id").onDelete("cascade"))
      .addColumn("at", "bigint", (c) => c.notNull())
      .addColumn("status", "text", (c) => c.notNull())
      .addColumn("reason", "text")
      .addColumn("ip", "text")
      .addColumn("method", "text")
      .addColumn("path", "text")
      .addColumn("action", "text")
      .addColumn("group", "text")
      .addColumn("account", "text")
      .execute();
    await db.schema.createIndex("tokenLogByToken").on("tokenLog").columns(["token", "status", "id"]).execute();

    await db.schema
      .createTable("users")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("nameKey", "text", (c) => c.notNull().unique())
      .addColumn("passwordHash", "text", (c) => c.notNull())
      .addColumn("role", "text", (c) => c.notNull())
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .addColumn("passwordChangedAt", "bigint", (c) => c.notNull())
      .addColumn("signedInAt", "bigint")
      .execute();

    await db.schema
      .createTable("sessions")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("user", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .addColumn("lastSeenAt", "bigint", (c) => c.notNull())
      .addColumn("expiresAt", "bigint", (c) => c.notNull())
      .addColumn("remember", "integer", (c) => c.notNull())
      .addColumn("address", "text")
      .addColumn("userAgent", "text")
      .execute();
    await db.schema.createIndex("sessionsByUser").on("sessions").column("user").execute();
    await db.schema.createIndex("sessionsByExpiry").on("sessions").column("expiresAt").execute();

    await db.schema
      .createTable("setupLinks")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("expiresAt", "bigint", (c) => c.notNull())
      .execute();

    await db.schema
      .createTable("accounts")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("name", "text")
      .addColumn("email", "text")
      .addColumn("config", "text", (c) => c.notNull())
      .addColumn("secrets", "text", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("lastError", "text")
      .addColumn("syncError", "text")
      .addColumn("smtpStatus", "text")
      .addColumn("syncTime", "bigint")
      .addColumn("firstLoginAt", "bigint")
      .addColumn("firstConnectedAt", "bigint")
      .addColumn("authFailingSince", "bigint")
      .addColumn("flushWantedAt", "bigint")
      .addColumn("nextRetryAt", "bigint")
      .addColumn("logs", "integer", (c) => c.notNull())
      .addColumn("revision", "bigint", (c) => c.notNull())
      .addColumn("searchText", "text", (c) => c.notNull())
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .addColumn("updatedAt", "bigint", (c) => c.notNull())
      .execute();
    await db.schema.createIndex("accountsByState").on("accounts").columns(["state", "id"]).execute();
    await db.schema.createIndex("accountsByLogs").on("accounts").columns(["logs", "id"]).execute();

    await db.schema
      .createTable("accountLog")
      .addColumn("account", "text", (c) => c.notNull().references("accounts.id").onDelete("cascade"))
      .addColumn("number", "bigint", (c) => c.notNull())
      .addColumn("line", "text", (c) => c.notNull())
      .addPrimaryKeyConstraint("accountLogKey", ["account", "number"])
      .execute();

    await db.schema
      .createTable("accountCounters")
      .addColumn("account", "text", (c) => c.notNull())
      .addColumn("event", "text", (c) => c.notNull())
      .addColumn("count", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("accountCountersKey", ["account", "event"])
      .execute();

    await db.schema
      .createTable("notes")
      .addColumn("account", "text", (c) => c.notNull())
      .addColumn("key", "text", (c) => c.notNull())
      .addColumn("value", columns.bytes, (c) => c.notNull())
      .addPrimaryKeyConstraint("notesKey", ["account", "key"])
      .execute();

    await db.schema
      .createTable("events")
      .addColumn("seq", columns.autoIncrement, (c) =>
        columns.autoIncrement === "integer" ? c.primaryKey().autoIncrement() : c.primaryKey(),
      )
      .addColumn("id", "text", (c) => c.notNull().unique())
      .addColumn("account", "text")
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("at", "bigint", (c) => c.notNull())
      .addColumn("payload", "text", (c) => c.notNull())
      .execute();
    await db.schema.createIndex("eventsByTime").on("events").column("at").execute();

    await db.schema
      .createTable("deliveries")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("eventId", "text", (c) => c.notNull())
      .addColumn("account", "text")
      .addColumn("event", "text", (c) => c.notNull())
      .addColumn("endpoint", "text", (c) => c.notNull())
      .addColumn("target", "text")
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("attemptsMade", "integer", (c) => c.notNull())
      .addColumn("url", "text")
      .addColumn("error", "text")
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .addColumn("finishedAt", "bigint")
      .execute();
    await db.schema.createIndex("deliveriesByEvent").on("deliveries").column("eventId").execute();
    await db.schema.createIndex("deliveriesByState").on("deliveries").columns(["state", "finishedAt"]).execute();

    await db.schema
      .createTable("deliveryAttempts")
      .addColumn("delivery", "text", (c) => c.notNull())
      .addColumn("attempt", "integer", (c) => c.notNull())
      .addColumn("startedAt", "bigint", (c) => c.notNull())
      .addColumn("durationMs", "integer", (c) => c.notNull())
      .addColumn("statusCode", "integer")
      .addColumn("error", "text")
      .addColumn("responseStart", "text")
      .addPrimaryKeyConstraint("deliveryAttemptsKey", ["delivery", "attempt"])
      .execute();

    await db.schema
      .createTable("jobs")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("lane", "text", (c) => c.notNull())
      .addColumn("runAt", "bigint", (c) => c.notNull())
      .addColumn("attempts", "integer", (c) => c.notNull())
      .addColumn("payload", "text", (c) => c.notNull())
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .execute();
    await db.schema.createIndex("jobsByLane").on("jobs").columns(["kind", "lane", "id"]).execute();

    await db.schema
      .createTable("lanes")
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("lane", "text", (c) => c.notNull())
      .addColumn("share", "text", (c) => c.notNull())
      .addColumn("dueAt", "bigint", (c) => c.notNull())
      .addColumn("leasedUntil", "bigint", (c) => c.notNull())
      .addColumn("leasedBy", "text")
      .addPrimaryKeyConstraint("lanesKey", ["kind", "lane"])
      .execute();
    await db.schema.createIndex("lanesByDue").on("lanes").columns(["kind", "dueAt"]).execute();

    await db.schema
      .createTable("pausedQueues")
      .addColumn("queue", "text", (c) => c.primaryKey())
      .addColumn("pausedAt", "bigint", (c) => c.notNull())
      .execute();

    await db.schema
      .createTable("submissions")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("account", "text", (c) => c.notNull())
      .addColumn("messageId", "text", (c) => c.notNull())
      .addColumn("subject", "text")
      .addColumn("envelope", "text", (c) => c.notNull())
      .addColumn("source", "text", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("attempts", "integer", (c) => c.notNull())
      .addColumn("attemptsMade", "integer", (c) => c.notNull())
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .addColumn("scheduledAt", "bigint", (c) => c.notNull())
      .addColumn("nextAttemptAt", "bigint")
      .addColumn("finishedAt", "bigint")
      .addColumn("progress", "text", (c) => c.notNull())
      .addColumn("options", "text")
      .addColumn("unknownOutcomes", "integer", (c) => c.notNull())
      .execute();
    await db.schema.createIndex("submissionsByAccount").on("submissions").columns(["account", "state", "id"]).execute();
    await db.schema.createIndex("submissionsByState").on("submissions").columns(["state", "finishedAt"]).execute();

    await db.schema
      .createTable("submissionContents")
      .addColumn("submission", "text", (c) => c.primaryKey())
      .addColumn("content", columns.bytes, (c) => c.notNull())
      .addColumn("size", "integer", (c) => c.notNull())
      .execute();

    await db.schema
      .createTable("idempotencyKeys")
      .addColumn("account", "text", (c) => c.notNull())
      .addColumn("key", "text", (c) => c.notNull())
      .addColumn("response", "text", (c) => c.notNull())
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("idempotencyKeysKey", ["account", "key"])
      .execute();
    await db.schema.createIndex("idempotencyKeysByTime").on("idempotencyKeys").column("createdAt").execute();

    await db.schema
      .createTable("counters")
      .addColumn("minute", "bigint", (c) => c.notNull())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("count", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("countersKey", ["minute", "name"])
      .execute();

    if (columns.autoIncrement === "integer") return;
    // Ids and paths are compared byte by byte, as SQLite does, whatever the locale of the server.
    for (const [table, column] of [
      ["accounts", "id"],
      ["notes", "key"],
      ["jobs", "id"],
      ["submissions", "id"],
      ["deliveries", "id"],
      ["tokens", "id"],
      ["tokenLog", "id"],
    ] as const)
      await sql`alter table ${sql.table(table)} alter column ${sql.ref(column)} type text collate "C"`.execute(db);
  },
});
