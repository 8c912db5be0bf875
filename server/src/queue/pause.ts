import type { Db } from "../storage/storage.ts";

import type { QueueName } from "@posthorn/contracts/settings";

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
