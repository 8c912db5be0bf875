import { portionsOf } from "./portions.ts";
import type { Db } from "./storage.ts";

export interface StoredEvent {
  seq: number;
  id: string;
  account: string | null;
  name: string;
  at: number;
  /** JSON of the webhook body. */
  payload: string;
}

/** Appends to the log; returns the sequence numbers in the given order. */
export async function appendEvents(db: Db, events: readonly Omit<StoredEvent, "seq">[]): Promise<number[]> {
  const seqOf = new Map<string, number>();
  for (const portion of portionsOf(events)) {
    const rows = await db.sql.insertInto("events").values(portion).returning(["seq", "id"]).execute();
    for (const { id, seq } of rows) seqOf.set(id, seq);
  }
  return events.map((event) => seqOf.get(event.id) ?? 0);
}

export async function findEvents(db: Db, seqs: readonly number[]): Promise<StoredEvent[]> {
  if (seqs.length === 0) return [];
  return db.sql.selectFrom("events").selectAll().where("seq", "in", seqs).orderBy("seq").execute();
}

/** Forgets events from before `at` that nobody still waits for. Returns how many went. */
export async function deleteEventsBefore(db: Db, at: number, limit: number): Promise<number> {
  const { numDeletedRows } = await db.sql
    .deleteFrom("events")
    .where("seq", "in", (q) =>
      q
        .selectFrom("events")
        .select("seq")
        .where("at", "<", at)
        .where((e) =>
          e.not(
            e.exists(
              e
                .selectFrom("deliveries")
                .select("id")
                .whereRef("deliveries.eventId", "=", "events.id")
                .where("deliveries.state", "in", ["pending", "failed"]),
            ),
          ),
        )
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}
