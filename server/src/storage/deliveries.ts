import type { Selectable } from "kysely";
import type { AccountSettings } from "./accounts.ts";
import type { Tables } from "./schema.ts";
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
  })[],
): Promise<void> {
  if (deliveries.length === 0) return;
  await db.sql
    .insertInto("deliveries")
    .values(
      deliveries.map(({ target, ...delivery }) => ({
        ...delivery,
        target: target === undefined ? null : db.vault.seal(JSON.stringify(target), purpose(delivery.id)),
        state: "pending",
        attemptsMade: 0,
        url: null,
        error: null,
        finishedAt: null,
      })),
    )
    .execute();
}

/** A delivery together with the body to send. */
export async function findDeliveriesWithEvent(
  db: Db,
  ids: readonly string[],
): Promise<(Delivery & { payload: string })[]> {
  const rows = await db.sql
    .selectFrom("deliveries")
    .innerJoin("events", "events.id", "deliveries.eventId")
    .selectAll("deliveries")
    .select("events.payload")
    .where("deliveries.id", "in", ids)
    .execute();
  return rows.map((row) => ({ ...toDelivery(db, row), payload: row.payload }));
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

/** Failed for good becomes pending again, with a fresh set of attempts noted under new numbers. */
export async function reopenDelivery(db: Db, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db.sql
    .updateTable("deliveries")
    .set({ state: "pending", finishedAt: null })
    .where("id", "=", id)
    .where("state", "=", "failed")
    .executeTakeFirst();
  return numUpdatedRows > 0n;
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

const purpose = (id: string) => `delivery ${id}`;

function toDelivery(db: Db, row: Selectable<Tables["deliveries"]>): Delivery {
  return {
    ...row,
    target: row.target === null ? null : (JSON.parse(db.vault.open(row.target, purpose(row.id))) as DeliveryTarget),
    state: row.state as DeliveryState,
    error: row.error === null ? null : (JSON.parse(row.error) as DeliveryError),
  };
}
