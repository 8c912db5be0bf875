import type { Selectable } from "kysely";
import type { Tables } from "./schema.ts";
import type { Db } from "./storage.ts";

/** The last failure of an endpoint, as the API tells it. */
export interface WebhookErrorFlag {
  /** The event that was not delivered; `exec` when a function of the endpoint failed. */
  event: string;
  message: string;
  /** Epoch milliseconds. */
  time: number;
  /** Credentials masked. */
  url?: string;
  code?: string;
  statusCode?: number;
}

/** An endpoint whose last delivery failed. */
export interface WebhookHealth {
  endpoint: string;
  /** Of `default`: the account whose own address it was; else an empty text. */
  account: string;
  error: WebhookErrorFlag;
  /** In a row. */
  failures: number;
  failingSince: number;
  /** When it was told as an event; null while it was not. */
  toldAt: number | null;
}

export async function listWebhookHealth(db: Db): Promise<WebhookHealth[]> {
  return (await db.sql.selectFrom("webhookHealth").selectAll().execute()).map(toHealth);
}

export async function healthOfEndpoints(db: Db, endpoints: readonly string[]): Promise<WebhookHealth[]> {
  if (endpoints.length === 0) return [];
  const rows = await db.sql.selectFrom("webhookHealth").selectAll().where("endpoint", "in", endpoints).execute();
  return rows.map(toHealth);
}

export async function findWebhookHealth(db: Db, endpoint: string, account: string): Promise<WebhookHealth | undefined> {
  const row = await db.sql
    .selectFrom("webhookHealth")
    .selectAll()
    .where("endpoint", "=", endpoint)
    .where("account", "=", account)
    .executeTakeFirst();
  return row && toHealth(row);
}

export async function countFailingEndpoints(db: Db): Promise<number> {
  const { count } = await db.sql
    .selectFrom("webhookHealth")
    .select((e) => e.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Adds failures to what is known. */
export async function noteWebhookFailures(
  db: Db,
  { endpoint, account, error, failures, failingSince }: Omit<WebhookHealth, "toldAt">,
): Promise<WebhookHealth> {
  const row = await db.sql
    .insertInto("webhookHealth")
    .values({ endpoint, account, error: JSON.stringify(error), failures, failingSince, toldAt: null })
    .onConflict((c) =>
      c.columns(["endpoint", "account"]).doUpdateSet((e) => ({
        error: e.ref("excluded.error"),
        failures: e("webhookHealth.failures", "+", e.ref("excluded.failures")),
      })),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return toHealth(row);
}

export async function noteWebhookAlert(db: Db, { endpoint, account }: HealthKey, at: number): Promise<void> {
  await db.sql
    .updateTable("webhookHealth")
    .set({ toldAt: at })
    .where("endpoint", "=", endpoint)
    .where("account", "=", account)
    .execute();
}

/** A delivery succeeded. Resolves with what had been known. */
export async function clearWebhookHealth(db: Db, { endpoint, account }: HealthKey): Promise<WebhookHealth | undefined> {
  const row = await db.sql
    .deleteFrom("webhookHealth")
    .where("endpoint", "=", endpoint)
    .where("account", "=", account)
    .returningAll()
    .executeTakeFirst();
  return row && toHealth(row);
}

const FORGOTTEN_TOPIC = "webhookHealthForgotten:";

/** Somebody says that an endpoint is well, with all addresses of it. */
export async function forgetWebhookHealth(db: Db, endpoint: string): Promise<void> {
  await db.sql.deleteFrom("webhookHealth").where("endpoint", "=", endpoint).execute();
  db.hint(FORGOTTEN_TOPIC + endpoint);
}

/** Somebody has seen that one address of an endpoint fails. Tells whether that was known. */
export async function dismissWebhookHealth(db: Db, address: HealthKey): Promise<boolean> {
  const known = await clearWebhookHealth(db, address);
  db.hint(FORGOTTEN_TOPIC + address.endpoint);
  return known !== undefined;
}

/** Somebody wants addresses tried again that answered 410 Gone; of others it stays known that they fail. */
export async function forgetGoneAddresses(db: Db, endpoint: string): Promise<void> {
  for (const { account, error } of await healthOfEndpoints(db, [endpoint]))
    if (error.statusCode === 410) await clearWebhookHealth(db, { endpoint, account });
  db.hint(FORGOTTEN_TOPIC + endpoint);
}

/** The endpoint whose failures a hint says to be forgotten, if it says so. */
export const forgottenEndpoint = (topic: string) =>
  topic.startsWith(FORGOTTEN_TOPIC) ? topic.slice(FORGOTTEN_TOPIC.length) : null;

export type HealthKey = Pick<WebhookHealth, "endpoint" | "account">;

const toHealth = (row: Selectable<Tables["webhookHealth"]>): WebhookHealth => ({
  ...row,
  failures: Number(row.failures),
  error: JSON.parse(row.error) as WebhookErrorFlag,
});
