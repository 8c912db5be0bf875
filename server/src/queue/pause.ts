import type { Db } from "../storage/storage.ts";

/** The queues of the API: what a pause stops is taking up work, never accepting it. */
export type QueueName = "notify" | "submit" | "documents";

export async function pauseQueue(db: Db, queue: QueueName, paused: boolean, now: number): Promise<void> {
  if (paused)
    await db.sql
      .insertInto("pausedQueues")
      .values({ queue, pausedAt: now })
      .onConflict((c) => c.doNothing())
      .execute();
  else await db.sql.deleteFrom("pausedQueues").where("queue", "=", queue).execute();
  db.hint(`queue:${queue}`);
}

export async function isQueuePaused(db: Db, queue: QueueName): Promise<boolean> {
  const row = await db.sql.selectFrom("pausedQueues").select("queue").where("queue", "=", queue).executeTakeFirst();
  return row !== undefined;
}
