import type { Selectable } from "kysely";
import type { AccountError } from "@posthorn/contracts/accounts";
import type { OAuth2Provider } from "@posthorn/contracts/oauth2-providers";
import type { OAuth2App, PubSubArrangement, PubSubError } from "../core/oauth2-app.ts";
import type { Tables } from "./schema.ts";
import { SEALED } from "./sealed-places.ts";
import type { Db } from "./storage.ts";

/** The hint that says that applications changed, in what they are set to. */
export const OAUTH2_APPS_TOPIC = "oauth2Apps";

/** What callers set about an application, and its provider, which stays. */
export type OAuth2AppConfig = Omit<
  OAuth2App,
  "id" | "enabled" | "pubSub" | "lastError" | "pubSubError" | "created" | "updated"
>;

/** One of which nothing is set yet. */
export const NEW_OAUTH2_APP: Omit<OAuth2AppConfig, "provider"> = {
  name: "",
  description: null,
  title: null,
  clientId: null,
  clientSecret: null,
  redirectUrl: null,
  baseScopes: "imap",
  extraScopes: [],
  skipScopes: [],
  authority: null,
  cloud: "global",
  pubSubApp: null,
  googleWorkspaceAccounts: false,
  googleProjectId: null,
  googleTopicName: null,
  googleSubscriptionName: null,
  googlePushAccount: null,
  serviceClient: null,
  serviceClientEmail: null,
  authMethod: "serviceKey",
  serviceKey: null,
  externalAccount: null,
};

type AppRow = Selectable<Tables["oauth2Apps"]>;

export async function findOAuth2App(db: Db, id: string): Promise<OAuth2App | undefined> {
  const row = await db.sql.selectFrom("oauth2Apps").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toApp(db, row);
}

/** All of them, newest first: there are few. */
export async function listOAuth2Apps(db: Db): Promise<OAuth2App[]> {
  const rows = await newestFirst(db).execute();
  return rows.map((row) => toApp(db, row));
}

/** Newest first. */
export async function pageOfOAuth2Apps(
  db: Db,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ total: number; apps: OAuth2App[] }> {
  const { total } = await db.sql
    .selectFrom("oauth2Apps")
    .select((e) => e.fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  const rows = await newestFirst(db).limit(limit).offset(offset).execute();
  return { total: Number(total), apps: rows.map((row) => toApp(db, row)) };
}

const newestFirst = (db: Db) =>
  db.sql.selectFrom("oauth2Apps").selectAll().orderBy("createdAt", "desc").orderBy("id", "desc");

export async function insertOAuth2App(
  db: Db,
  id: string,
  { enabled, ...config }: Partial<OAuth2AppConfig> & { provider: OAuth2Provider; enabled: boolean },
  now: number,
): Promise<void> {
  await db.sql
    .insertInto("oauth2Apps")
    .values({
      id,
      provider: config.provider,
      enabled: Number(enabled),
      config: seal(db, id, { ...NEW_OAUTH2_APP, ...config }),
      pubSub: null,
      lastError: null,
      pubSubError: null,
      createdAt: now,
      updatedAt: null,
    })
    .execute();
  db.hint(OAUTH2_APPS_TOPIC);
}

/** Puts a changed application in the place of the known one. What the provider had against it may be over: the errors go. */
export async function updateOAuth2App(db: Db, app: OAuth2App, now: number): Promise<void> {
  const { id, enabled, pubSub: _, lastError: _l, pubSubError: _p, created: _c, updated: _u, ...config } = app;
  await db.sql
    .updateTable("oauth2Apps")
    .set({
      enabled: Number(enabled),
      config: seal(db, id, config),
      lastError: null,
      pubSubError: null,
      updatedAt: now,
    })
    .where("id", "=", id)
    .execute();
  db.hint(OAUTH2_APPS_TOPIC);
}

/** Returns whether there was one. */
export async function deleteOAuth2App(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.sql.deleteFrom("oauth2Apps").where("id", "=", id).executeTakeFirst();
  if (numDeletedRows > 0n) db.hint(OAUTH2_APPS_TOPIC);
  return numDeletedRows > 0n;
}

/** Notes what the provider has against an application, or with null that it takes it. Writes only what is new. */
export async function noteOAuth2AppError(db: Db, id: string, error: AccountError | null): Promise<void> {
  await noteChange(db, id, "lastError", error);
}

export async function notePubSubError(db: Db, id: string, error: PubSubError | null): Promise<void> {
  await noteChange(db, id, "pubSubError", error);
}

/** Keeps what was arranged with Pub/Sub. */
export async function notePubSub(db: Db, id: string, arrangement: PubSubArrangement | null): Promise<void> {
  await noteChange(db, id, "pubSub", arrangement);
}

async function noteChange(
  db: Db,
  id: string,
  column: "lastError" | "pubSubError" | "pubSub",
  value: object | null,
): Promise<void> {
  const text = value === null ? null : JSON.stringify(value);
  await db.sql
    .updateTable("oauth2Apps")
    .set({ [column]: text })
    .where("id", "=", id)
    .where((e) => (text === null ? e(column, "is not", null) : e.or([e(column, "is", null), e(column, "!=", text)])))
    .execute();
}

function seal(db: Db, id: string, app: OAuth2AppConfig): string {
  const { provider: _, ...config } = app;
  return db.vault.seal(JSON.stringify(config), SEALED.oauth2App.purpose(id));
}

const parsed = <T>(text: string | null) => (text === null ? null : (JSON.parse(text) as T));

const toApp = (db: Db, row: AppRow): OAuth2App => ({
  ...NEW_OAUTH2_APP,
  ...(JSON.parse(db.vault.open(row.config, SEALED.oauth2App.purpose(row.id))) as Partial<OAuth2AppConfig>),
  id: row.id,
  provider: row.provider as OAuth2Provider,
  enabled: row.enabled === 1,
  pubSub: parsed<PubSubArrangement>(row.pubSub),
  lastError: parsed<AccountError>(row.lastError),
  pubSubError: parsed<PubSubError>(row.pubSubError),
  created: Number(row.createdAt),
  updated: row.updatedAt === null ? null : Number(row.updatedAt),
});
