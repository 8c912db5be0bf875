import { listNodes as promise } from "@posthorn/contracts/nodes";
import { countLeases, listNodes as readNodes } from "../../storage/nodes.ts";
import { verb } from "../verb.ts";

export const listNodes = verb(promise, async (ctx) => {
  const [nodes, leases] = await Promise.all([readNodes(ctx.storage), countLeases(ctx.storage, ctx.now())]);
  return {
    nodes: nodes.map(({ id, host, pid, version, startedAt, seenAt, memoryBytes }) => ({
      id,
      host,
      pid,
      version,
      started: new Date(startedAt).toISOString(),
      seen: new Date(seenAt).toISOString(),
      memory: memoryBytes,
      isThis: id === ctx.node,
      work: Object.fromEntries(leases.filter((lease) => lease.node === id).map(({ kind, count }) => [kind, count])),
    })),
  };
});
