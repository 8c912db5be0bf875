import { hostname } from "node:os";
import { deleteNodes, noteNode } from "../../storage/nodes.ts";
import type { Storage } from "../../storage/storage.ts";

/** A node that said nothing for so long is not shown any more. */
const FORGOTTEN_AFTER_MS = 10 * 60_000;

export interface Presence {
  /** Writes down that this node is there. */
  tell(): Promise<void>;
  /** Forgets this node, since it ends. */
  leave(): Promise<void>;
}

/** Keeps this node in the list of those that work on the database. */
export function createPresence(options: { storage: Storage; id: string; version: string; now(): number }): Presence {
  const { storage, id, version, now } = options;
  const startedAt = now();
  // SQLite has one process; others in its list have ended without a word.
  const forgottenAfterMs = storage.engine.name === "sqlite" ? 0 : FORGOTTEN_AFTER_MS;
  return {
    tell: () =>
      storage.transaction(async (tx) => {
        const facts = { host: hostname(), pid: process.pid, version, memoryBytes: process.memoryUsage.rss() };
        await deleteNodes(tx, { id, before: now() - forgottenAfterMs });
        await noteNode(tx, { id, startedAt, seenAt: now(), ...facts });
      }),
    leave: () => storage.transaction((tx) => deleteNodes(tx, { id, before: 0 })),
  };
}
