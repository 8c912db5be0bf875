import type { Storage } from "../../../storage/storage.ts";
import { measureStore } from "../store-health.ts";
import type { MakeGauge } from "./make-gauge.ts";

/** The database: how fast, how large, how busy. */
export function storeGauges(gauge: MakeGauge, { storage }: { storage: Storage }): () => Promise<void> {
  const info = gauge("posthorn_store_info", "The database that is used", ["version"]);
  const latency = gauge("posthorn_store_latency_seconds", "Time the database took to answer a read");
  const size = gauge("posthorn_store_size_bytes", "Size of the database");
  const wal = gauge("posthorn_store_wal_bytes", "Size of the file that SQLite writes ahead; 0 on PostgreSQL");
  const connections = gauge("posthorn_store_connections", "Connections to the database, and who waits for one", [
    "state",
  ]);
  const most = gauge("posthorn_store_connections_max", "Connections to the database at most");

  return async () => {
    latency.set((await measureStore(storage)) / 1e9);
    const measures = await storage.engine.measure();
    size.set(measures.bytes);
    wal.set(measures.walBytes ?? 0);
    for (const state of ["active", "idle", "waiting"] as const) connections.set({ state }, measures.connections[state]);
    most.set(measures.connections.max);
    info.reset();
    info.set({ version: await storage.version() }, 1);
  };
}
