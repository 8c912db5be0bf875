import type { Selectable } from "kysely";
import type { AccountError, SmtpStatus, SyncError, WebhookHeader } from "@posthorn/contracts/accounts";
import type { SendingLimits } from "@posthorn/contracts/sending-limits";
import type { AccountState } from "../core/account-state.ts";
import { contains } from "./like.ts";
import type { Tables } from "./schema.ts";
import { portionsOf } from "./portions.ts";
import { SEALED } from "./sealed-places.ts";
import type { Db } from "./storage.ts";

/** What callers set about an account; secrets are in the clear here and sealed in the table. */
export interface AccountSettings {
  name?: string;
  email?: string;
  expectedEmail?: string;
  /** Watched mailboxes; absent, null or empty means all. */
  path?: string[] | null;
  subconnections?: string[];
  webhooks?: string;
  webhooksCustomHeaders?: WebhookHeader[];
  copy?: boolean | null;
  logs?: boolean;
  notifyFrom?: string | null;
  syncFrom?: string | null;
  proxy?: string;
  smtpEhloName?: string | null;
  imapIndexer?: "full" | "fast";
  imap?: ImapBlock;
  smtp?: SmtpBlock;
  oauth2?: OAuth2Block;
  locale?: string;
  tz?: string;
  sending?: SendingLimits | null;
}

export interface LoginBlock {
  user: string;
  pass?: string;
  accessToken?: string | false;
}

export interface SmtpBlock {
  host?: string;
  port?: number;
  secure?: boolean;
  requireTLS?: boolean;
  auth?: LoginBlock | false;
  useAuthServer?: boolean;
  tls?: Record<string, unknown>;
}

export interface ImapBlock extends SmtpBlock {
  disabled?: boolean;
  resyncDelay?: number;
  disableIMAP4rev2?: boolean;
  sentMailPath?: string | null;
  draftsMailPath?: string | null;
  junkMailPath?: string | null;
  trashMailPath?: string | null;
  archiveMailPath?: string | null;
}

export interface OAuth2Block {
  /** The id of the OAuth2 application. */
  provider?: string;
  auth?: { user?: string; delegatedUser?: string; delegatedAccount?: string };
  useAuthServer?: boolean;
  accessToken?: string;
  refreshToken?: string;
  /** When the access token runs out; absent when nobody knows. */
  expires?: string;
  authority?: string;
  /** What the access token is good for, as far as the provider told. */
  scope?: string[];
  tokenType?: string;
  /** When the access token was issued, and the refresh token. */
  generated?: string;
  refreshTokenGenerated?: string;
  /** Why the grant no longer works, in words for whom it belongs to. */
  userFlag?: { message?: string; code?: string; description?: string };
  /** Set once its logins had been refused for too long: it is not tried again until it is authorised anew. */
  isStopped?: boolean;
}

/** Whether there is anything to connect with. */
export const canWatch = ({ imap, oauth2 }: AccountSettings) =>
  oauth2?.provider === undefined
    ? imap?.host !== undefined && imap.disabled !== true
    : oauth2.isStopped !== true && imap?.disabled !== true;

export interface AccountRecord {
  id: string;
  settings: AccountSettings;
  state: AccountState;
  lastError: AccountError | null;
  syncError: SyncError | null;
  smtpStatus: SmtpStatus | null;
  syncTime: number | null;
  /** Since when what is remembered of its mailboxes is to be forgotten; null when it is not. */
  flushWantedAt: number | null;
  firstLoginAt: number | null;
  firstConnectedAt: number | null;
  authFailingSince: number | null;
  /** Since when it can't be connected to, for whatever reason; null where the last try was a success. */
  failingSince: number | null;
  /** When it is dialled again after the failure that `state` tells of; null where it is not. */
  nextRetryAt: number | null;
  revision: number;
  createdAt: number;
  updatedAt: number;
}

interface Secrets {
  webhooks?: string | undefined;
  webhooksCustomHeaders?: WebhookHeader[] | undefined;
  proxy?: string | undefined;
  imapAuth?: LoginBlock | false | undefined;
  smtpAuth?: LoginBlock | false | undefined;
  accessToken?: string | undefined;
  refreshToken?: string | undefined;
}

export async function findAccount(db: Db, id: string): Promise<AccountRecord | undefined> {
  const row = await db.sql.selectFrom("accounts").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toRecord(db, row);
}

/** The account, kept from other writers until the transaction ends. */
export async function lockAccount(tx: Db, id: string): Promise<AccountRecord | undefined> {
  const row = await tx.sql
    .selectFrom("accounts")
    .selectAll()
    .where("id", "=", id)
    .$if(tx.engine.canSkipLocked, (account) => account.forUpdate())
    .executeTakeFirst();
  return row && toRecord(tx, row);
}

/** What of the settings is no secret, without opening any seal. */
export async function findOpenSettings(db: Db, id: string): Promise<AccountSettings | undefined> {
  const row = await db.sql.selectFrom("accounts").select("config").where("id", "=", id).executeTakeFirst();
  return row && (JSON.parse(row.config) as AccountSettings);
}

export async function accountExists(db: Db, id: string): Promise<boolean> {
  const row = await db.sql.selectFrom("accounts").select("id").where("id", "=", id).executeTakeFirst();
  return row !== undefined;
}

/** How an account fares. */
export type AccountCondition = Pick<AccountRecord, "id" | "state" | "lastError">;

/** Those of the accounts that exist, without opening any seal. */
export async function findAccountConditions(db: Db, ids: readonly string[]): Promise<AccountCondition[]> {
  const found: AccountCondition[] = [];
  for (const portion of portionsOf(ids)) {
    const rows = await db.sql
      .selectFrom("accounts")
      .select(["id", "state", "lastError"])
      .where("id", "in", [...portion])
      .execute();
    found.push(...rows.map(toCondition));
  }
  return found;
}

/** The same of all accounts, in the order of their ids, so many at a time: those after `id`. */
export async function listAccountConditions(db: Db, id: string, limit: number): Promise<AccountCondition[]> {
  const rows = await db.sql
    .selectFrom("accounts")
    .select(["id", "state", "lastError"])
    .where("id", ">", id)
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(toCondition);
}

const toCondition = ({ id, state, lastError }: Pick<Selectable<Tables["accounts"]>, "id" | "state" | "lastError">) => ({
  id,
  state: state as AccountState,
  lastError: parseOrNull<AccountError>(lastError),
});

/**
 * An account other than `id` whose own mailbox is that of this user, by this OAuth2 application. Case of letters does not
 * count, and neither do mailboxes that the user looks after for others.
 */
export async function findAccountOfOAuth2User(
  db: Db,
  app: string,
  user: string,
  id: string,
): Promise<string | undefined> {
  const rows = await db.sql
    .selectFrom("accounts")
    .select(["id", "config"])
    .where("oauth2App", "=", app)
    .where("oauth2User", "=", user.toLowerCase())
    .where("id", "!=", id)
    .orderBy("id")
    .execute();
  return rows.find(({ config }) => !isDelegated(JSON.parse(config) as AccountSettings))?.id;
}

const isDelegated = ({ oauth2 }: AccountSettings) => oauth2?.auth?.delegatedUser !== undefined;

/** How many accounts log in by this OAuth2 application. */
export async function countAccountsOfOAuth2App(db: Db, app: string): Promise<number> {
  const { count } = await db.sql
    .selectFrom("accounts")
    .select((e) => e.fn.countAll<number>().as("count"))
    .where("oauth2App", "=", app)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Opens the connections of all accounts anew that log in by this OAuth2 application: it changed, or is gone. */
export async function renewAccountsOfOAuth2App(db: Db, app: string): Promise<void> {
  const { numUpdatedRows } = await db.sql
    .updateTable("accounts")
    .set((e) => ({ revision: e("revision", "+", 1) }))
    .where("oauth2App", "=", app)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) db.hint("account:");
}

/** The accounts that log in as this user by one of these applications: whom a provider means that names an address. */
export async function listAccountsOfOAuth2User(db: Db, apps: readonly string[], user: string): Promise<string[]> {
  const rows = await db.sql
    .selectFrom("accounts")
    .select("id")
    .where("oauth2App", "in", [...apps])
    .where("oauth2User", "=", user.toLowerCase())
    .execute();
  return rows.map(({ id }) => id);
}

/** The state alone, without opening any seal. */
export async function findAccountState(db: Db, id: string): Promise<AccountState | undefined> {
  const row = await db.sql.selectFrom("accounts").select("state").where("id", "=", id).executeTakeFirst();
  return row?.state as AccountState | undefined;
}

/** False when the id is taken. */
export async function insertAccount(
  db: Db,
  account: Pick<AccountRecord, "id" | "settings" | "state" | "createdAt">,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db.sql
    .insertInto("accounts")
    .values({
      id: account.id,
      ...columnsOfSettings(db, account.id, account.settings),
      state: account.state,
      lastError: null,
      syncError: null,
      smtpStatus: null,
      syncTime: null,
      firstLoginAt: null,
      firstConnectedAt: null,
      authFailingSince: null,
      flushWantedAt: null,
      nextRetryAt: null,
      revision: 1,
      createdAt: account.createdAt,
      updatedAt: account.createdAt,
    })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** A new revision makes the account's connections be opened anew. */
export async function updateAccountSettings(
  db: Db,
  id: string,
  settings: AccountSettings,
  now: number,
  { isNewRevision = true } = {},
): Promise<void> {
  await db.sql
    .updateTable("accounts")
    .set((e) => ({
      ...columnsOfSettings(db, id, settings),
      revision: e("revision", "+", isNewRevision ? 1 : 0),
      updatedAt: now,
    }))
    .where("id", "=", id)
    .execute();
}

export interface AccountStatusChange {
  state?: AccountState;
  lastError?: AccountError | null;
  syncError?: SyncError | null;
  smtpStatus?: SmtpStatus | null;
  syncTime?: number;
  firstLoginAt?: number;
  firstConnectedAt?: number | null;
  authFailingSince?: number | null;
  failingSince?: number | null;
  flushWantedAt?: number | null;
  nextRetryAt?: number | null;
}

/** Writes what became of an account. Returns false when the account is gone. */
export async function updateAccountStatus(db: Db, id: string, change: AccountStatusChange): Promise<boolean> {
  const { numUpdatedRows } = await db.sql
    .updateTable("accounts")
    .set({
      ...change,
      ...("lastError" in change && { lastError: jsonOrNull(change.lastError) }),
      ...("syncError" in change && { syncError: jsonOrNull(change.syncError) }),
      ...("smtpStatus" in change && { smtpStatus: jsonOrNull(change.smtpStatus) }),
    } as Record<string, string | number | null>)
    .where("id", "=", id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function deleteAccount(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.sql.deleteFrom("accounts").where("id", "=", id).executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function listAccounts(
  db: Db,
  filter: {
    query: string | undefined;
    states: readonly AccountState[] | undefined;
    oauth2App: string | undefined;
    limit: number;
    offset: number;
  },
): Promise<{ total: number; accounts: AccountRecord[] }> {
  const matching = db.sql
    .selectFrom("accounts")
    .$if(filter.states !== undefined, (q) => q.where("state", "in", filter.states ?? []))
    .$if(filter.oauth2App !== undefined, (q) => q.where("oauth2App", "=", filter.oauth2App ?? ""))
    .$if(filter.query !== undefined, (q) => q.where(contains("searchText", filter.query ?? "")));
  const { total } = await matching.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const rows = await matching.selectAll().orderBy("id").limit(filter.limit).offset(filter.offset).execute();
  return { total: Number(total), accounts: rows.map((row) => toRecord(db, row)) };
}

/** Every account with the number that grows with its configuration. */
export async function listAccountRevisions(db: Db): Promise<{ id: string; revision: number; state: AccountState }[]> {
  const rows = await db.sql.selectFrom("accounts").select(["id", "revision", "state"]).orderBy("id").execute();
  return rows.map((row) => ({ ...row, state: row.state as AccountState }));
}

export async function countAccountsByState(db: Db): Promise<Partial<Record<AccountState, number>>> {
  const rows = await db.sql
    .selectFrom("accounts")
    .select((e) => ["state", e.fn.countAll<number>().as("count")])
    .groupBy("state")
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, Number(row.count)]));
}

function columnsOfSettings(db: Db, id: string, settings: AccountSettings) {
  const { webhooks, webhooksCustomHeaders, proxy, imap, smtp, oauth2, ...open } = settings;
  const secrets: Secrets = {
    webhooks,
    webhooksCustomHeaders,
    proxy,
    imapAuth: imap?.auth,
    smtpAuth: smtp?.auth,
    accessToken: oauth2?.accessToken,
    refreshToken: oauth2?.refreshToken,
  };
  const config: AccountSettings = {
    ...open,
    ...(imap && { imap: { ...imap, auth: undefined } }),
    ...(smtp && { smtp: { ...smtp, auth: undefined } }),
    ...(oauth2 && { oauth2: { ...oauth2, accessToken: undefined, refreshToken: undefined } }),
  } as AccountSettings;
  return {
    name: settings.name ?? null,
    email: settings.email ?? null,
    logs: settings.logs === true ? 1 : 0,
    config: JSON.stringify(config),
    secrets: db.vault.seal(JSON.stringify(secrets), SEALED.account.purpose(id)),
    searchText: [id, settings.name, settings.email].filter(Boolean).join("\n").toLowerCase(),
    oauth2App: oauth2?.provider ?? null,
    oauth2User: oauth2?.auth?.user?.toLowerCase() ?? null,
  };
}

type AccountRow = Selectable<Tables["accounts"]>;

function toRecord(db: Db, row: AccountRow): AccountRecord {
  const settings = JSON.parse(row.config) as AccountSettings;
  const secrets = JSON.parse(db.vault.open(row.secrets, SEALED.account.purpose(row.id))) as Secrets;
  if (secrets.webhooks !== undefined) settings.webhooks = secrets.webhooks;
  if (secrets.webhooksCustomHeaders !== undefined) settings.webhooksCustomHeaders = secrets.webhooksCustomHeaders;
  if (secrets.proxy !== undefined) settings.proxy = secrets.proxy;
  if (settings.imap && secrets.imapAuth !== undefined) settings.imap.auth = secrets.imapAuth;
  if (settings.smtp && secrets.smtpAuth !== undefined) settings.smtp.auth = secrets.smtpAuth;
  if (settings.oauth2 && secrets.accessToken !== undefined) settings.oauth2.accessToken = secrets.accessToken;
  if (settings.oauth2 && secrets.refreshToken !== undefined) settings.oauth2.refreshToken = secrets.refreshToken;
  return {
    id: row.id,
    settings,
    state: row.state as AccountState,
    lastError: parseOrNull<AccountError>(row.lastError),
    syncError: parseOrNull<SyncError>(row.syncError),
    smtpStatus: parseOrNull<SmtpStatus>(row.smtpStatus),
    syncTime: row.syncTime,
    flushWantedAt: row.flushWantedAt,
    firstLoginAt: row.firstLoginAt,
    firstConnectedAt: row.firstConnectedAt,
    authFailingSince: row.authFailingSince,
    failingSince: row.failingSince,
    nextRetryAt: row.nextRetryAt,
    revision: row.revision,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

const jsonOrNull = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value));
const parseOrNull = <T>(text: string | null) => (text === null ? null : (JSON.parse(text) as T));
