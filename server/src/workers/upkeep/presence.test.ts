import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listNodes, noteNode } from "../../storage/nodes.ts";
import { openTestStorage, TEST_ENGINES, type TestStorage } from "../../storage/testing.ts";
import { createPresence } from "./presence.ts";

// A process that has ended: nobody has its id.
const DEAD_PID = spawnSync(process.execPath, ["-e", ""]).pid;

describe.each(TEST_ENGINES)("a node that arrives, on %s", (engine) => {
  let storage: TestStorage;
  beforeEach(async () => {
    storage = await openTestStorage(engine);
  });
  afterEach(() => storage.close());

  const presence = (id: string) => createPresence({ storage, id, version: "1", now: () => Date.now() });
  const leases = async () =>
    (await storage.sql.selectFrom("lanes").select(["lane", "leasedBy"]).orderBy("lane").execute()).map(
      ({ lane, leasedBy }) => [lane, leasedBy],
    );

  /** A node that holds a lane named like it. */
  async function other(id: string, pid: number, place: string): Promise<void> {
    const at = Date.now() + 60_000;
    await noteNode(storage, { id, host: "h", place, pid, version: "1", startedAt: at, seenAt: at, memoryBytes: 1 });
    await storage.sql
      .insertInto("lanes")
      .values({ kind: "export", lane: id, share: "x", dueAt: 0, leasedUntil: at, leasedBy: id })
      .execute();
  }

  it.runIf(process.platform === "linux")(
    "takes over from the dead of its own place, and from nobody else",
    async () => {
      await presence("first").arrive();
      const here = (await listNodes(storage))[0]?.place ?? "";
      expect(here).not.toBe("");
      await other("dead", DEAD_PID, here);
      await other("before", process.pid, here);
      await other("alive", process.ppid, here);
      await other("elsewhere", DEAD_PID, "another machine");
      await other("unknown", DEAD_PID, "");
      await presence("second").arrive();
      expect(await leases()).toEqual([
        ["alive", "alive"],
        ["before", null],
        ["dead", null],
        ["elsewhere", "elsewhere"],
        ["unknown", "unknown"],
      ]);
      expect((await listNodes(storage)).map(({ id }) => id)).not.toContain("dead");
    },
  );

  it("is there until it leaves", async () => {
    const node = presence("n");
    await node.arrive();
    await node.tell();
    expect((await listNodes(storage)).map(({ id, pid }) => [id, pid])).toEqual([["n", process.pid]]);
    await node.leave();
    expect(await listNodes(storage)).toEqual([]);
  });
});
