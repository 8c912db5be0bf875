import type { Selectable } from "kysely";
import type { AccountSettings } from "./accounts.ts";
import { portionsOf } from "./portions.ts";
import type { Tables } from "./schema.ts";
import { SEALED } from "./sealed-places.ts";
import type { Db } from "./storage.ts";

export type DeliveryState = "pending" | "delivered" | "failed" | "dropped";

export interface DeliveryError {
  message: string;
  code?: string;
  statusCode?: number;
}

export interface Delivery {
  id: string;
  eventId: string;
  account: string | null;
  event: string;
  endpoint: string;
  /** Where to, when that can't be looked up any more. */
  target: DeliveryTarget | null;
  state: DeliveryState;
  attemptsMade: number;
  url: string | null;
  error: DeliveryError | null;
  /** Whether the endpoint's functions had their say. */
  isPrepared: boolean;
  /** What they made of the event: JSON to send in place of it. */
  body: string | null;
  /** The replay that asked for it. */
  replay: string | null;
  createdAt: number;
  finishedAt: number | null;
}

/** An account's own webhook address, with its headers. */
export type DeliveryTarget = Pick<AccountSettings, "webhooks" | "webhooksCustomHeaders">;

export interface DeliveryAttempt {
  delivery: string;
  attempt: number;
  startedAt: number;
  durationMs: number;
  statusCode: number | null;
  error: string | null;
  responseStart: string | null;
}

export async function insertDeliveries(
  db: Db,
  deliveries: readonly (Pick<Delivery, "id" | "eventId" | "account" | "event" | "endpoint" | "createdAt"> & {
    target?: DeliveryTarget;
    replay?: string;
  })[],
): Promise<void> {
  for (const portion of portionsOf(deliveries))
    await db.sql
      .insertInto("deliveries")
      .values(
        portion.map(({ target, replay = null, ...delivery }) => ({
          ...delivery,
          target:
            target === undefined ? null : db.vault.seal(JSON.stringify(target), SEALED.delivery.purpose(delivery.id)),
          state: "pending",
          attemptsMade: 0,
          url: null,
          error: null,
          isPrepared: 0,
          body: null,
          replay,
          finishedAt: null,
        })),
      )
      .execute();
}

/** Deliveries, each with the bytes of its event, as long as that is kept. */
export async function findDeliveriesOf(
  db: Db,
  ids: readonly string[],
): Promise<(Delivery & { payloadSize: number | null })[]> {
  if (ids.length === 0) return [];
  const rows = await db.sql
    .selectFrom("deliveries")
    .leftJoin("events", "events.id", "deliveries.eventId")
    .selectAll("deliveries")
    .select("events.size as payloadSize")
    .where("deliveries.id", "in", ids)
    .execute();
  return rows.map(({ payloadSize, ...row }) => ({ ...toDelivery(db, row), payloadSize }));
}

export async function findDelivery(db: Db, id: string): Promise<Delivery | undefined> {
  const row = await db.sql.selectFrom("deliveries").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toDelivery(db, row);
}

/** Notes attempts; an attempt that is noted already stays as it is. */
export async function insertAttempts(db: Db, attempts: readonly DeliveryAttempt[]): Promise<void> {
  if (attempts.length === 0) return;
  await db.sql
    .insertInto("deliveryAttempts")
    .values([...attempts])
    .onConflict((c) => c.doNothing())
    .execute();
}

export async function updateDelivery(
  db: Db,
  id: string,
  change: Pick<Delivery, "state" | "attemptsMade" | "url" | "error" | "finishedAt">,
): Promise<void> {
  await db.sql
    .updateTable("deliveries")
    .set({ ...change, error: change.error && JSON.stringify(change.error) })
    .where("id", "=", id)
    .execute();
}

/** What the endpoint's functions made of the event is kept, so that they are not asked again. */
export async function prepareDelivery(db: Db, id: string, body: string | null): Promise<void> {
  await db.sql.updateTable("deliveries").set({ isPrepared: 1, body }).where("id", "=", id).execute();
}

/** In the order in which they were made. */
export async function listAttempts(db: Db, delivery: string): Promise<DeliveryAttempt[]> {
  return db.sql
    .selectFrom("deliveryAttempts")
    .selectAll()
    .where("delivery", "=", delivery)
    .orderBy("attempt", "desc")
    .limit(MOST_ATTEMPTS_TOLD)
    .execute()
    .then((rows) => rows.toReversed());
}

const MOST_ATTEMPTS_TOLD = 200;

/** The states of the newest deliveries that match, and how long each of their attempts took (ms), in order of length. */
export async function sumUpDeliveries(
  db: Db,
  filter: DeliveryFilter,
  limit: number,
): Promise<{ states: DeliveryState[]; durationsMs: number[] }> {
  const newest = await filtered(db, filter).select(["id", "state"]).orderBy("id", "desc").limit(limit).execute();
  if (newest.length === 0) return { states: [], durationsMs: [] };
  const attempts = await db.sql
    .selectFrom("deliveryAttempts")
    .select("durationMs")
    .where(
      "delivery",
      "in",
      newest.map(({ id }) => id),
    )
    .orderBy("durationMs")
    .execute();
  return {
    states: newest.map(({ state }) => state as DeliveryState),
    durationsMs: attempts.map(({ durationMs }) => durationMs),
  };
}

export interface DeliveryFilter {
  endpoint?: string | undefined;
  account?: string | undefined;
  event?: string | undefined;
  eventId?: string | undefined;
  replay?: string | undefined;
  states?: readonly DeliveryState[] | undefined;
  /** Made at this time or later (epoch ms). */
  since?: number | undefined;
  /** Made before. */
  until?: number | undefined;
}

/** Newest first, those older than `before`. */
export async function listDeliveries(
  db: Db,
  filter: DeliveryFilter,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<Delivery[]> {
  const rows = await filtered(db, filter)
    .selectAll()
    .$if(before !== undefined, (q) => q.where("id", "<", before ?? ""))
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => toDelivery(db, row));
}

/** Oldest first, those that are newer than `after`. */
export async function nextDeliveries(
  db: Db,
  filter: DeliveryFilter,
  { after, limit }: { after: string; limit: number },
): Promise<Delivery[]> {
  const rows = await filtered(db, filter).selectAll().where("id", ">", after).orderBy("id").limit(limit).execute();
  return rows.map((row) => toDelivery(db, row));
}

const filtered = (db: Db, { endpoint, account, event, eventId, replay, states, since, until }: DeliveryFilter) =>
  db.sql
    .selectFrom("deliveries")
    .$if(endpoint !== undefined, (q) => q.where("endpoint", "=", endpoint ?? ""))
    .$if(account !== undefined, (q) => q.where("account", "=", account ?? ""))
    .$if(event !== undefined, (q) => q.where("event", "=", event ?? ""))
    .$if(eventId !== undefined, (q) => q.where("eventId", "=", eventId ?? ""))
    .$if(replay !== undefined, (q) => q.where("replay", "=", replay ?? ""))
    .$if(states !== undefined, (q) => q.where("state", "in", states ?? []))
    // Ids sort by time.
    .$if(since !== undefined, (q) => q.where("id", ">=", firstIdAt(since ?? 0)))
    .$if(until !== undefined, (q) => q.where("id", "<", firstIdAt(until ?? 0)));

/** No id that was made at this time (epoch ms) sorts before it. */
const firstIdAt = (at: number) => Math.max(0, at).toString(16).padStart(12, "0");

export async function listFailedDeliveries(
  db: Db,
  filter: { account: string | undefined; limit: number; offset: number },
): Promise<{ total: number; deliveries: Delivery[] }> {
  const failed = db.sql
    .selectFrom("deliveries")
    .where("state", "=", "failed")
    .$if(filter.account !== undefined, (q) => q.where("account", "=", filter.account ?? ""));
  const { total } = await failed.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const rows = await failed
    .selectAll()
    .orderBy("finishedAt", "desc")
    .orderBy("id", "desc")
    .limit(filter.limit)
    .offset(filter.offset)
    .execute();
  return { total: Number(total), deliveries: rows.map((row) => toDelivery(db, row)) };
}

/**
 * What is finished becomes pending again, with a fresh set of attempts noted under new numbers; the endpoint's functions
 * decide anew. Resolves with those that were finished.
 */
export async function reopenDeliveries(db: Db, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db.sql
    .updateTable("deliveries")
    .set({ state: "pending", finishedAt: null, isPrepared: 0, body: null })
    .where("id", "in", ids)
    .where("state", "!=", "pending")
    .returning("id")
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** Deliveries that wait are not made, for the reason that is named. Resolves with the events of those that waited. */
export async function dropDeliveries(db: Db, ids: readonly string[], reason: string, at: number): Promise<string[]> {
  const events: string[] = [];
  for (const portion of portionsOf(ids)) {
    const rows = await db.sql
      .updateTable("deliveries")
      .set({ state: "dropped", error: JSON.stringify({ message: reason }), finishedAt: at })
      .where("id", "in", portion)
      .where("state", "=", "pending")
      .returning("event")
      .execute();
    events.push(...rows.map(({ event }) => event));
  }
  return events;
}

export async function deleteDelivery(db: Db, id: string): Promise<void> {
  await db.sql.deleteFrom("deliveryAttempts").where("delivery", "=", id).execute();
  await db.sql.deleteFrom("deliveries").where("id", "=", id).execute();
}

/** Forgets finished deliveries from before `at`. Returns how many went. */
export async function deleteDeliveriesBefore(
  db: Db,
  states: readonly DeliveryState[],
  at: number,
  limit: number,
): Promise<number> {
  const rows = await db.sql
    .selectFrom("deliveries")
    .select("id")
    .where("state", "in", states)
    .where("finishedAt", "<", at)
    .limit(limit)
    .execute();
  if (rows.length === 0) return 0;
  const ids = rows.map((row) => row.id);
  await db.sql.deleteFrom("deliveryAttempts").where("delivery", "in", ids).execute();
  await db.sql.deleteFrom("deliveries").where("id", "in", ids).execute();
  return ids.length;
}

function toDelivery(db: Db, row: Selectable<Tables["deliveries"]>): Delivery {
  return {
    ...row,
    target:
      row.target === null
        ? null
        : (JSON.parse(db.vault.open(row.target, SEALED.delivery.purpose(row.id))) as DeliveryTarget),
    state: row.state as DeliveryState,
    isPrepared: row.isPrepared === 1,
    error: row.error === null ? null : (JSON.parse(row.error) as DeliveryError),
  };
}
