import type { ColumnDataType, Dialect } from "kysely";

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
  /** The version text of the database, for `/v1/stats`. */
  readonly versionQuery: string;
  /**
   * Resolves when everything committed before the call survives power loss. Many callers share one
   * flush. On PostgreSQL a commit is durable already.
   */
  durable(): Promise<void>;
  /** To be called once the schema is there, before the first `durable()`. */
  ready(): Promise<void>;
  close(): Promise<void>;
}
