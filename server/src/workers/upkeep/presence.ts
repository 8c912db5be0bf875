import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { freeLeasesOf } from "../../queue/renew.ts";
import { deleteNodes, listNodes, type NodeRecord, noteNode } from "../../storage/nodes.ts";
import type { Storage } from "../../storage/storage.ts";

/** A node that said nothing for so long is not shown any more. */
const FORGOTTEN_AFTER_MS = 10 * 60_000;

export interface Presence {
  /**
   * Writes down for the first time that this node is there, and takes over the work of nodes whose processes were here and
   * are dead: otherwise it would wait until their leases end.
   */
  arrive(): Promise<void>;
  /** Writes down that this node is there. */
  tell(): Promise<void>;
  /** Forgets this node, since it ends. */
  leave(): Promise<void>;
}

/** The nodes of this very process that are there; in tests there can be several. */
const ofThisProcess = new Set<string>();

/** Keeps this node in the list of those that work on the database. */
export function createPresence(options: { storage: Storage; id: string; version: string; now(): number }): Presence {
  const { storage, id, version, now } = options;
  const startedAt = now();
  // SQLite has one process; others in its list have ended without a word.
  const forgottenAfterMs = storage.engine.name === "sqlite" ? 0 : FORGOTTEN_AFTER_MS;
  let place = "";

  const tell = () =>
    storage.transaction(async (tx) => {
      const facts = { host: hostname(), place, pid: process.pid, version, memoryBytes: process.memoryUsage.rss() };
      await deleteNodes(tx, { id, before: now() - forgottenAfterMs });
      await noteNode(tx, { id, startedAt, seenAt: now(), ...facts });
    });

  return {
    async arrive() {
      place = await placeOfProcesses();
      ofThisProcess.add(id);
      const dead = (await listNodes(storage)).filter((node) => place !== "" && node.place === place && isDead(node));
      for (const node of dead) {
        await storage.transaction(async (tx) => {
          await freeLeasesOf(tx, node.id);
          await deleteNodes(tx, { id: node.id, before: 0 });
        });
      }
      await tell();
    },
    tell,
    leave() {
      ofThisProcess.delete(id);
      return storage.transaction((tx) => deleteNodes(tx, { id, before: 0 }));
    },
  };
}

/**
 * Names the set of processes that see each other's ids: this boot of the machine, and the namespace within it
 * (pid_namespaces(7)). Containers have one each, so that an id that is free here says nothing of theirs. Empty where the
 * system does not tell.
 */
async function placeOfProcesses(): Promise<string> {
  try {
    const [boot, namespace] = await Promise.all([
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
      readlink("/proc/self/ns/pid"),
    ]);
    return `${boot.trim()} ${namespace}`;
  } catch {
    return "";
  }
}

/** Whether no process has the id of a node's, or this one has it now, so that whoever had it before is gone. */
function isDead({ id, pid }: NodeRecord): boolean {
  if (pid === process.pid) return !ofThisProcess.has(id);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
