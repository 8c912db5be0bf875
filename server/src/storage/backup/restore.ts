import type { QueueName } from "@posthorn/contracts/settings";
import { type Kysely, sql } from "kysely";
import { StartError } from "../../core/errors.ts";
import type { Engine } from "../engine.ts";
import { farAhead, startFarAhead } from "../growing-positions.ts";
import { keyFilePath, readKeyFile, writeKeyFile } from "../key-file.ts";
import { migrate, migrationNames } from "../migrate.ts";
import { newLogId } from "../migrations/0012-event-positions.ts";
import type { Tables } from "../schema.ts";
import { openEngine } from "../storage.ts";
import { type ArchiveHeader, type ArchivedTable, type CellValue, checkArchive, readArchive } from "./archive.ts";
import { isOfMigrator } from "./snapshot.ts";

export interface RestoreOptions {
  /** As `POSTHORN_DATABASE_URL` names it. */
  database: string;
  /** Where the key file goes, when the backup has one. */
  dataDir: string;
  /** Whether mail and webhooks that wait in the backup stay where they are until somebody resumes their queues. */
  pause: boolean;
}

export interface Restored {
  rows: number;
  header: ArchiveHeader;
}

/** Rows that are written in one statement, and about how many bytes. */
const MOST_ROWS = 100;
const MOST_BYTES = 1024 * 1024;

/**
 * Fills an empty database with a backup, of whichever engine. Everything or nothing: it is one transaction. Throws
 * StartError for a file that is damaged or newer than this program, and for a database that is not empty.
 */
export async function restoreBackup(path: string, options: RestoreOptions): Promise<Restored> {
  const header = await checkArchive(path);
  const { engine, kysely } = await openEngine(options);
  try {
    refuseNewer(header, migrationNames(engine));
    await refuseUsed(kysely, engine, options.database);
    await refuseRunning(kysely, engine);
    if (header.key !== undefined) await refuseOtherKey(options.dataDir, header.key);
    // The schema is that of the backup first: what has happened to it since then happens to the rows, too.
    await migrate(kysely as unknown as Kysely<never>, engine, header.migrations.at(-1));
    const rows = await kysely.transaction().execute(async (tx) => {
      await refuseUsed(tx, engine, options.database);
      const rows = await fill(tx, path);
      await adapt(tx, engine, header);
      if (options.pause) await pauseQueues(tx);
      if (header.key !== undefined) await writeKeyFile(options.dataDir, header.key);
      return rows;
    });
    await migrate(kysely as unknown as Kysely<never>, engine);
    await engine.ready();
    await engine.durable();
    return { rows, header };
  } finally {
    await kysely.destroy();
    await engine.close();
  }
}

function refuseNewer({ migrations, version }: ArchiveHeader, ours: readonly string[]): void {
  if (migrations.some((name, index) => ours[index] !== name))
    throw new StartError(`The backup was made by a version of Posthorn that this one does not know (${version}).`);
}

/** A database in use has a data key. One without may have our empty tables, of a restore that was cut off. */
async function refuseUsed(db: Kysely<Tables>, engine: Engine, database: string): Promise<void> {
  const where = engine.name === "sqlite" ? database : "this PostgreSQL database";
  const schema = engine.name === "sqlite" ? "main" : await schemaOf(db);
  const tables = (await db.introspection.getTables()).filter((table) => (table.schema ?? "main") === schema);
  const names = tables.map(({ name }) => name).filter((name) => !isOfMigrator(name));
  if (names.length === 0) return;
  const isOurs = names.includes("dataKeys");
  if (isOurs && (await db.selectFrom("dataKeys").select("id").executeTakeFirst()) === undefined) return;
  throw new StartError(
    isOurs
      ? `There is an installation in ${where} already. A backup is restored into an empty place only.`
      : `There are other tables in ${where}. A backup is restored into an empty database only.`,
  );
}

/** Told of PostgreSQL only: of an SQLite file that was removed under a server nothing shows. */
async function refuseRunning(db: Kysely<Tables>, engine: Engine): Promise<void> {
  if (engine.name !== "postgres") return;
  const { others } = await db
    .selectNoFrom(
      sql<number>`(select count(*) from pg_stat_activity where datname = current_database()
        and application_name = 'posthorn' and pid <> pg_backend_pid())`.as("others"),
    )
    .executeTakeFirstOrThrow();
  if (others > 0) throw new StartError("A server of Posthorn is connected to this database. Stop it first.");
}

async function schemaOf(db: Kysely<Tables>): Promise<string> {
  const { name } = await db.selectNoFrom(sql<string>`current_schema()`.as("name")).executeTakeFirstOrThrow();
  return name;
}

async function refuseOtherKey(dataDir: string, key: string): Promise<void> {
  const present = await readKeyFile(dataDir);
  if (present !== null && present !== key)
    throw new StartError(`There is another key file at ${keyFilePath(dataDir)}. Move it away first.`);
}

async function fill(tx: Kysely<Tables>, path: string): Promise<number> {
  // Some migrations write first rows.
  const emptied = new Set<string>();
  let count = 0;
  for await (const table of readArchive(path)) {
    if (!emptied.has(table.name)) await sql`delete from ${sql.table(table.name)}`.execute(tx);
    emptied.add(table.name);
    count += await fillTable(tx, table);
  }
  return count;
}

async function fillTable(tx: Kysely<Tables>, { name, columns, rows }: ArchivedTable): Promise<number> {
  let portion: CellValue[][] = [];
  let bytes = 0;
  let count = 0;
  async function write(): Promise<void> {
    if (portion.length === 0) return;
    const values = portion.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
    await tx
      .insertInto(name as keyof Tables)
      .values(values as never)
      .execute();
    count += portion.length;
    portion = [];
    bytes = 0;
  }
  for await (const row of rows) {
    portion.push(row);
    bytes += row.reduce<number>((sum, value) => sum + lengthOf(value), 0);
    if (portion.length >= MOST_ROWS || bytes >= MOST_BYTES) await write();
  }
  await write();
  return count;
}

const lengthOf = (value: CellValue) => (value === null || typeof value === "number" ? 8 : value.length);

/** What a database means by itself, and does not in another. */
async function adapt(tx: Kysely<Tables>, engine: Engine, header: ArchiveHeader): Promise<void> {
  // Whoever held them is not here.
  await tx.updateTable("lanes").set({ leasedBy: null, leasedUntil: 0 }).execute();
  const hasPositions = header.migrations.includes("0012-event-positions");
  const last = farAhead(header.lastEvent);
  if (engine.name === "postgres") {
    await sql`select setval('events_seq_seq', ${last})`.execute(tx);
    if (hasPositions) await startFarAhead(tx, engine);
    return;
  }
  await sql`delete from sqlite_sequence where name = 'events'`.execute(tx);
  await sql`insert into sqlite_sequence (name, seq) values ('events', ${last})`.execute(tx);
  if (header.engine === "postgres" && hasPositions) await orderByNumber(tx, header);
}

/**
 * Events of PostgreSQL stand in the order of their transactions, those of SQLite in that of their numbers. The two differ a
 * little, so this is another log: cursors of the old one are none of the new one.
 */
async function orderByNumber(tx: Kysely<Tables>, { lastEvent, migrations }: ArchiveHeader): Promise<void> {
  const { first } = await tx
    .selectFrom("events")
    .select((e) => e.fn.min("seq").as("first"))
    .executeTakeFirstOrThrow();
  await tx.updateTable("events").set({ xid: 0 }).execute();
  await tx
    .updateTable("eventLog")
    .set({ id: newLogId(), xidOffset: 0, deletedXid: 0, deletedSeq: first === null ? lastEvent : first - 1 })
    .execute();
  if (!migrations.includes("0013-webhook-endpoints")) return;
  for (const { id, position, end } of await tx.selectFrom("webhookReplays").select(["id", "position", "end"]).execute())
    await tx
      .updateTable("webhookReplays")
      .set({ position: byNumber(position), end: byNumber(end) })
      .where("id", "=", id)
      .execute();
}

const byNumber = (position: string) => JSON.stringify({ ...(JSON.parse(position) as { seq: number }), xid: 0 });

const PAUSED: readonly QueueName[] = ["submit", "notify"];

async function pauseQueues(tx: Kysely<Tables>): Promise<void> {
  for (const queue of PAUSED)
    await tx
      .insertInto("pausedQueues")
      .values({ queue, pausedAt: Date.now() })
      .onConflict((c) => c.doNothing())
      .execute();
}
