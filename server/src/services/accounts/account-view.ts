import type { Account, AccountListEntry, AccountTypeName } from "@posthorn/contracts/accounts";
import { isFailed } from "../../core/account-state.ts";
import { isLoginStopped } from "../../core/login-stop.ts";
import { maskHeaders, maskUrl, MASK } from "../../core/mask.ts";
import { isSendOnlyGrant, type OAuth2App, usesApi } from "../../core/oauth2-app.ts";
import {
  type AccountRecord,
  canWatch,
  type LoginBlock,
  type OAuth2Block,
  type SmtpBlock,
} from "../../storage/accounts.ts";
import { watchedPaths } from "./mail-account.ts";

type Counts = Record<string, number>;

/** What only the process that looks after an account knows of it. */
interface LiveAccount {
  connections: number;
  lastSeen: Date | null;
}

/** An account as the API shows it, secrets masked. `app` is the OAuth2 application that it logs in by, if it is there. */
export function accountView(
  record: AccountRecord,
  counts: Counts,
  { connections, lastSeen }: LiveAccount,
  app?: OAuth2App,
): Account {
  const { settings } = record;
  const type = typeOf(record, app);
  const isServedByApi = app !== undefined && usesApi(app);
  const isSendOnly = type === "sending" || (app !== undefined && isSendOnlyGrant(app, settings.oauth2?.scope ?? []));
  const isOverImap = type === "imap" || (app !== undefined && !isServedByApi);
  return {
    ...listEntry(record, counts, app),
    ...(settings.expectedEmail !== undefined && { expectedEmail: settings.expectedEmail }),
    ...(typeof settings.copy === "boolean" && { copy: settings.copy }),
    logs: settings.logs ?? false,
    notifyFrom: settings.notifyFrom ?? null,
    syncFrom: settings.syncFrom ?? null,
    path: watchedPaths(settings.path) ?? "*",
    ...(isOverImap && { imapIndexer: settings.imapIndexer ?? "full" }),
    ...(settings.subconnections !== undefined && { subconnections: settings.subconnections }),
    ...(settings.imap && { imap: maskLogin(settings.imap) }),
    ...(settings.smtp?.host !== undefined && {
      smtp: { ...maskLogin(settings.smtp), host: settings.smtp.host, port: settings.smtp.port ?? 0 },
    }),
    ...(settings.oauth2 && { oauth2: maskGrant(settings.oauth2) }),
    ...(app && { baseScopes: app.baseScopes }),
    smtpStatus: record.smtpStatus,
    ...(record.syncError !== null && { syncError: record.syncError }),
    connections,
    ...(!isSendOnly && { lastSeen: { [isServedByApi ? "api" : "imap"]: lastSeenAt(record, lastSeen) } }),
    ...(isSendOnly && { sendOnly: true }),
    canSend: settings.smtp?.host !== undefined || app !== undefined,
    ...(settings.webhooksCustomHeaders && { webhooksCustomHeaders: maskHeaders(settings.webhooksCustomHeaders) }),
    ...(settings.locale !== undefined && { locale: settings.locale }),
    ...(settings.tz !== undefined && { tz: settings.tz }),
    ...(settings.sending && { sending: settings.sending }),
  };
}

/** `delegationError` says why nobody's grant can be found for it. */
export function accountListEntry(
  record: AccountRecord,
  counts: Counts,
  app: OAuth2App | undefined,
  delegationError: string | undefined,
): AccountListEntry {
  const { imap, smtp, oauth2 } = record.settings;
  const host = oauth2?.provider === undefined ? (imap?.host ?? smtp?.host) : undefined;
  const entry = { ...listEntry(record, counts, app), ...(host !== undefined && { host }) };
  return delegationError === undefined ? entry : { ...entry, type: "invalid", delegationError };
}

function listEntry(record: AccountRecord, counts: Counts, app: OAuth2App | undefined) {
  const { settings } = record;
  const email = settings.email ?? addressOf(settings.oauth2?.auth?.user);
  return {
    account: record.id,
    ...(settings.name !== undefined && { name: settings.name }),
    ...(email !== undefined && { email }),
    type: typeOf(record, app),
    // Taken over from old settings it is named like its provider, which says nothing.
    ...(app && app.id !== app.provider && { app: app.id }),
    state: record.state,
    ...(settings.webhooks !== undefined && { webhooks: maskUrl(settings.webhooks) }),
    ...(settings.proxy !== undefined && { proxy: maskUrl(settings.proxy) }),
    ...(settings.smtpEhloName !== undefined && { smtpEhloName: settings.smtpEhloName }),
    counters: { events: counts },
    ...(record.syncTime !== null && { syncTime: new Date(record.syncTime).toISOString() }),
    lastError: record.state === "connected" ? null : record.lastError,
    ...(isFailed(record.state) &&
      record.nextRetryAt !== null && { nextRetry: new Date(record.nextRetryAt).toISOString() }),
  };
}

/** After a restart the last complete look is the last that is known. */
function lastSeenAt({ syncTime }: AccountRecord, lastSeen: Date | null): string | null {
  const at = lastSeen ?? (syncTime === null ? null : new Date(syncTime));
  return at?.toISOString() ?? null;
}

const addressOf = (user: string | undefined) => (user?.includes("@") === true ? user : undefined);

const typeOf = (record: AccountRecord, app: OAuth2App | undefined): AccountTypeName => {
  if (record.settings.oauth2?.provider !== undefined) return app?.provider ?? "oauth2";
  return canWatch(record.settings) || isLoginStopped(record) ? "imap" : "sending";
};

function maskGrant({ accessToken, refreshToken, auth, ...block }: OAuth2Block): Account["oauth2"] {
  const open = { ...block };
  delete open.isStopped;
  return {
    ...open,
    auth: auth ?? {},
    ...(accessToken !== undefined && { accessToken: MASK }),
    ...(refreshToken !== undefined && { refreshToken: MASK }),
  };
}

function maskLogin<B extends SmtpBlock>(block: B): Omit<B, "auth"> & { auth?: LoginBlock | false } {
  if (!block.auth) return block as Omit<B, "auth"> & { auth?: false };
  return {
    ...block,
    auth: {
      user: block.auth.user,
      ...(block.auth.pass !== undefined && { pass: MASK }),
      ...(block.auth.accessToken && { accessToken: MASK }),
    },
  };
}

/** Totals with what is counted but not written yet. */
export function withPending(written: Counts | undefined, pending: ReadonlyMap<string, number>): Counts {
  const counts = { ...written };
  for (const [event, count] of pending) counts[event] = (counts[event] ?? 0) + count;
  return counts;
}
