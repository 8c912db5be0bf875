import pg from "pg";
import type { CellValue } from "./archive.ts";
import { inOrderOfReference, isOfMigrator, type Snapshot, type SnapshotTable } from "./snapshot.ts";

const BIGINT_OID = 20;
/** What is fetched at once, if every row were as large as the largest of its table. */
const PORTION_BYTES = 16 * 1024 * 1024;
const MOST_ROWS = 500;

/** A read-only transaction at REPEATABLE READ: all its statements see one moment. */
export async function openPostgresSnapshot(url: string): Promise<Snapshot> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "posthorn backup",
    connectionTimeoutMillis: 5000,
    types: {
      // Counts and epoch milliseconds stay far below 2^53.
      getTypeParser: (oid: number, format?: "text" | "binary") =>
        oid === BIGINT_OID ? Number : pg.types.getTypeParser(oid, format),
    },
  });
  await client.connect();
  const list = async <T>(text: string, values: unknown[] = []): Promise<T[]> =>
    (await client.query<[T]>({ text, values, rowMode: "array" })).rows.map(([value]) => value);

  async function columnsOf(table: string): Promise<string[]> {
    return list<string>(
      `select column_name from information_schema.columns
       where table_schema = current_schema() and table_name = $1 order by ordinal_position`,
      [table],
    );
  }

  async function referencesOf(table: string): Promise<string[]> {
    return list<string>(
      `select target.relname from pg_constraint c
       join pg_class source on source.oid = c.conrelid join pg_class target on target.oid = c.confrelid
       where c.contype = 'f' and source.relname = $1 and source.relnamespace = current_schema()::regnamespace`,
      [table],
    );
  }

  async function sizeOfLargestRow(table: string, columns: readonly string[]): Promise<number> {
    const sizes = columns.map((column) => `coalesce(max(pg_column_size("${column}")), 0)`).join(" + ");
    // What is stored compressed may be several times as long when it is read.
    const [stored = 0] = await list<number>(`select (${sizes})::int8 from "${table}"`);
    return stored * 4;
  }

  try {
    await client.query("begin transaction isolation level repeatable read read only");
    const names = await list<string>(
      "select table_name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE' order by table_name",
    );
    const ours = names.filter((name) => !isOfMigrator(name));
    const tables: SnapshotTable[] = [];
    for (const name of ours) tables.push({ name, columns: await columnsOf(name), refersTo: await referencesOf(name) });
    return {
      engine: "postgres",
      migrations: names.includes("kysely_migration")
        ? await list<string>("select name from kysely_migration order by name")
        : [],
      tables: inOrderOfReference(tables),
      lastEvent: names.includes("events")
        ? ((await list<number>(`select last_value from "events_seq_seq"`))[0] ?? 0)
        : 0,
      async *rows(table, columns) {
        const selected = columns.map((column) => `"${column}"`).join(", ");
        const portion = Math.floor(PORTION_BYTES / (1 + (await sizeOfLargestRow(table, columns))));
        await client.query(`declare portion no scroll cursor for select ${selected} from "${table}"`);
        for (;;) {
          const { rows } = await client.query<CellValue[]>({
            text: `fetch ${Math.max(1, Math.min(MOST_ROWS, portion))} from portion`,
            rowMode: "array",
          });
          if (rows.length === 0) break;
          yield* rows;
        }
        await client.query("close portion");
      },
      close: () => client.end(),
    };
  } catch (error) {
    await client.end();
    throw error;
  }
}
