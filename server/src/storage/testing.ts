import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventName } from "@posthorn/contracts/events";
import type { ColumnMetadata } from "kysely";
import pg from "pg";
import { openSnapshot } from "./backup/open-snapshot.ts";
import { openStorage, type Storage } from "./storage.ts";

/** The engines that tests run on; `POSTHORN_TEST_ENGINES=sqlite` narrows them. */
export const TEST_ENGINES = (process.env["POSTHORN_TEST_ENGINES"] ?? "sqlite,postgres").split(",") as (
  | "sqlite"
  | "postgres"
)[];

/**
 * Few, since each costs PostgreSQL a process. It also shows who waits for a connection while holding another, as nobody
 * may: with 16 of them that would come to light under load only.
 */
export const TEST_CONNECTIONS = 3;

export interface TestStorage extends Storage {
  /** What `openStorage` needs to open the same database again. */
  readonly database: string;
}

/** What some events told, oldest first; only of one account if wished. */
export async function toldBy(
  { sql }: Pick<Storage, "sql">,
  names: readonly EventName[],
  account?: string,
): Promise<{ name: string; data: Record<string, unknown> }[]> {
  const rows = await sql
    .selectFrom("events")
    .select(["name", "payload"])
    .where("name", "in", [...names])
    .$if(account !== undefined, (told) => told.where("account", "=", account ?? ""))
    .orderBy("seq")
    .execute();
  return rows.map(({ name, payload }) => ({
    name,
    data: (JSON.parse(payload) as { data: Record<string, unknown> }).data,
  }));
}

/** A database of the test's own, gone when it is closed. */
export async function openTestStorage(engine: "sqlite" | "postgres"): Promise<TestStorage> {
  const { database, dataDir, remove } = await newDatabase(engine);
  const storage = await openStorage({ database, maxConnections: TEST_CONNECTIONS, secret: TEST_SECRET, dataDir });
  const close = storage.close.bind(storage);
  return Object.assign(storage, {
    database,
    async close() {
      await close();
      await remove();
    },
  });
}

/** Where a test may open a database of its own, with a data folder; gone when it is removed. */
export interface TestDatabase {
  readonly database: string;
  readonly dataDir: string;
  remove(): Promise<void>;
}

/** One that nobody has opened yet. */
export const emptyDatabase = (engine: "sqlite" | "postgres") => databaseLike(engine, undefined);

/** What the data keys of test databases are sealed with. */
export const TEST_SECRET = "test secret";

/** For each engine a database that was opened once, which is what takes long. */
const opened = new Map<"sqlite" | "postgres", Promise<string>>();

/** Where a test may open a database that was opened before, with `TEST_SECRET`; gone when it is removed. */
export async function newDatabase(engine: "sqlite" | "postgres"): Promise<TestDatabase> {
  const model = opened.get(engine) ?? openOnce(engine);
  opened.set(engine, model);
  return databaseLike(engine, await model);
}

async function openOnce(engine: "sqlite" | "postgres"): Promise<string> {
  const { database, dataDir } = await emptyDatabase(engine);
  const storage = await openStorage({ database, secret: TEST_SECRET, dataDir });
  await storage.close();
  process.on("exit", () => rmSync(dataDir, { recursive: true, force: true }));
  return database;
}

async function databaseLike(engine: "sqlite" | "postgres", model: string | undefined): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), "posthorn-test-"));
  const removeFolder = () => rm(dataDir, { recursive: true, force: true });
  if (engine === "sqlite") {
    const database = join(dataDir, "posthorn.db");
    if (model !== undefined) await copyFile(model, database);
    return { database, dataDir, remove: removeFolder };
  }
  const server = process.env["POSTHORN_TEST_POSTGRES_URL"];
  if (server === undefined)
    throw new Error("POSTHORN_TEST_POSTGRES_URL names no PostgreSQL server; `npm test` starts one.");
  const name = `posthorn_${randomBytes(6).toString("hex")}`;
  const { maker, remover } = await (onServer ??= connectToServer(server));
  const template = model === undefined ? "" : ` template ${new URL(model).pathname.slice(1)}`;
  await maker.query(`create database ${name}${template}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    database: url.href,
    dataDir,
    async remove() {
      // Nobody waits for it: it takes as long as the last of its connections.
      remover.query(`drop database ${name} with (force)`).catch(() => {});
      await removeFolder();
    },
  };
}

let onServer: Promise<{ maker: pg.Client; remover: pg.Client }> | undefined;

/** Two connections that stay for all tests of this process. */
async function connectToServer(connectionString: string): Promise<{ maker: pg.Client; remover: pg.Client }> {
  const connect = async () => {
    const client = new pg.Client({ connectionString });
    client.on("error", () => {});
    await client.connect();
    return client;
  };
  const [maker, remover] = await Promise.all([connect(), connect()]);
  return { maker, remover };
}

/**
 * So many rows in every table there is, each value of a kind that its column takes; texts are JSON. In the third row
 * is null what may be. Left out are the tables that say what the others are.
 */
export async function fillEveryTable(storage: TestStorage, rows: number): Promise<void> {
  const snapshot = await openSnapshot(storage.database);
  await snapshot.close();
  const columnsOf = new Map((await storage.sql.introspection.getTables()).map(({ name, columns }) => [name, columns]));
  for (const { name } of snapshot.tables) {
    if (["dataKeys", "eventLog"].includes(name)) continue;
    for (let row = 0; row < rows; row++) {
      const values = (columnsOf.get(name) ?? []).map((column, index) => [
        column.name,
        index > 0 && column.isNullable && row === 2 ? null : valueFor(column, row),
      ]);
      await storage.sql
        .insertInto(name as "accounts")
        .values(Object.fromEntries(values) as never)
        .execute();
    }
  }
}

function valueFor({ name, dataType }: ColumnMetadata, row: number): string | number | Buffer | null {
  if (/blob|bytea/i.test(dataType)) return Buffer.concat([Buffer.from([0, 10, 13, 255]), randomBytes(1000)]);
  if (/int/i.test(dataType)) return name === "xid" || name === "leasedUntil" ? 0 : row;
  return name === "leasedBy" ? null : JSON.stringify({ seq: row, xid: 0, text: "„ü\u2028\n🎺" });
}
