import type { Selectable } from "kysely";
import type { TemplateContent, TemplateFormat } from "@posthorn/contracts/templates";
import type { Tables } from "./schema.ts";
import type { Db } from "./storage.ts";
import { deleteTemplateVersions, insertTemplateVersion } from "./template-versions.ts";

export interface TemplateRecord {
  id: string;
  /** Null for one that every account can use. */
  account: string | null;
  name: string;
  description: string | null;
  format: TemplateFormat;
  content: TemplateContent;
  /** Counts from 1 with each change of what it says. */
  version: number;
  createdAt: number;
  updatedAt: number | null;
}

/** Adds a template, with its first version. */
export async function insertTemplate(db: Db, template: Omit<TemplateRecord, "version" | "updatedAt">): Promise<void> {
  const { id, format, content, createdAt } = template;
  await db.sql
    .insertInto("templates")
    .values({ ...template, content: JSON.stringify(content), version: 1, updatedAt: null })
    .execute();
  await insertTemplateVersion(db, { template: id, version: 1, format, content, createdAt });
}

export async function findTemplate(db: Db, id: string): Promise<TemplateRecord | undefined> {
  const row = await db.sql.selectFrom("templates").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toRecord(row);
}

/** As `findTemplate`; nobody else changes the template until the end of the transaction. */
export async function lockTemplate(tx: Db, id: string): Promise<TemplateRecord | undefined> {
  const row = await tx.sql
    .selectFrom("templates")
    .selectAll()
    .where("id", "=", id)
    .$if(tx.engine.canSkipLocked, (template) => template.forUpdate())
    .executeTakeFirst();
  return row && toRecord(row);
}

/** A template without what it says. */
export type ListedTemplate = Omit<TemplateRecord, "content">;

/** Those of an account, or those that every account can use; the newest first. */
export async function listTemplates(
  db: Db,
  account: string | null,
  { limit, offset, includeShared = false }: { limit: number; offset: number; includeShared?: boolean },
): Promise<{ total: number; templates: ListedTemplate[] }> {
  const found = db.sql
    .selectFrom("templates")
    .where((e) =>
      e.or([
        e("account", account === null ? "is" : "=", account),
        ...(includeShared ? [e("account", "is", null)] : []),
      ]),
    );
  const { total } = await found.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const rows = await found
    .select(["id", "account", "name", "description", "format", "version", "createdAt", "updatedAt"])
    .orderBy("createdAt", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
  return { total: Number(total), templates: rows.map(listed) };
}

/**
 * Changes a template that is locked. A change of what it says makes a new version. Returns the version that it has now.
 */
export async function updateTemplate(
  tx: Db,
  known: TemplateRecord,
  change: Partial<Pick<TemplateRecord, "name" | "description" | "format" | "content">>,
  now: number,
): Promise<number> {
  const { format = known.format, content = known.content } = change;
  const text = JSON.stringify(content);
  const isNew = format !== known.format || text !== JSON.stringify(known.content);
  const version = isNew ? known.version + 1 : known.version;
  await tx.sql
    .updateTable("templates")
    .set({ ...change, content: text, version, updatedAt: now })
    .where("id", "=", known.id)
    .execute();
  if (isNew) await insertTemplateVersion(tx, { template: known.id, version, format, content, createdAt: now });
  return version;
}

/** Returns whether there was one. Belongs into a transaction, like its change, which waits for it or is waited for. */
export async function deleteTemplate(tx: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx.sql.deleteFrom("templates").where("id", "=", id).executeTakeFirst();
  await deleteTemplateVersions(tx, [id]);
  return numDeletedRows > 0n;
}

/** As `deleteTemplate`, for all templates of an account. */
export async function deleteTemplatesOfAccount(tx: Db, account: string): Promise<void> {
  const gone = await tx.sql.deleteFrom("templates").where("account", "=", account).returning("id").execute();
  await deleteTemplateVersions(
    tx,
    gone.map(({ id }) => id),
  );
}

const toRecord = (row: Selectable<Tables["templates"]>): TemplateRecord => ({
  ...listed(row),
  content: JSON.parse(row.content) as TemplateContent,
});

const listed = ({
  id,
  account,
  name,
  description,
  format,
  version,
  createdAt,
  updatedAt,
}: Omit<Selectable<Tables["templates"]>, "content">): ListedTemplate => ({
  id,
  account,
  name,
  description,
  format: format as TemplateFormat,
  version,
  createdAt,
  updatedAt,
});
