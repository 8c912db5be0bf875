import { setTimeout as sleep } from "node:timers/promises";
import { Kysely, sql } from "kysely";
import type { Engine } from "./engine.ts";
import { migrate } from "./migrate.ts";
import { keepPositionsGrowing } from "./growing-positions.ts";
import { openSqlite } from "./sqlite.ts";
import { KEYS_SEEN_EVERY_MS, type OpenVault, openVault } from "./open-vault.ts";
import type { Tables } from "./schema.ts";
import { type RunTransaction, shareCommits } from "./shared-commit.ts";
import type { Vault } from "./vault.ts";

/** Where repositories read and write: the whole database, or one transaction of it. */
export interface Db {
  readonly sql: Kysely<Tables>;
  readonly vault: Vault;
  readonly engine: Engine;
  /**
   * Says that something is there to be looked at, once it is committed. Only ever a hint: it makes
   * somebody look sooner, and may get lost.
   */
  hint(topic: string): void;
  /** Runs `action` once what was written is committed; at once outside of a transaction. Must not throw. */
  afterCommit(action: () => void): void;
}

export interface Storage extends Db {
  /**
   * Runs `work` in one transaction. No network wait belongs inside, and `work` must not use the
   * outer Db. It may run again when the first run came to nothing, so it changes nothing but the
   * database. Trouble of the database itself rejects with PosthornError `unavailable`.
   */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  /** For one statement, which is a transaction in itself. Cheaper than a transaction where there are many writers. */
  statement<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** Resolves when everything committed so far survives power loss. Shared by all who wait. */
  durable(): Promise<void>;
  onHint(listener: (topic: string) => void): () => void;
  /** Throws PosthornError `unavailable` when the database can't be written to. */
  probe(): Promise<void>;
  version(): Promise<string>;
  /** Looks for data keys that other processes made or retired, as happens by itself every few seconds. */
  lookForKeys(): Promise<void>;
  /** The time of the database (epoch ms), which is the same for every node. */
  clock(): Promise<number>;
  /** When this installation was made (epoch ms). */
  installedAt(): Promise<number>;
  close(): Promise<void>;
}

export interface StorageOptions {
  /** `postgres://…`, or a file path, or `:memory:` for SQLite. */
  database: string;
  /** To PostgreSQL; 16 unless told. Who asks for one more waits for 5 s, then meets PosthornError `unavailable`. */
  maxConnections?: number;
  secret: string | undefined;
  /** Where the key file lives when there is no secret. */
  dataDir: string | undefined;
  onError?: (error: Error) => void;
}

/** A database as it is: nothing is looked at yet. To be closed by destroying `kysely`, then closing `engine`. */
export async function openEngine({
  database,
  maxConnections,
  onError = () => {},
}: Pick<StorageOptions, "database" | "maxConnections" | "onError">): Promise<{
  engine: Engine;
  kysely: Kysely<Tables>;
}> {
  const engine = /^postgres(ql)?:/.test(database)
    ? // Its client takes memory that an installation on SQLite need not spend.
      (await import("./postgres.ts")).openPostgres(database, onError, maxConnections)
    : await openSqlite(database);
  return { engine, kysely: new Kysely<Tables>({ dialect: engine.dialect }) };
}

/** Opens the database and brings its schema up to date. Throws StartError when the secret does not fit. */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { engine, kysely } = await openEngine(options);
  try {
    await migrate(kysely as unknown as Kysely<never>, engine);
    await keepPositionsGrowing(kysely, engine);
    await engine.ready();
    return new OpenStorage(kysely, engine, await openVault(kysely, engine, options), options.onError ?? (() => {}));
  } catch (error) {
    await kysely.destroy();
    await engine.close();
    throw error;
  }
}

class OpenStorage implements Storage {
  readonly sql: Kysely<Tables>;
  readonly engine: Engine;
  readonly vault: Vault;
  readonly #run: RunTransaction;
  readonly #listeners = new Set<(topic: string) => void>();
  readonly #lookForKeys: () => Promise<void>;
  readonly #keyWatch: NodeJS.Timeout;

  constructor(kysely: Kysely<Tables>, engine: Engine, { vault, refresh }: OpenVault, onError: (error: Error) => void) {
    this.sql = kysely;
    this.engine = engine;
    this.vault = vault;
    this.#lookForKeys = refresh;
    this.#keyWatch = setInterval(() => void refresh().catch(onError), KEYS_SEEN_EVERY_MS).unref();
    this.#run = engine.hasSingleWriter ? shareCommits(kysely) : retryDeadlocks(kysely);
  }

  async transaction<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    const { hints, actions, result } = await this.#run(async (sql) => {
      const hints = new Set<string>();
      const actions: (() => void)[] = [];
      const result = await work({
        sql,
        vault: this.vault,
        engine: this.engine,
        hint: (topic) => void hints.add(topic),
        afterCommit: (action) => void actions.push(action),
      });
      return { hints, actions, result };
    });
    for (const action of actions) action();
    for (const topic of hints) this.hint(topic);
    return result;
  }

  statement<T>(work: (db: Db) => Promise<T>): Promise<T> {
    return this.engine.hasSingleWriter ? this.transaction(work) : work(this);
  }

  hint(topic: string): void {
    for (const listener of this.#listeners) listener(topic);
  }

  afterCommit(action: () => void): void {
    action();
  }

  onHint(listener: (topic: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  durable(): Promise<void> {
    return this.engine.durable();
  }

  async probe(): Promise<void> {
    const now = Date.now();
    await this.transaction(async (tx) => {
      await tx.sql
        .insertInto("counters")
        .values({ minute: 0, name: "probe", count: now })
        .onConflict((c) => c.columns(["minute", "name"]).doUpdateSet({ count: now }))
        .execute();
    });
  }

  async version(): Promise<string> {
    const { rows } = await sql<{ version: string }>`${sql.raw(this.engine.versionQuery)}`.execute(this.sql);
    return rows[0]?.version ?? this.engine.name;
  }

  async installedAt(): Promise<number> {
    const first = await this.sql.selectFrom("dataKeys").select("createdAt").orderBy("createdAt").executeTakeFirst();
    return first?.createdAt ?? Date.now();
  }

  async clock(): Promise<number> {
    const { now } = await this.sql
      .selectNoFrom(sql<number>`${sql.raw(this.engine.clock)}`.as("now"))
      .executeTakeFirstOrThrow();
    return now;
  }

  lookForKeys(): Promise<void> {
    return this.#lookForKeys();
  }

  async close(): Promise<void> {
    clearInterval(this.#keyWatch);
    await this.sql.destroy();
    await this.engine.close();
  }
}

const DEADLOCK = new Set(["40001", "40P01"]);

/** Each transaction by itself, and again when PostgreSQL chose it to break a deadlock. */
function retryDeadlocks(kysely: Kysely<Tables>): RunTransaction {
  return async (work) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await kysely.transaction().execute(work);
      } catch (error) {
        const cause = (error as { cause?: { code?: string } }).cause;
        if (attempt >= 5 || !DEADLOCK.has(cause?.code ?? "")) throw error;
        await sleep(attempt * 10 * Math.random());
      }
    }
  };
}
