import type { Selectable } from "kysely";
import type { Tables } from "./schema.ts";
import type { Db } from "./storage.ts";

export type NodeRecord = Selectable<Tables["nodes"]>;

/** Writes down that a node is there, and how it is. */
export async function noteNode(db: Db, node: NodeRecord): Promise<void> {
  await db.sql.insertInto("nodes").values(node).execute();
}

/** Forgets a node that ends, and those that said nothing since `before` (epoch milliseconds). */
export async function deleteNodes(db: Db, { id, before }: { id: string; before: number }): Promise<void> {
  await db.sql
    .deleteFrom("nodes")
    .where((e) => e.or([e("id", "=", id), e("seenAt", "<", before)]))
    .execute();
}

/** All nodes, the oldest first. */
export const listNodes = (db: Db): Promise<NodeRecord[]> =>
  db.sql.selectFrom("nodes").selectAll().orderBy("startedAt").orderBy("id").execute();

/** How many lanes of which kind each node works on at `now`. */
export async function countLeases(db: Db, now: number): Promise<{ node: string; kind: string; count: number }[]> {
  const rows = await db.sql
    .selectFrom("lanes")
    .select((e) => ["leasedBy", "kind", e.fn.countAll<number>().as("count")])
    .where("leasedUntil", ">", now)
    .where("leasedBy", "is not", null)
    .groupBy(["leasedBy", "kind"])
    .execute();
  return rows.map(({ leasedBy, kind, count }) => ({ node: leasedBy ?? "", kind, count: Number(count) }));
}
