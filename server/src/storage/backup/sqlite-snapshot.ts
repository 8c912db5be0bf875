import Database from "better-sqlite3";
import { StartError } from "../../core/errors.ts";
import type { CellValue } from "./archive.ts";
import { inOrderOfReference, isOfMigrator, type Snapshot } from "./snapshot.ts";

/** A read transaction on a connection of its own: in WAL mode it sees one moment, and writers go on. */
export async function openSqliteSnapshot(file: string): Promise<Snapshot> {
  const database = open(file);
  const list = <T>(sql: string, ...values: unknown[]) => database.prepare(sql).pluck().all(values) as T[];
  try {
    database.exec("begin");
    const names = list<string>(
      "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name",
    );
    const ours = names.filter((name) => !isOfMigrator(name));
    return {
      engine: "sqlite",
      migrations: names.includes("kysely_migration")
        ? list<string>("select name from kysely_migration order by name")
        : [],
      tables: inOrderOfReference(
        ours.map((name) => ({
          name,
          columns: list<string>("select name from pragma_table_info(?)", name),
          refersTo: list<string>('select "table" from pragma_foreign_key_list(?)', name),
        })),
      ),
      lastEvent: names.includes("events")
        ? (list<number>("select seq from sqlite_sequence where name = 'events'")[0] ?? 0)
        : 0,
      async *rows(table, columns) {
        const selected = columns.map((column) => `"${column}"`).join(", ");
        yield* database.prepare(`select ${selected} from "${table}"`).raw().iterate() as Iterable<CellValue[]>;
      },
      async close() {
        database.close();
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

function open(file: string): Database.Database {
  try {
    return new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 });
  } catch (cause) {
    throw new StartError(`There is no database to back up at ${file}.`, { cause });
  }
}
