import { type Kysely, sql } from "kysely";
import type { Engine } from "../engine.ts";

export const webhookEndpoints = (columns: Engine["columns"]) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("webhookEndpoints")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("enabled", "integer", (c) => c.notNull())
      .addColumn("config", "text")
      .addColumn("stopped", "text")
      .addColumn("tcount", "bigint", (c) => c.notNull())
      .addColumn("v", "integer", (c) => c.notNull())
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .addColumn("updatedAt", "bigint")
      .execute();
    await db
      .insertInto("webhookEndpoints" as never)
      .values({ id: "default", enabled: 1, tcount: 0, v: 1, createdAt: 0 } as never)
      .execute();
    await db.schema
      .createTable("webhookHealth")
      .addColumn("endpoint", "text", (c) => c.notNull())
      .addColumn("account", "text", (c) => c.notNull())
      .addColumn("error", "text", (c) => c.notNull())
      .addColumn("failures", "bigint", (c) => c.notNull())
      .addColumn("failingSince", "bigint", (c) => c.notNull())
      .addColumn("toldAt", "bigint")
      .addPrimaryKeyConstraint("webhookHealthKey", ["endpoint", "account"])
      .execute();
    await db.schema
      .createTable("functionFaults")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("endpoint", "text", (c) => c.notNull())
      .addColumn("type", "text", (c) => c.notNull())
      .addColumn("payload", "text", (c) => c.notNull())
      .addColumn("error", "text", (c) => c.notNull())
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .execute();
    await db.schema.createIndex("functionFaultsByEndpoint").on("functionFaults").columns(["endpoint", "id"]).execute();
    await db.schema
      .createTable("webhookReplays")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("endpoint", "text", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("wanted", "text", (c) => c.notNull())
      .addColumn("position", "text", (c) => c.notNull())
      .addColumn("end", "text", (c) => c.notNull())
      .addColumn("deliveries", "bigint", (c) => c.notNull())
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .addColumn("finishedAt", "bigint")
      .execute();
    await db.schema.createIndex("webhookReplaysByEndpoint").on("webhookReplays").columns(["endpoint", "id"]).execute();

    await db.schema
      .alterTable("deliveries")
      .addColumn("isPrepared", "integer", (c) => c.notNull().defaultTo(0))
      .execute();
    await db.schema.alterTable("deliveries").addColumn("body", "text").execute();
    await db.schema.alterTable("deliveries").addColumn("replay", "text").execute();
    await db.schema.createIndex("deliveriesByEndpoint").on("deliveries").columns(["endpoint", "id"]).execute();
    await db.schema.createIndex("deliveriesByAccount").on("deliveries").columns(["account", "id"]).execute();

    if (columns.autoIncrement === "integer") return;
    for (const table of ["webhookEndpoints", "functionFaults", "webhookReplays"])
      await sql`alter table ${sql.table(table)} alter column "id" type text collate "C"`.execute(db);
  },
});
