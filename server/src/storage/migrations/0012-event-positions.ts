import { randomBytes } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { Engine } from "../engine.ts";

/** What tells a log of events from those of other installations: eight characters. */
export const newLogId = () =>
  BigInt(`0x${randomBytes(5).toString("hex")}`)
    .toString(36)
    .padStart(8, "0");

/** Old events come first, in the order of their numbers. */
export const eventPositions = ({ transactions }: Pick<Engine, "transactions">) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable("events")
      .addColumn("xid", "bigint", (c) => c.notNull().defaultTo(0))
      .execute();
    await db.schema
      .alterTable("events")
      .addColumn("size", "integer", (c) => c.notNull().defaultTo(0))
      .execute();
    await sql`update ${sql.table("events")} set ${sql.ref("size")} = octet_length(${sql.ref("payload")})`.execute(db);
    // A default, so that a node of the version before, which knows nothing of it, fills it in, too.
    if (transactions !== null)
      await sql`alter table ${sql.table("events")} alter column ${sql.ref("xid")} set default ${sql.raw(transactions.present)}`.execute(
        db,
      );
    await db.schema.createIndex("eventsByPosition").on("events").columns(["xid", "seq", "size"]).execute();
    await db.schema.createIndex("eventsByAccount").on("events").columns(["account", "xid", "seq", "size"]).execute();

    await db.schema
      .createTable("eventLog")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("xidOffset", "bigint", (c) => c.notNull())
      .addColumn("deletedXid", "bigint", (c) => c.notNull())
      .addColumn("deletedSeq", "bigint", (c) => c.notNull())
      .execute();
    await sql`insert into ${sql.table("eventLog")} values (${newLogId()}, 0, 0, 0)`.execute(db);
  },
});
