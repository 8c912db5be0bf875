import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noteNode } from "../../storage/nodes.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("the list of nodes on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine);
  });
  afterAll(() => gateway.close());

  it("has this node, others on the same database, and what each works on", async () => {
    await expect.poll(async () => (await gateway.call("GET", "/v1/nodes")).body["nodes"]).toHaveLength(1);
    const other = { id: "other", host: "mail-2", pid: 7, version: "0.1.0", memoryBytes: 1000, place: "elsewhere" };
    await noteNode(gateway.storage, { ...other, startedAt: Date.now() + 1000, seenAt: Date.now() });
    await gateway.storage.sql
      .insertInto("lanes")
      .values({ kind: "export", lane: "x", share: "x", dueAt: 0, leasedUntil: Date.now() + 60_000, leasedBy: "other" })
      .execute();
    const { nodes } = (await gateway.call("GET", "/v1/nodes")).body as { nodes: Record<string, unknown>[] };
    expect(nodes).toMatchObject([
      { pid: process.pid, isThis: true },
      { id: "other", host: "mail-2", isThis: false, memory: 1000, work: { export: 1 } },
    ]);
  });
});
