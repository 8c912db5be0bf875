import { type Kysely, sql } from "kysely";

export const templateVersions = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable("templates")
      .addColumn("version", "integer", (c) => c.notNull().defaultTo(1))
      .execute();
    await db.schema
      .createTable("templateVersions")
      .addColumn("template", "text", (c) => c.notNull())
      .addColumn("version", "integer", (c) => c.notNull())
      .addColumn("format", "text", (c) => c.notNull())
      .addColumn("content", "text", (c) => c.notNull())
      .addColumn("createdAt", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("templateVersionsKey", ["template", "version"])
      .execute();
    await sql`
      insert into ${sql.table("templateVersions")}
        (${sql.join(["template", "version", "format", "content", "createdAt"].map((column) => sql.ref(column)))})
      select ${sql.ref("id")}, 1, ${sql.ref("format")}, ${sql.ref("content")},
        coalesce(${sql.ref("updatedAt")}, ${sql.ref("createdAt")})
      from ${sql.table("templates")}
    `.execute(db);
  },
});
