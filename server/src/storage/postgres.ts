import type { DatabaseConnection, Driver } from "kysely";
import { PostgresAdapter, PostgresDialect, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import pg from "pg";
import type { Engine } from "./engine.ts";
import { translateStorageError } from "./errors.ts";

const BIGINT_OID = 20;
const NUMERIC_OID = 1700;

/** PostgreSQL 13 or newer. A commit is durable as long as the server keeps `synchronous_commit` on. */
export function openPostgres(url: string, onError: (error: Error) => void, maxConnections = 16): Engine {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 60_000,
    statement_timeout: 60_000,
    application_name: "posthorn",
    types: {
      // Counts and epoch milliseconds stay far below 2^53.
      getTypeParser: (oid: number, format?: "text" | "binary") =>
        oid === BIGINT_OID || oid === NUMERIC_OID ? Number : pg.types.getTypeParser(oid, format),
    },
  });
  // Without a listener a connection that drops while idle would end the process.
  pool.on("error", onError);
  // The same for one that drops between two statements of a transaction; the next of them tells it.
  pool.on("connect", (client) => client.on("error", () => {}));
  return {
    name: "postgres",
    canSkipLocked: true,
    hasSingleWriter: false,
    transactions: {
      present: "pg_current_xact_id()::text::bigint",
      oldest: "pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
    },
    columns: { bytes: "bytea", autoIncrement: "bigserial" },
    async measure() {
      const { rows } = await pool.query<{ bytes: number; commit: string }>(
        "select pg_database_size(current_database()) as bytes, current_setting('synchronous_commit') as commit",
      );
      return {
        bytes: rows[0]?.bytes ?? 0,
        walBytes: null,
        isDurable: rows[0]?.commit !== "off",
        connections: {
          active: pool.totalCount - pool.idleCount,
          idle: pool.idleCount,
          max: maxConnections,
          waiting: pool.waitingCount,
        },
      };
    },
    clock: "(extract(epoch from clock_timestamp()) * 1000)::bigint",
    versionQuery: "select 'PostgreSQL ' || current_setting('server_version') as version",
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => translating(new PostgresDialect({ pool }).createDriver()),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    async durable() {},
    async ready() {},
    // Kysely ends the pool when it is destroyed.
    async close() {},
  };
}

const tellTranslated = (error: unknown): never => {
  throw translateStorageError(error);
};

/** The driver, with trouble of the server told in our words. */
function translating(driver: Driver): Driver {
  const known = new WeakMap<DatabaseConnection, DatabaseConnection>();
  const inner = new WeakMap<DatabaseConnection, DatabaseConnection>();
  const originalOf = (connection: DatabaseConnection) => inner.get(connection) ?? connection;
  return {
    init: () => driver.init(),
    async acquireConnection() {
      const connection = await driver.acquireConnection().catch(tellTranslated);
      let wrapped = known.get(connection);
      if (wrapped === undefined) {
        wrapped = {
          executeQuery<R>(query: Parameters<DatabaseConnection["executeQuery"]>[0]) {
            return connection.executeQuery<R>(query).catch(tellTranslated);
          },
          streamQuery: (query, size) => connection.streamQuery(query, size),
        };
        known.set(connection, wrapped);
        inner.set(wrapped, connection);
      }
      return wrapped;
    },
    beginTransaction: (connection, settings) =>
      driver.beginTransaction(originalOf(connection), settings).catch(tellTranslated),
    commitTransaction: (connection) => driver.commitTransaction(originalOf(connection)).catch(tellTranslated),
    rollbackTransaction: (connection) => driver.rollbackTransaction(originalOf(connection)).catch(tellTranslated),
    releaseConnection: (connection) => driver.releaseConnection(originalOf(connection)),
    destroy: () => driver.destroy(),
  };
}
