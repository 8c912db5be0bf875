import type { CellValue } from "./archive.ts";

/**
 * What a database holds at one moment, however much is written to it meanwhile. Reading it neither
 * waits for writers nor holds them up.
 */
export interface Snapshot {
  readonly engine: "sqlite" | "postgres";
  /** The migrations that made its tables, in order. Empty where none of ours ever ran. */
  readonly migrations: readonly string[];
  /** Tables with their columns; those that refer to others stand behind them. */
  readonly tables: readonly SnapshotTable[];
  /** The last number that was given to an event. */
  readonly lastEvent: number;
  /** Every row, with its values in the order of the columns; few at a time are in memory. */
  rows(table: string, columns: readonly string[]): AsyncIterable<CellValue[]>;
  close(): Promise<void>;
}

export interface SnapshotTable {
  name: string;
  columns: readonly string[];
  /** The tables that its rows go with. */
  refersTo: readonly string[];
}

/** Tables in an order in which each stands behind those that it refers to. */
export function inOrderOfReference(tables: readonly SnapshotTable[]): SnapshotTable[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const ordered = new Set<SnapshotTable>();
  const place = (table: SnapshotTable, above: readonly SnapshotTable[]) => {
    if (ordered.has(table) || above.includes(table)) return;
    for (const name of table.refersTo) {
      const other = byName.get(name);
      if (other !== undefined) place(other, [...above, table]);
    }
    ordered.add(table);
  };
  for (const table of tables) place(table, []);
  return [...ordered];
}

/** Kysely's own, by which it knows what ran. */
export const isOfMigrator = (table: string) => table.startsWith("kysely_");
