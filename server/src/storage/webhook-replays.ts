import type { Selectable } from "kysely";
import type { Tables } from "./schema.ts";
import type { Position } from "./event-positions.ts";
import type { Db } from "./storage.ts";

/** Which events of the past go to an endpoint again. */
export interface ReplayWanted {
  /** Of this time or later (epoch ms). */
  since?: number;
  /** Of before. */
  until?: number;
  events?: readonly string[];
  accounts?: readonly string[];
}

export interface WebhookReplay {
  id: string;
  endpoint: string;
  state: "running" | "completed" | "cancelled";
  wanted: ReplayWanted;
  /** After the last event that was looked at. */
  position: Position;
  /** Where the log ended when it began. */
  end: Position;
  /** Deliveries that were made so far. */
  deliveries: number;
  createdAt: number;
  finishedAt: number | null;
}

export async function insertReplay(db: Db, { wanted, position, end, ...replay }: WebhookReplay): Promise<void> {
  await db.sql
    .insertInto("webhookReplays")
    .values({
      ...replay,
      wanted: JSON.stringify(wanted),
      position: JSON.stringify(position),
      end: JSON.stringify(end),
    })
    .execute();
}

export async function findReplay(db: Db, id: string): Promise<WebhookReplay | undefined> {
  const row = await db.sql.selectFrom("webhookReplays").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toReplay(row);
}

/** Newest first. */
export async function listReplays(
  db: Db,
  { endpoint, limit, offset }: { endpoint: string | undefined; limit: number; offset: number },
): Promise<{ total: number; replays: WebhookReplay[] }> {
  const wanted = db.sql
    .selectFrom("webhookReplays")
    .$if(endpoint !== undefined, (q) => q.where("endpoint", "=", endpoint ?? ""));
  const { total } = await wanted.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const rows = await wanted.selectAll().orderBy("id", "desc").limit(limit).offset(offset).execute();
  return { total: Number(total), replays: rows.map(toReplay) };
}

export async function countRunningReplays(db: Db, endpoint: string): Promise<number> {
  const { count } = await db.sql
    .selectFrom("webhookReplays")
    .select((e) => e.fn.countAll<number>().as("count"))
    .where("endpoint", "=", endpoint)
    .where("state", "=", "running")
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** False when it no longer runs. */
export async function updateReplay(
  db: Db,
  id: string,
  { position, ...change }: Partial<Pick<WebhookReplay, "state" | "position" | "deliveries" | "finishedAt">>,
): Promise<boolean> {
  const { numUpdatedRows } = await db.sql
    .updateTable("webhookReplays")
    .set({ ...change, ...(position && { position: JSON.stringify(position) }) })
    .where("id", "=", id)
    .where("state", "=", "running")
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function deleteReplaysBefore(db: Db, at: number): Promise<void> {
  await db.sql.deleteFrom("webhookReplays").where("finishedAt", "<", at).execute();
}

const toReplay = (row: Selectable<Tables["webhookReplays"]>): WebhookReplay => ({
  ...row,
  state: row.state as WebhookReplay["state"],
  wanted: JSON.parse(row.wanted) as ReplayWanted,
  position: JSON.parse(row.position) as Position,
  end: JSON.parse(row.end) as Position,
  deliveries: Number(row.deliveries),
});
