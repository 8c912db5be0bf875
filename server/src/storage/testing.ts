import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventName } from "@posthorn/contracts/events";
import pg from "pg";
import { openStorage, type Storage } from "./storage.ts";

/** The engines that tests run on; `POSTHORN_TEST_ENGINES=sqlite` narrows them. */
export const TEST_ENGINES = (process.env["POSTHORN_TEST_ENGINES"] ?? "sqlite,postgres").split(",") as (
  "sqlite" | "postgres"
)[];

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
  return engine === "sqlite" ? openSqliteForTest() : openPostgresForTest();
}

async function openSqliteForTest(): Promise<TestStorage> {
  const directory = await mkdtemp(join(tmpdir(), "posthorn-test-"));
  const database = join(directory, "posthorn.db");
  const storage = await openStorage({ database, secret: "test secret", dataDir: directory });
  return withCleanUp(storage, database, () => rm(directory, { recursive: true, force: true }));
}

async function openPostgresForTest(): Promise<TestStorage> {
  const server = process.env["POSTHORN_TEST_POSTGRES_URL"];
  if (server === undefined)
    throw new Error("POSTHORN_TEST_POSTGRES_URL names no PostgreSQL server; `npm test` starts one.");
  const name = `posthorn_${randomBytes(6).toString("hex")}`;
  await onServer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const storage = await openStorage({ database: url.href, secret: "test secret", dataDir: undefined });
  return withCleanUp(storage, url.href, () => onServer(server, `drop database ${name} with (force)`));
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

function withCleanUp(storage: Storage, database: string, cleanUp: () => Promise<void>): TestStorage {
  const close = storage.close.bind(storage);
  return Object.assign(storage, {
    database,
    async close() {
      await close();
      await cleanUp();
    },
  });
}
