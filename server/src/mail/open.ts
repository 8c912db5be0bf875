import type { AccountLog } from "../core/account-log.ts";
import type { Log } from "../core/log.ts";
import type { BackendNotes, MailAccount, MailBackend } from "../core/mail-backend.ts";
import type { EgressPolicy } from "../net/egress.ts";
import type { HttpClient } from "../net/http-client.ts";
import { withApiLog } from "./api-log.ts";
import { systemClock } from "./clock.ts";
import type { GmailMeter } from "./gmail/api.ts";
import { createGmailBackend } from "./gmail/backend.ts";
import { GmailBudgets } from "./gmail/unit-budget.ts";
import { createGraphBackend } from "./graph/backend.ts";
import { MailboxBudgets } from "./graph/mailbox-budget.ts";
import { createImapBackend } from "./imap/backend.ts";
import { type ConnectionTimeouts, type ConnectionTools, DEFAULT_TIMEOUTS } from "./imap/connection.ts";
import { HostLimits } from "./imap/host-limits.ts";
import { KnownMessages } from "./imap/known-messages.ts";
import type { ImapMeter } from "./imap/meter-connection.ts";
import type { LocalAddresses } from "./local-addresses.ts";
import { createSendOnlyBackend } from "./send-only.ts";
import type { SmtpSender } from "./smtp-sender.ts";

export interface MailTools {
  log: Log;
  meter?: ImapMeter;
  /** Where the conversations of accounts that ask for it are written down. */
  accountLog?: AccountLog;
  smtp: SmtpSender;
  /** What this program says about itself to IMAP servers (RFC 2971). */
  clientInfo?: ConnectionTools["clientInfo"];
  timeouts?: Partial<ConnectionTimeouts>;
  localAddresses?: LocalAddresses;
  /** Addresses that connections never go to; by default they go anywhere. */
  egressPolicy?: EgressPolicy;
  /** Whether no connection is compressed (RFC 4978). */
  disableCompression?: boolean;
  /** Connections for requests of one account, besides the watching one. */
  maxRequestConnections?: number;
  closeIdleAfterMs?: number;
  /** What is remembered of messages, for all accounts together. */
  knownMessages?: KnownMessages;
  /** What mail servers let all accounts have together. */
  hostLimits?: HostLimits;
  /** The way to the APIs of providers; undefined where no account is served by one. */
  apis?: ProviderApis;
}

/** What all accounts share that the APIs of providers serve. */
export interface ProviderApis {
  http: HttpClient;
  meter?: GmailMeter;
  gmailBudgets: GmailBudgets;
  graphBudgets: MailboxBudgets;
  /** Between two looks for what was not told. */
  pollMs: number;
  /** For one request. */
  timeoutMs: number;
}

export const providerApis = (given: Omit<ProviderApis, "gmailBudgets" | "graphBudgets">): ProviderApis => ({
  ...given,
  gmailBudgets: new GmailBudgets(),
  graphBudgets: new MailboxBudgets(systemClock),
});

/** The one place that knows which kind of backend an account needs. */
export function openBackend(account: MailAccount, notes: BackendNotes, tools: MailTools): MailBackend {
  if (account.api) return openApi(account, notes, tools);
  if (!account.imap) return createSendOnlyBackend(account, tools.smtp);
  return createImapBackend(account, notes, {
    log: tools.log,
    ...(tools.meter && { meter: tools.meter }),
    ...(tools.accountLog && { accountLog: tools.accountLog }),
    smtp: tools.smtp,
    clientInfo: tools.clientInfo ?? (() => ({ name: "Posthorn", vendor: "Posthorn", "support-url": "" })),
    timeouts: soonEnough({ ...DEFAULT_TIMEOUTS, ...tools.timeouts }),
    ...(tools.localAddresses && { localAddresses: tools.localAddresses }),
    egressPolicy: tools.egressPolicy ?? "off",
    disableCompression: tools.disableCompression ?? false,
    maxRequestConnections: tools.maxRequestConnections ?? 3,
    closeIdleAfterMs: tools.closeIdleAfterMs ?? 60_000,
    knownMessages: tools.knownMessages ?? new KnownMessages(),
    hostLimits: tools.hostLimits ?? new HostLimits(),
  });
}

function openApi(account: MailAccount, notes: BackendNotes, { apis, log, accountLog, smtp }: MailTools): MailBackend {
  if (apis === undefined) throw new Error("There is no way to the APIs of providers");
  const { pollMs, timeoutMs } = apis;
  const baseUrl = account.api?.baseUrl ?? "";
  const http = accountLog ? withApiLog(apis.http, account, { accountLog, baseUrl }) : apis.http;
  return account.api?.kind === "gmail"
    ? createGmailBackend(account, notes, {
        http,
        log,
        smtp,
        ...(apis.meter && { meter: apis.meter }),
        budgets: apis.gmailBudgets,
        timeoutMs,
        pace: { pollMs },
      })
    : createGraphBackend(account, notes, {
        http,
        log,
        smtp,
        ...(apis.meter && { meter: apis.meter }),
        clock: systemClock,
        budgets: apis.graphBudgets,
        timeoutMs,
        pollMs,
      });
}

/** A connection that listens is asked something before its silence counts as an end. */
const soonEnough = (timeouts: ConnectionTimeouts): ConnectionTimeouts => ({
  ...timeouts,
  renewIdleMs: Math.min(timeouts.renewIdleMs, timeouts.watchSilenceMs * 0.8),
});
