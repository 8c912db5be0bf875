import type { Selectable } from "kysely";
import type { AiSampleContent } from "@posthorn/contracts/ai";
import type { Tables } from "./schema.ts";
import { SEALED } from "./sealed-places.ts";
import type { Db } from "./storage.ts";

/** A mail to try prompts on. */
export interface AiSampleRecord {
  id: string;
  name: string;
  content: AiSampleContent;
  createdAt: number;
  updatedAt: number | null;
}

/** False when there are `most` already. */
export async function insertAiSample(
  tx: Db,
  sample: Omit<AiSampleRecord, "updatedAt">,
  most: number,
): Promise<boolean> {
  const { count } = await tx.sql
    .selectFrom("aiSamples")
    .select((e) => e.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  if (Number(count) >= most) return false;
  const { id, content } = sample;
  await tx.sql
    .insertInto("aiSamples")
    .values({ ...sample, content: sealed(tx, id, content), updatedAt: null })
    .execute();
  return true;
}

export async function findAiSample(db: Db, id: string): Promise<AiSampleRecord | undefined> {
  const row = await db.sql.selectFrom("aiSamples").selectAll().where("id", "=", id).executeTakeFirst();
  return row && opened(db, row);
}

/** All of them by name, without what they say. */
export const listAiSamples = (db: Db): Promise<Omit<AiSampleRecord, "content">[]> =>
  db.sql
    .selectFrom("aiSamples")
    .select(["id", "name", "createdAt", "updatedAt"])
    .orderBy("name")
    .orderBy("id")
    .execute();

/** Whether there was such a sample. */
export async function updateAiSample(
  db: Db,
  id: string,
  { name, content }: Partial<Pick<AiSampleRecord, "name" | "content">>,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db.sql
    .updateTable("aiSamples")
    .set({
      ...(name !== undefined && { name }),
      ...(content !== undefined && { content: sealed(db, id, content) }),
      updatedAt: now,
    })
    .where("id", "=", id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Whether there was such a sample. */
export async function deleteAiSample(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.sql.deleteFrom("aiSamples").where("id", "=", id).executeTakeFirst();
  return numDeletedRows > 0n;
}

const sealed = (db: Db, id: string, content: AiSampleContent) =>
  db.vault.seal(JSON.stringify(content), SEALED.aiSample.purpose(id));

const opened = (db: Db, row: Selectable<Tables["aiSamples"]>): AiSampleRecord => ({
  ...row,
  content: JSON.parse(db.vault.open(row.content, SEALED.aiSample.purpose(row.id))) as AiSampleContent,
});
