import type { Selectable } from "kysely";
import type { ExportFormat, ExportPhase, ExportProgress, ExportStatusName } from "@posthorn/contracts/exports";
import type { TextType } from "@posthorn/contracts/messages";
import type { ExportMark } from "./export-file.ts";
import type { Tables } from "./schema.ts";
import { SEALED } from "./sealed-places.ts";
import type { Db } from "./storage.ts";

/** What was asked for. */
export interface ExportRequest {
  /** Paths or special uses; empty is the default choice. */
  folders: string[];
  startDate: string;
  endDate: string;
  textType: TextType;
  /** Characters; 0 is no limit. */
  maxBytes: number;
  includeAttachments: boolean;
  /** Absent in what older versions stored, which is `ndjson`. */
  format?: ExportFormat;
}

export const formatOf = ({ format = "ndjson" }: ExportRequest): ExportFormat => format;

/** Where an export's file is, and how far it is in step with what is written down here. */
export interface ExportFileRecord {
  /** The machine that writes it, and the folder there. */
  node: string;
  directory: string;
  /** In base64. */
  key: string;
  mark: ExportMark;
  /** The last message that is in the file, or was passed over; null before the first. */
  position: ExportPosition | null;
  /** Messages passed over so far, of those that were found. */
  skipped: number;
}

/** A place among the messages found. */
export interface ExportPosition {
  date: number;
  number: number;
}

export interface ExportRecord {
  id: string;
  /** Null when the account is gone. */
  account: string | null;
  status: ExportStatusName;
  phase: ExportPhase | null;
  request: ExportRequest;
  folders: string[];
  progress: ExportProgress;
  truncated: boolean;
  error: string | null;
  createdAt: number;
  startedAt: number | null;
  notedAt: number;
  expiresAt: number;
  setbacks: number;
}

/** Those that are not over yet. */
const UNFINISHED: ExportStatusName[] = ["queued", "processing"];
export const isUnfinished = ({ status }: Pick<ExportRecord, "status">) => UNFINISHED.includes(status);

/** Told when an export is no longer wanted, so that its worker looks at once. */
export const exportTopic = (id: string) => `export:${id}`;

export async function insertExport(
  db: Db,
  given: Pick<ExportRecord, "id" | "request" | "createdAt" | "expiresAt"> & { account: string },
): Promise<void> {
  await db.sql
    .insertInto("exports")
    .values({
      ...given,
      status: "queued",
      phase: null,
      request: JSON.stringify(given.request),
      folders: JSON.stringify(given.request.folders),
      foldersScanned: 0,
      foldersTotal: given.request.folders.length,
      messagesQueued: 0,
      messagesExported: 0,
      messagesSkipped: 0,
      bytesWritten: 0,
      truncated: 0,
      error: null,
      startedAt: null,
      notedAt: given.createdAt,
      setbacks: 0,
      file: null,
    })
    .execute();
}

/** Whoever counts exports before adding one waits here for others who do the same. */
export async function lockExports(tx: Db): Promise<void> {
  await tx.sql
    .insertInto("counters")
    .values({ minute: 0, name: "exports", count: 0 })
    .onConflict((c) => c.columns(["minute", "name"]).doUpdateSet({ count: 0 }))
    .execute();
}

/** How many are not over, of all accounts and of one. */
export async function countUnfinishedExports(db: Db, account: string): Promise<{ total: number; ofAccount: number }> {
  const row = await db.sql
    .selectFrom("exports")
    .where("status", "in", UNFINISHED)
    .select((e) => [
      e.fn.countAll<number>().as("total"),
      e.fn.countAll<number>().filterWhere("account", "=", account).as("ofAccount"),
    ])
    .executeTakeFirstOrThrow();
  return { total: Number(row.total), ofAccount: Number(row.ofAccount) };
}

export async function findExport(db: Db, id: string): Promise<ExportRecord | undefined> {
  const row = await db.sql.selectFrom("exports").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toRecord(row);
}

/** Newest first. */
export async function listExports(
  db: Db,
  filter: { account: string; limit: number; offset: number },
): Promise<{ total: number; exports: ExportRecord[] }> {
  const own = db.sql.selectFrom("exports").where("account", "=", filter.account);
  const { total } = await own.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const rows = await own.selectAll().orderBy("id", "desc").limit(filter.limit).offset(filter.offset).execute();
  return { total: Number(total), exports: rows.map((row) => toRecord(row)) };
}

/** What is known of an export's file; null when it has none. Throws when the key of the seal is gone. */
export async function findExportFile(db: Db, id: string): Promise<ExportFileRecord | null> {
  const row = await db.sql.selectFrom("exports").select("file").where("id", "=", id).executeTakeFirst();
  return row?.file ? (JSON.parse(db.vault.open(row.file, SEALED.exportFile.purpose(id))) as ExportFileRecord) : null;
}

export type ExportChange = Partial<Omit<ExportRecord, "id" | "account" | "request" | "createdAt" | "progress">> & {
  progress?: Partial<ExportProgress>;
  file?: ExportFileRecord | null;
};

/** Writes down what became of an export. False when it is over, cancelled or gone. */
export async function updateExport(db: Db, id: string, change: ExportChange): Promise<boolean> {
  const { folders, progress, truncated, file, ...columns } = change;
  const { numUpdatedRows } = await db.sql
    .updateTable("exports")
    .set({
      ...columns,
      ...progress,
      ...(folders && { folders: JSON.stringify(folders) }),
      ...(truncated !== undefined && { truncated: truncated ? 1 : 0 }),
      ...(file !== undefined && {
        file: file === null ? null : db.vault.seal(JSON.stringify(file), SEALED.exportFile.purpose(id)),
      }),
    })
    .where("id", "=", id)
    .where("status", "in", UNFINISHED)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** What is cancelled is to be removed, by its worker if it has one, else by whoever comes along. */
export async function cancelExport(db: Db, id: string, now: number): Promise<void> {
  await db.sql.updateTable("exports").set({ status: "cancelled", expiresAt: now }).where("id", "=", id).execute();
  db.hint(exportTopic(id));
}

export async function exportIdsOfAccount(db: Db, account: string): Promise<string[]> {
  const rows = await db.sql.selectFrom("exports").select("id").where("account", "=", account).execute();
  return rows.map(({ id }) => id);
}

/** Cancels all exports of an account that is about to be gone. */
export async function cancelExportsOfAccount(db: Db, account: string, now: number): Promise<void> {
  const rows = await db.sql
    .updateTable("exports")
    .set({ status: "cancelled", account: null, expiresAt: now })
    .where("account", "=", account)
    .returning("id")
    .execute();
  for (const { id } of rows) db.hint(exportTopic(id));
}

export async function deleteExport(db: Db, id: string): Promise<void> {
  await db.sql.deleteFrom("exports").where("id", "=", id).execute();
}

/** Ids of exports that are over and kept long enough. */
export async function expiredExports(db: Db, now: number): Promise<string[]> {
  const rows = await db.sql
    .selectFrom("exports")
    .select("id")
    .where("status", "not in", UNFINISHED)
    .where("expiresAt", "<=", now)
    .execute();
  return rows.map(({ id }) => id);
}

/** Those of the ids that are of no export. */
export async function unknownExports(db: Db, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db.sql.selectFrom("exports").select("id").where("id", "in", ids).execute();
  const known = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}

export async function countExportsByStatus(db: Db): Promise<Partial<Record<ExportStatusName, number>>> {
  const rows = await db.sql
    .selectFrom("exports")
    .select((e) => ["status", e.fn.countAll<number>().as("count")])
    .groupBy("status")
    .execute();
  return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
}

function toRecord(row: Selectable<Tables["exports"]>): ExportRecord {
  const { id, account, error, createdAt, startedAt, notedAt, expiresAt, setbacks } = row;
  const { foldersScanned, foldersTotal, messagesQueued, messagesExported, messagesSkipped, bytesWritten } = row;
  return {
    id,
    account,
    status: row.status as ExportStatusName,
    phase: row.phase as ExportPhase | null,
    request: JSON.parse(row.request) as ExportRequest,
    folders: JSON.parse(row.folders) as string[],
    progress: { foldersScanned, foldersTotal, messagesQueued, messagesExported, messagesSkipped, bytesWritten },
    truncated: row.truncated === 1,
    error,
    createdAt,
    startedAt,
    notedAt,
    expiresAt,
    setbacks,
  };
}
