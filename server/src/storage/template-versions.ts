import type { TemplateContent, TemplateFormat } from "@posthorn/contracts/templates";
import { portionsOf } from "./portions.ts";
import type { Db } from "./storage.ts";

/** Older ones are forgotten: a program that writes a template each minute fills no disk. */
export const VERSIONS_KEPT = 100;

/** What a template said since `createdAt`, until the next version. */
export interface TemplateVersion {
  template: string;
  version: number;
  format: TemplateFormat;
  content: TemplateContent;
  createdAt: number;
}

/** Adds the newest version, and forgets what is too old. */
export async function insertTemplateVersion(db: Db, { content, ...version }: TemplateVersion): Promise<void> {
  await db.sql
    .insertInto("templateVersions")
    .values({ ...version, content: JSON.stringify(content) })
    .execute();
  await db.sql
    .deleteFrom("templateVersions")
    .where("template", "=", version.template)
    .where("version", "<=", version.version - VERSIONS_KEPT)
    .execute();
}

export async function findTemplateVersion(
  db: Db,
  template: string,
  version: number,
): Promise<TemplateVersion | undefined> {
  const row = await db.sql
    .selectFrom("templateVersions")
    .selectAll()
    .where("template", "=", template)
    .where("version", "=", version)
    .executeTakeFirst();
  return row && { ...row, format: row.format as TemplateFormat, content: JSON.parse(row.content) as TemplateContent };
}

/** Those that are kept, without what they say; the newest first. */
export async function listTemplateVersions(
  db: Db,
  template: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ total: number; versions: Omit<TemplateVersion, "template" | "content">[] }> {
  const found = db.sql.selectFrom("templateVersions").where("template", "=", template);
  const { total } = await found.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const rows = await found
    .select(["version", "format", "createdAt"])
    .orderBy("version", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
  return { total: Number(total), versions: rows.map((row) => ({ ...row, format: row.format as TemplateFormat })) };
}

/** Forgets all that these templates said. They themselves are gone already in this transaction, so that nobody adds a version meanwhile. */
export async function deleteTemplateVersions(tx: Db, templates: readonly string[]): Promise<void> {
  for (const portion of portionsOf(templates))
    await tx.sql
      .deleteFrom("templateVersions")
      .where("template", "in", [...portion])
      .execute();
}
