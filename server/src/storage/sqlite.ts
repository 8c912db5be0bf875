import { mkdir, open, stat, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import type { DatabaseConnection, Dialect, Driver, QueryResult } from "kysely";
import { CompiledQuery, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import type { Engine } from "./engine.ts";
import { translateStorageError } from "./errors.ts";
import { GroupFlush } from "./group-flush.ts";

/** How long a write waits for another process (the command line) to finish its own. */
const LOCK_PATIENCE_MS = 2000;
/** After a wait in vain, others don't wait as long again for the same lock. */
const NO_PATIENCE_MS = 50;
const LOCK_RETRY_MS = 10;
const MOST_STATEMENTS = 500;

/**
 * SQLite in WAL mode with `synchronous=NORMAL`: a commit survives a crash of the process and never
 * blocks the event loop on a disk flush; `durable()` flushes the WAL off the loop for power loss.
 * `file` may be `:memory:`.
 */
export async function openSqlite(file: string): Promise<Engine> {
  const isInMemory = file === ":memory:";
  if (!isInMemory) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const database = openDatabase(file);
  const driver = new SqliteDriver(database);
  let wal: FileHandle | null = null;
  let flush: GroupFlush | null = null;
  return {
    name: "sqlite",
    canSkipLocked: false,
    hasSingleWriter: true,
    transactions: null,
    columns: { bytes: "blob", autoIncrement: "integer" },
    clock: "cast((julianday('now') - 2440587.5) * 86400000 as integer)",
    versionQuery: "select 'SQLite ' || sqlite_version() as version",
    async measure() {
      const pages = Number(database.pragma("page_count", { simple: true }));
      const pageSize = Number(database.pragma("page_size", { simple: true }));
      // A look at its size does not open the file, which must not be done here.
      const walBytes = isInMemory ? 0 : await sizeOf(`${file}-wal`);
      const { claims } = driver;
      const active = Math.min(1, claims);
      return {
        bytes: pages * pageSize,
        walBytes,
        isDurable: true,
        connections: { active, idle: 1 - active, max: 1, waiting: claims - active },
      };
    },
    dialect: sqliteDialect(driver),
    async ready() {
      if (isInMemory) return;
      // Only ever the -wal file: closing the database file itself would drop SQLite's POSIX locks.
      wal = await open(`${file}-wal`, "r+");
      flush = new GroupFlush(wal);
    },
    async durable() {
      try {
        await flush?.flush();
      } catch (error) {
        throw translateStorageError(error);
      }
    },
    async close() {
      await wal?.close();
      database.close();
    },
  };
}

function openDatabase(file: string): Database.Database {
  // SQLite's own waiting would block the event loop; the driver waits instead, once this is set up.
  const database = new Database(file, { timeout: LOCK_PATIENCE_MS });
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = NORMAL");
  database.pragma("foreign_keys = ON");
  database.pragma("temp_store = MEMORY");
  database.pragma("cache_size = -32000");
  // Checkpoints flush in the loop: fewer of them, each of pages that were written many times since.
  database.pragma("wal_autocheckpoint = 4000");
  database.pragma("busy_timeout = 0");
  return database;
}

const sizeOf = async (file: string) =>
  (
    await stat(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    })
  )?.size ?? 0;

function sqliteDialect(driver: Driver): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Kysely's own driver prepares each statement anew; this one keeps them, and starts write transactions as such. */
class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection;
  #tail: Promise<void> = Promise.resolve();
  #release: (() => void)[] = [];

  constructor(database: Database.Database) {
    this.#connection = new SqliteConnection(database);
  }

  /** How many have the connection or want it. */
  get claims(): number {
    return this.#release.length;
  }

  async init(): Promise<void> {}

  /** One at a time, in order of asking. */
  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#tail;
    this.#tail = new Promise((resolve) => this.#release.push(resolve));
    await before;
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    this.#release.shift()?.();
  }

  /** IMMEDIATE, since a read transaction that turns into a write fails at once when another process wrote meanwhile. */
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // A full disk makes SQLite roll back by itself.
    if (this.#connection.inTransaction) await connection.executeQuery(CompiledQuery.raw("rollback"));
  }

  async destroy(): Promise<void> {}
}

class SqliteConnection implements DatabaseConnection {
  readonly #database: Database.Database;
  /** The last wait for somebody else's lock was in vain. */
  #isLockedOut = false;
  /** Statements come from code, so there are few; those with lists in them vary in length. */
  readonly #statements = new Map<string, Database.Statement<unknown[]>>();

  constructor(database: Database.Database) {
    this.#database = database;
  }

  get inTransaction(): boolean {
    return this.#database.inTransaction;
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return Promise.resolve(this.#run<R>(query));
    } catch (error) {
      if (isLocked(error) && !this.#database.inTransaction) return this.#whenUnlocked<R>(query);
      return Promise.reject(translateStorageError(error) as Error);
    }
  }

  async #whenUnlocked<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const giveUpAt = performance.now() + (this.#isLockedOut ? NO_PATIENCE_MS : LOCK_PATIENCE_MS);
    for (;;) {
      await sleep(LOCK_RETRY_MS);
      try {
        const result = this.#run<R>(query);
        this.#isLockedOut = false;
        return result;
      } catch (error) {
        if (isLocked(error) && performance.now() < giveUpAt) continue;
        this.#isLockedOut = isLocked(error);
        throw translateStorageError(error);
      }
    }
  }

  #run<R>(query: CompiledQuery): QueryResult<R> {
    let statement = this.#statements.get(query.sql);
    if (statement === undefined) {
      statement = this.#database.prepare<unknown[]>(query.sql);
      if (this.#statements.size >= MOST_STATEMENTS) this.#statements.clear();
      this.#statements.set(query.sql, statement);
    }
    if (statement.reader) return { rows: statement.all(query.parameters) as R[] };
    const { changes, lastInsertRowid } = statement.run(query.parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }
}

const isLocked = (error: unknown) => /^SQLITE_(BUSY|LOCKED)/.test((error as { code?: string }).code ?? "");
