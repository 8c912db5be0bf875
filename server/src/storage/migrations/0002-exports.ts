import { type Kysely, sql } from "kysely";
import type { Engine } from "../engine.ts";

export const exportTables = (columns: Engine["columns"]) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("exports")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("account", "text")
      .addColumn("status", "text", (c) => c.notNull())
      .addColumn("phase", "text")
      .addColumn("request", "text", (c) => c.notNull())
      .addColumn("folders", "text", (c) => c.notNull())
      .addColumn("foldersScanned", "integer", (c) => c.notNull())
      .addColumn("foldersTotal", "integer", (c) => c.notNull())
      .addColumn("messagesQueued", "integer", (c) => c.notNull())
      .addColumn("messagesExported", "integer", (c) => c.notNull())
      .addColumn("messagesSkipped", "integer", (c) => c.notNull())
      .addColumn("bytesWritten", "bigint", (c) => c.notNull())
      .addColumn("truncated", "integer", (c) => c.notNull())
      .addColumn("error", "text")
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .addColumn("startedAt", "bigint")
      .addColumn("notedAt", "bigint", (c) => c.notNull())
      .addColumn("expiresAt", "bigint", (c) => c.notNull())
      .addColumn("setbacks", "integer", (c) => c.notNull())
      .addColumn("file", "text")
      .execute();
    await db.schema.createIndex("exportsByAccount").on("exports").columns(["account", "id"]).execute();

    await db.schema
      .createTable("foundMessages")
      .addColumn("export", "text", (c) => c.notNull())
      .addColumn("message", "text", (c) => c.notNull())
      .addColumn("date", "bigint", (c) => c.notNull())
      .addColumn("number", "integer", (c) => c.notNull())
      .addColumn("folder", "integer", (c) => c.notNull())
      .addColumn("size", "bigint")
      .addColumn("likeness", "text")
      .addPrimaryKeyConstraint("foundMessagesKey", ["export", "message"])
      .execute();
    await db.schema
      .createIndex("foundMessagesByDate")
      .on("foundMessages")
      .columns(["export", "date", "number"])
      .execute();
    await db.schema
      .createIndex("foundMessagesByLikeness")
      .on("foundMessages")
      .columns(["export", "likeness"])
      .execute();

    if (columns.autoIncrement === "integer") return;
    // Ids are compared byte by byte, as SQLite does, whatever the locale of the server.
    await sql`alter table exports alter column id type text collate "C"`.execute(db);
  },
});
