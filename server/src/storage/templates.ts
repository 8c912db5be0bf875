import type { Selectable } from "kysely";
import type { TemplateContent, TemplateFormat } from "@posthorn/contracts/templates";
import type { Tables } from "./schema.ts";
import type { Db } from "./storage.ts";

export interface TemplateRecord {
  id: string;
  /** Null for one that every account can use. */
  account: string | null;
  name: string;
  description: string | null;
  format: TemplateFormat;
  content: TemplateContent;
  createdAt: number;
  updatedAt: number | null;
}

export async function insertTemplate(db: Db, { content, ...template }: TemplateRecord): Promise<void> {
  await db.sql
    .insertInto("templates")
    .values({ ...template, content: JSON.stringify(content) })
    .execute();
}

export async function findTemplate(db: Db, id: string): Promise<TemplateRecord | undefined> {
  const row = await db.sql.selectFrom("templates").selectAll().where("id", "=", id).executeTakeFirst();
  return row && { ...listed(row), content: JSON.parse(row.content) as TemplateContent };
}

/** A template without what it says. */
export type ListedTemplate = Omit<TemplateRecord, "content">;

/** Those of an account, or those that every account can use; the newest first. */
export async function listTemplates(
  db: Db,
  account: string | null,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ total: number; templates: ListedTemplate[] }> {
  const found = db.sql.selectFrom("templates").where("account", account === null ? "is" : "=", account);
  const { total } = await found.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const rows = await found
    .select(["id", "account", "name", "description", "format", "createdAt", "updatedAt"])
    .orderBy("createdAt", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
  return { total: Number(total), templates: rows.map(listed) };
}

export async function updateTemplate(
  db: Db,
  id: string,
  { content, ...columns }: Partial<Omit<TemplateRecord, "id" | "account" | "createdAt">>,
): Promise<void> {
  await db.sql
    .updateTable("templates")
    .set({ ...columns, ...(content && { content: JSON.stringify(content) }) })
    .where("id", "=", id)
    .execute();
}

/** Returns whether there was one. */
export async function deleteTemplate(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.sql.deleteFrom("templates").where("id", "=", id).executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function deleteTemplatesOfAccount(db: Db, account: string): Promise<void> {
  await db.sql.deleteFrom("templates").where("account", "=", account).execute();
}

const listed = ({
  id,
  account,
  name,
  description,
  format,
  createdAt,
  updatedAt,
}: Omit<Selectable<Tables["templates"]>, "content">): ListedTemplate => ({
  id,
  account,
  name,
  description,
  format: format as TemplateFormat,
  createdAt,
  updatedAt,
});
