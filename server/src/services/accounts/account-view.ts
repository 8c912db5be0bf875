import type { Account, AccountListEntry, AccountTypeName } from "@posthorn/contracts/accounts";
import { isFailed } from "../../core/account-state.ts";
import { isLoginStopped } from "../../core/login-stop.ts";
import { maskHeaders, maskUrl, MASK } from "../../core/mask.ts";
import { type AccountRecord, canWatch, type LoginBlock, type SmtpBlock } from "../../storage/accounts.ts";
import { watchedPaths } from "./mail-account.ts";

type Counts = Record<string, number>;

/** What only the process that looks after an account knows of it. */
interface LiveAccount {
  connections: number;
  lastSeen: Date | null;
}

/** An account as the API shows it, secrets masked. */
export function accountView(record: AccountRecord, counts: Counts, { connections, lastSeen }: LiveAccount): Account {
  const { settings } = record;
  const type = typeOf(record);
  return {
    ...listEntry(record, counts),
    ...(settings.expectedEmail !== undefined && { expectedEmail: settings.expectedEmail }),
    ...(typeof settings.copy === "boolean" && { copy: settings.copy }),
    logs: settings.logs ?? false,
    notifyFrom: settings.notifyFrom ?? null,
    syncFrom: settings.syncFrom ?? null,
    path: watchedPaths(settings.path) ?? "*",
    ...(type === "imap" && { imapIndexer: settings.imapIndexer ?? "full" }),
    ...(settings.subconnections !== undefined && { subconnections: settings.subconnections }),
    ...(settings.imap && { imap: maskLogin(settings.imap) }),
    ...(settings.smtp?.host !== undefined && {
      smtp: { ...maskLogin(settings.smtp), host: settings.smtp.host, port: settings.smtp.port ?? 0 },
    }),
    smtpStatus: record.smtpStatus,
    ...(record.syncError !== null && { syncError: record.syncError }),
    connections,
    ...(type !== "sending" && { lastSeen: { imap: lastSeenAt(record, lastSeen) } }),
    ...(type === "sending" && { sendOnly: true }),
    canSend: settings.smtp?.host !== undefined,
    ...(settings.webhooksCustomHeaders && { webhooksCustomHeaders: maskHeaders(settings.webhooksCustomHeaders) }),
    ...(settings.locale !== undefined && { locale: settings.locale }),
    ...(settings.tz !== undefined && { tz: settings.tz }),
    ...(settings.sending && { sending: settings.sending }),
  };
}

export function accountListEntry(record: AccountRecord, counts: Counts): AccountListEntry {
  return listEntry(record, counts);
}

function listEntry(record: AccountRecord, counts: Counts) {
  const { settings } = record;
  return {
    account: record.id,
    ...(settings.name !== undefined && { name: settings.name }),
    ...(settings.email !== undefined && { email: settings.email }),
    type: typeOf(record),
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

const typeOf = (record: AccountRecord): AccountTypeName => {
  if (record.settings.oauth2?.provider !== undefined) return "oauth2";
  return canWatch(record.settings) || isLoginStopped(record) ? "imap" : "sending";
};

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
