import { setTimeout as sleep } from "node:timers/promises";
import type { AccountLog } from "../../core/account-log.ts";
import { type AccountSignal, next } from "../../core/account-state.ts";
import { type Backoff, backoffDelay } from "../../core/backoff.ts";
import { PosthornError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { isLoginStopped } from "../../core/login-stop.ts";
import { ConnectFailure, type MailSessions, type WatchOptions } from "../../core/mail-backend.ts";
import type { MailSummaries } from "../../core/mail-summaries.ts";
import type { EventLog } from "../../events/event-log.ts";
import type { WebSafe } from "../../mime/web-safe/web-safe.ts";
import { type AccountRecord, canWatch, findAccount, updateAccountStatus } from "../../storage/accounts.ts";
import type { Storage } from "../../storage/storage.ts";
import { AccountGone, commitBatch, type WatchSettings } from "./commit-batch.ts";
import { forgetMailboxes } from "./forget-mailboxes.ts";
import type { DialPace } from "./dial-pace.ts";
import { recordFailure } from "./record-failure.ts";
import { summarizeBatch, type Summarizing } from "./summarize-batch.ts";
import { webSafeBatch } from "./web-safe-batch.ts";

export interface WatchAccountDeps {
  storage: Storage;
  events: EventLog;
  mail: MailSessions;
  accountLog: AccountLog;
  webSafe: WebSafe;
  summaries: MailSummaries;
  /** For all summaries of a batch. */
  summaryTimeoutMs: number;
  log: Log;
  pace: DialPace;
  messageSettings(): WatchSettings;
  maxAuthFailureMs: number;
  now(): number;
}

/** A server that can't be reached. */
const CANNOT_CONNECT: Backoff = { firstMs: 2000, capMs: 600_000, jitter: 0.2 };
/** One that refuses the login will seldom change its mind, and may lock out who insists. */
const REFUSED: Backoff = { firstMs: 2000, capMs: 1_800_000, jitter: 0.2 };
/** A connection that was logged in and ended. */
const CONNECTION_LOST: Backoff = { firstMs: 1000, capMs: 30_000, jitter: 0.3, factor: 1.5 };
/** A connection that lasted this long says that nothing is wrong with the account. */
const STABLE_AFTER_MS = 300_000;

/**
 * Keeps one account watched until `signal` aborts: connects, commits what the backend tells, and
 * after a failure waits and tries again. It waits alone: no other account is held up.
 */
export async function watchAccount(deps: WatchAccountDeps, id: string, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const delayMs = await watchOnce(deps, id, signal, failures).catch((error: unknown) => {
      // The database, not the account, is in trouble.
      deps.log.warn({ err: error, account: id }, "The account can't be watched right now");
      return { failures, delayMs: backoffDelay(CONNECTION_LOST, 3) };
    });
    if (delayMs === null) return;
    failures = delayMs.failures;
    await sleep(delayMs.delayMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** One connection, from dialling to its end. Returns how long to wait, or null when there is nothing to watch any more. */
async function watchOnce(
  deps: WatchAccountDeps,
  id: string,
  signal: AbortSignal,
  failures: number,
): Promise<{ failures: number; delayMs: number } | null> {
  const account = await findAccount(deps.storage, id);
  if (account === undefined) return null;
  if (account.flushWantedAt !== null) {
    await forgetMailboxes(deps.storage, deps.accountLog, id);
    return { failures: 0, delayMs: 0 };
  }
  if (!canWatch(account.settings)) return null;
  let loggedInAt: number | null = null;
  let wasInSync = false;
  const { imap, oauth2 } = account.settings;
  // The accounts of an OAuth2 application are all at one provider.
  const leave = await deps.pace.enter(oauth2?.provider ?? imap?.host ?? "", signal);
  try {
    if (signal.aborted) return null;
    await moveAccount(deps.storage, id, "dial");
    const backend = await deps.mail.open(id);
    for await (const batch of backend.watch(watchOptions(account, deps), signal)) {
      const settings = deps.messageSettings();
      const summarized = deps.summaries.isOn()
        ? await summarizeBatch(batch, summarizingOf(account, settings, deps), signal)
        : batch;
      const cleaning = { account: id, webSafe: deps.webSafe };
      const told = settings.notifyWebSafeHtml ? await webSafeBatch(summarized, backend, cleaning, signal) : summarized;
      await commitBatch(deps.storage, deps.events, id, told, settings, deps.now());
      if (batch.changes.some((change) => change.type === "connected")) {
        leave();
        loggedInAt ??= deps.now();
      }
      wasInSync ||= batch.changes.some((change) => change.type === "inSync");
    }
    if (signal.aborted) return null;
    throw new ConnectFailure("connection", "The connection ended");
  } catch (error) {
    if (signal.aborted || error instanceof AccountGone) return null;
    if (error instanceof PosthornError && error.code === "ServiceUnavailable") throw error;
    const failure = asFailure(error, deps.log, id);
    const wasStable = loggedInAt !== null && deps.now() - loggedInAt >= STABLE_AFTER_MS;
    // A first look at a large mailbox takes its time; it goes on where the connection ended.
    if ((wasInSync || wasStable) && failure.reason === "connection") {
      deps.log.info({ account: id, reason: failure.message }, "The mailbox connection was lost");
      await moveAccount(deps.storage, id, "lost");
      const count = wasStable ? 1 : failures + 1;
      return { failures: count, delayMs: backoffDelay(CONNECTION_LOST, count) };
    }
    deps.log.warn(
      { account: id, reason: failure.message, code: failure.serverResponseCode, response: failure.response },
      "The mailbox can't be connected to",
    );
    const delayMs = backoffDelay(planOf(failure, loggedInAt !== null), failures + 1);
    await recordFailure(deps.storage, deps.events, id, failure, {
      now: deps.now(),
      retryAfterMs: delayMs,
      maxAuthFailureMs: deps.maxAuthFailureMs,
    });
    return { failures: failures + 1, delayMs };
  } finally {
    leave();
  }
}

function planOf({ reason }: ConnectFailure, wasLoggedIn: boolean): Backoff {
  if (reason === "authentication") return REFUSED;
  return wasLoggedIn ? CONNECTION_LOST : CANNOT_CONNECT;
}

function asFailure(error: unknown, log: Log, account: string): ConnectFailure {
  if (error instanceof ConnectFailure) return error;
  log.error({ err: error, account }, "Watching the mailbox failed unexpectedly");
  return new ConnectFailure("connection", error instanceof Error ? error.message : String(error), { cause: error });
}

/** What is loaded of a new message goes by the settings of then, however long its account has been watched. */
const watchOptions = (
  account: AccountRecord,
  { messageSettings: settings, summaries }: Pick<WatchAccountDeps, "messageSettings" | "summaries">,
): WatchOptions => ({
  hasConnectedBefore: account.firstConnectedAt !== null,
  lastLook: account.firstConnectedAt === null || account.syncTime === null ? null : new Date(account.syncTime),
  notifyFrom: notifyFromOf(account),
  get text() {
    const { notifyText, notifyTextSize } = settings();
    return { include: notifyText || summaries.isOn(), maxCharacters: notifyTextSize };
  },
  get headers() {
    return settings().notifyHeaders.length > 0 || summaries.isOn();
  },
  get attachments() {
    const { notifyAttachments, notifyAttachmentSize } = settings();
    return { include: notifyAttachments, maxBytes: notifyAttachmentSize };
  },
  get calendarEvents() {
    return settings().notifyCalendarEvents;
  },
  get gmailCategories() {
    return settings().resolveGmailCategories;
  },
});

const notifyFromOf = ({ settings }: AccountRecord) => (settings.notifyFrom ? new Date(settings.notifyFrom) : null);

const summarizingOf = (account: AccountRecord, settings: WatchSettings, deps: WatchAccountDeps): Summarizing => ({
  account: account.id,
  summaries: deps.summaries,
  notifyFrom: notifyFromOf(account),
  timeoutMs: deps.summaryTimeoutMs,
  compatAiSummary: settings.compatAiSummary,
});

/** Moves an account to where the table of states says. */
export async function moveAccount(storage: Storage, id: string, signal: AccountSignal): Promise<void> {
  await storage.transaction(async (tx) => {
    const account = await findAccount(tx, id);
    if (account === undefined) return;
    if (signal === "restart" && isLoginStopped(account)) return;
    const state = next[account.state][signal];
    if (state === account.state) return;
    await updateAccountStatus(tx, id, { state });
    tx.hint(`state:${id}`);
  });
}
