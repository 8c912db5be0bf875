import type { Selectable } from "kysely";
import {
  DEFAULT_ENDPOINT,
  type EndpointConfig,
  type EndpointStop,
  NEW_ENDPOINT,
  type WebhookEndpoint,
} from "../core/webhook-endpoint.ts";
import type { Tables } from "./schema.ts";
import { SEALED } from "./sealed-places.ts";
import type { Db } from "./storage.ts";
import { type Author, deleteEndpointVersions, keepEndpointVersion } from "./webhook-endpoint-versions.ts";

/** The hint that says that endpoints changed. */
export const ENDPOINTS_TOPIC = "webhookEndpoints";

type EndpointRow = Selectable<Tables["webhookEndpoints"]>;

/** All of them: there are few, and every event asks. */
export async function listEndpoints(db: Db): Promise<WebhookEndpoint[]> {
  const rows = await db.sql.selectFrom("webhookEndpoints").selectAll().orderBy("id", "desc").execute();
  return rows.map((row) => toEndpoint(db, row));
}

/** A text that changes with every change of an endpoint, and is cheap to ask for. */
export async function endpointVersions(db: Db): Promise<string> {
  const rows = await db.sql
    .selectFrom("webhookEndpoints")
    .select(["id", "v", "enabled", "stopped"])
    .orderBy("id")
    .execute();
  return JSON.stringify(rows.map(({ id, v, enabled, stopped }) => [id, v, enabled, stopped]));
}

/** Newest first, the default one last. */
export async function pageOfEndpoints(
  db: Db,
  { limit, offset, withDefault }: { limit: number; offset: number; withDefault: boolean },
): Promise<{ total: number; endpoints: WebhookEndpoint[] }> {
  const wanted = db.sql.selectFrom("webhookEndpoints").$if(!withDefault, (q) => q.where("id", "!=", DEFAULT_ENDPOINT));
  const { total } = await wanted.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const rows = await wanted
    .selectAll()
    .orderBy("createdAt", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
  return { total: Number(total), endpoints: rows.map((row) => toEndpoint(db, row)) };
}

export async function findEndpoint(db: Db, id: string): Promise<WebhookEndpoint | undefined> {
  const row = await db.sql.selectFrom("webhookEndpoints").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toEndpoint(db, row);
}

/** As `findEndpoint`; nobody else changes the endpoint until the end of the transaction. */
export async function lockEndpoint(tx: Db, id: string): Promise<WebhookEndpoint | undefined> {
  const row = await tx.sql
    .selectFrom("webhookEndpoints")
    .selectAll()
    .where("id", "=", id)
    .$if(tx.engine.canSkipLocked, (endpoint) => endpoint.forUpdate())
    .executeTakeFirst();
  return row && toEndpoint(tx, row);
}

export async function countEndpoints(db: Db): Promise<number> {
  const { count } = await db.sql
    .selectFrom("webhookEndpoints")
    .select((e) => e.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** When an endpoint is changed, and by whom; null where it is nobody who signed in. */
interface Change {
  now: number;
  author: Author | null;
}

/** Adds an endpoint, with the first version of its functions if it has some. */
export async function insertEndpoint(
  tx: Db,
  id: string,
  { enabled, ...config }: EndpointConfig & { enabled: boolean },
  { now, author }: Change,
): Promise<void> {
  await tx.sql
    .insertInto("webhookEndpoints")
    .values({
      id,
      enabled: Number(enabled),
      config: tx.vault.seal(JSON.stringify(config), SEALED.webhookEndpoint.purpose(id)),
      stopped: null,
      tcount: 0,
      v: 1,
      createdAt: now,
      updatedAt: null,
    })
    .execute();
  await keepEndpointVersion(tx, null, { id, fn: config.fn, map: config.map }, { now, author });
  tx.hint(ENDPOINTS_TOPIC);
}

/**
 * Puts a changed endpoint in the place of the known one, which is locked, and counts the change. Other functions make a new
 * version of them. Returns the number of the present one; 0 where it never had functions.
 */
export async function updateEndpoint(
  tx: Db,
  known: WebhookEndpoint,
  next: WebhookEndpoint,
  { now, author }: Change,
): Promise<number> {
  const { id, enabled, stopped, tcount: _, v: _v, createdAt: _c, updatedAt: _u, ...config } = next;
  await tx.sql
    .updateTable("webhookEndpoints")
    .set((e) => ({
      enabled: Number(enabled),
      config: tx.vault.seal(JSON.stringify(config satisfies EndpointConfig), SEALED.webhookEndpoint.purpose(id)),
      stopped: stopped && JSON.stringify(stopped),
      v: e("v", "+", 1),
      updatedAt: now,
    }))
    .where("id", "=", id)
    .execute();
  tx.hint(ENDPOINTS_TOPIC);
  return keepEndpointVersion(tx, known, next, { now, author });
}

/** Its receiver wants nothing any more. False when that was known. */
export async function stopEndpoint(db: Db, id: string, stop: EndpointStop): Promise<boolean> {
  const { numUpdatedRows } = await db.sql
    .updateTable("webhookEndpoints")
    .set({ enabled: 0, stopped: JSON.stringify(stop) })
    .where("id", "=", id)
    .where("enabled", "=", 1)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) db.hint(ENDPOINTS_TOPIC);
  return numUpdatedRows > 0n;
}

/**
 * Forgets an endpoint, what is known of it and what its functions were. Its deliveries stay in the log. Belongs into a
 * transaction, like its change, which waits for it or is waited for.
 */
export async function deleteEndpoint(tx: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx.sql.deleteFrom("webhookEndpoints").where("id", "=", id).executeTakeFirst();
  await tx.sql.deleteFrom("webhookHealth").where("endpoint", "=", id).execute();
  await deleteEndpointVersions(tx, id);
  await tx.sql.deleteFrom("functionFaults").where("endpoint", "=", id).execute();
  tx.hint(ENDPOINTS_TOPIC);
  return numDeletedRows > 0n;
}

/** Counts deliveries that were made. */
export async function noteEndpointUses(db: Db, uses: ReadonlyMap<string, number>): Promise<void> {
  for (const [id, count] of uses)
    await db.sql
      .updateTable("webhookEndpoints")
      .set((e) => ({ tcount: e("tcount", "+", count) }))
      .where("id", "=", id)
      .execute();
}

function toEndpoint(db: Db, { config, enabled, stopped, ...row }: EndpointRow): WebhookEndpoint {
  const given =
    config === null
      ? {}
      : (JSON.parse(db.vault.open(config, SEALED.webhookEndpoint.purpose(row.id))) as Partial<EndpointConfig>);
  return {
    ...NEW_ENDPOINT,
    ...given,
    ...row,
    enabled: enabled === 1,
    stopped: stopped === null ? null : (JSON.parse(stopped) as EndpointStop),
  };
}
