import type { ColumnDataType, Dialect } from "kysely";

/** The size of the database in bytes, and its connections. */
export interface StoreMeasures {
  bytes: number;
  /** Bytes that are written ahead of the database and not moved into it yet; null where the server looks after that. */
  walBytes: number | null;
  /** Of the pool: those at work, those at rest, most of both, and who waits for one. */
  connections: { active: number; idle: number; max: number; waiting: number };
  /** Whether what is committed survives a power loss once `durable()` resolved, as the server is set up. */
  isDurable: boolean;
}

/** What differs between SQLite and PostgreSQL, by name. Everything else is written once. */
export interface Engine {
  readonly name: "sqlite" | "postgres";
  readonly dialect: Dialect;
  /** Whether `SELECT … FOR UPDATE SKIP LOCKED` exists; SQLite needs none, it has one writer. */
  readonly canSkipLocked: boolean;
  /** Whether transactions can only run one after the other. */
  readonly hasSingleWriter: boolean;
  /**
   * SQL of the number of the transaction it stands in, and of the lowest number of one that may still be under way.
   * Numbers grow with each transaction that writes. Null where transactions only run one after the other.
   */
  readonly transactions: { readonly present: string; readonly oldest: string } | null;
  readonly columns: { bytes: ColumnDataType; autoIncrement: ColumnDataType };
  /** SQL of the time there (epoch ms), which is the same for everybody. */
  readonly clock: string;
  /** The version text of the database, for `/v1/stats`. */
  readonly versionQuery: string;
  /** How large the database is and how busy the way to it, at this moment. */
  measure(): Promise<StoreMeasures>;
  /**
   * Resolves when everything committed before the call survives power loss. Many callers share one
   * flush. On PostgreSQL a commit is durable already.
   */
  durable(): Promise<void>;
  /** To be called once the schema is there, before the first `durable()`. */
  ready(): Promise<void>;
  close(): Promise<void>;
}
