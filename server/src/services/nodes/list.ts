import { listNodes as promise } from "@posthorn/contracts/nodes";
import { countLeases, listNodes as readNodes } from "../../storage/nodes.ts";
import { verb } from "../verb.ts";

export const listNodes = verb(promise, async (ctx) => {
  const [nodes, leases] = await Promise.all([readNodes(ctx.storage), countLeases(ctx.storage, ctx.now())]);
  return {
    nodes: nodes.map(({ startedAt, seenAt, memoryBytes, place: _, ...node }) => ({
      ...node,
      started: new Date(startedAt).toISOString(),
      seen: new Date(seenAt).toISOString(),
      memory: memoryBytes,
      isThis: node.id === ctx.node,
      work: Object.fromEntries(
        leases.filter((lease) => lease.node === node.id).map(({ kind, count }) => [kind, count]),
      ),
    })),
  };
});
