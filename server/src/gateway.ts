import { createHash, randomUUID } from "node:crypto";
import { Resolver } from "node:dns/promises";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import type { Server as TlsServer } from "node:tls";
import { isSettingKey, SETTING_KEYS, type SettingValues } from "@posthorn/contracts/settings";
import type { FastifyInstance } from "fastify";
import pino from "pino";
import { createAcme } from "./acme/acme.ts";
import { createAskForChallenge } from "./acme/ask-for-challenge.ts";
import { createPromptBench } from "./ai/prompt-bench.ts";
import { createServicePause } from "./ai/service-pause.ts";
import { createMailSummaries } from "./ai/summaries.ts";
import type { SummarySettings } from "./ai/summary-settings.ts";
import type { Config } from "./config/load.ts";
import type { Backoff } from "./core/backoff.ts";
import type { MailAccount, MailSessions, PushHint } from "./core/mail-backend.ts";
import { DEFAULT_ENDPOINT } from "./core/webhook-endpoint.ts";
import type { VerifyMail } from "./core/mail-verifier.ts";
import { createEventLog } from "./events/event-log.ts";
import { closeHttpApp, createHttpApp } from "./http/app.ts";
import { listen } from "./http/listen.ts";
import { reloadCertificate } from "./http/reload-certificate.ts";
import { createPlainDoor } from "./http/plain-door.ts";
import type { PlaintextLogin } from "./listeners/may-log-in.ts";
import { createImapProxyDoor } from "./imap-proxy/door.ts";
import { createMailAutoconfig } from "./mail/autoconfig/autoconfig.ts";
import { createSenderCheck } from "./mail/check-sender.ts";
import type { MailDns } from "./mail/dns.ts";
import { createScannerCheck } from "./mail/scanners.ts";
import { DEFAULT_TIMEOUTS } from "./mail/imap/connection.ts";
import { createGmailPubSub } from "./mail/gmail-pubsub/client.ts";
import { createImapRelay } from "./mail/imap/relay.ts";
import { createFindLocalAddresses } from "./mail/find-local-addresses.ts";
import { createLocalAddresses } from "./mail/local-addresses.ts";
import { providerApis } from "./mail/open.ts";
import { createMailSessions } from "./mail/sessions.ts";
import { createSmtpSender } from "./mail/smtp/sender.ts";
import { createMailVerifier } from "./mail/verify.ts";
import { createTemplateRenderer } from "./mime/templates/renderer.ts";
import { createWebSafe } from "./mime/web-safe/web-safe.ts";
import { egressPolicy, type EgressRule } from "./net/egress.ts";
import { createErrorReports, type ErrorReports, reportingHooks } from "./net/error-reports.ts";
import { createHttpClient } from "./net/http-client.ts";
import { createMetricExports } from "./net/metric-exports.ts";
import { createAgentDoor } from "./mcp/door.ts";
import type { Consumer } from "./queue/consumer.ts";
import { freeAllLeases } from "./queue/renew.ts";
import { withProviderUrls } from "./core/provider-urls.ts";
import { createAuthenticationServer } from "./oauth/authentication-server.ts";
import { createOAuth2 } from "./oauth/create.ts";
import { createUserFunctions } from "./sandbox/user-functions.ts";
import { createAccountTokens } from "./services/logins/access-tokens.ts";
import { loadMailAccount } from "./services/logins/load-mail-account.ts";
import { createModelUses } from "./services/ai/model-uses.ts";
import { composeAlertMail } from "./services/alert-rules/compose-alert-mail.ts";
import { configuredTls } from "./services/certificates/configured-tls.ts";
import { hostsToOrder } from "./services/certificates/hosts.ts";
import { openShownCertificates } from "./services/certificates/shown-certificates.ts";
import { listenerCertificates } from "./services/certificates/list.ts";
import { createEventFeed } from "./services/events/feed.ts";
import { createStateFeed } from "./services/states/feed.ts";
import type { Context } from "./services/context.ts";
import { createAccountLog } from "./services/logs/account-log.ts";
import { httpProxy, imapClientInfo, mailDefaults } from "./services/mail-defaults.ts";
import { notificationBase } from "./services/push/notification-base.ts";
import { createListenerStates } from "./services/service/listener-states.ts";
import { createMetrics } from "./services/service/metrics.ts";
import { otlpMetrics } from "./services/service/otlp-metrics.ts";
import { createTally } from "./services/service/tally.ts";
import { configuredProviders } from "./services/providers/configured.ts";
import { createPasswords } from "./services/sessions/passwords.ts";
import { createSessionUses } from "./services/sessions/session-uses.ts";
import { createFirstUser } from "./services/setup/first-user.ts";
import { makeSetupLink } from "./services/setup/link.ts";
import { preparePassword } from "./services/setup/prepare-password.ts";
import { presetSettings } from "./services/settings/preset.ts";
import { seedSettings } from "./services/settings/seed.ts";
import { relayOf } from "./services/gateways/smtp-block.ts";
import { createIdempotencyGate } from "./services/idempotency.ts";
import { createLiveCalls } from "./services/streams/live-calls.ts";
import { createAdminAudit } from "./services/admin-log/audit.ts";
import { createMcpCallLog } from "./services/mcp/call-log.ts";
import { createTokenAudit } from "./services/tokens/audit.ts";
import { importTokens } from "./services/tokens/export.ts";
import { createRateLimits } from "./services/tokens/rate-limits.ts";
import { createTokenUses } from "./services/tokens/token-uses.ts";
import { createSmtpDoor } from "./smtp-server/door.ts";
import { acmeAccountKey, deleteChallenge, putChallenge } from "./storage/certificates.ts";
import { createExportFiles } from "./storage/export-files.ts";
import { findGateway } from "./storage/gateways.ts";
import { readNotes, writeNotes } from "./storage/notes.ts";
import { selfSignedCertificate } from "./storage/self-signed-certificate.ts";
import { openEndpoints } from "./storage/known-endpoints.ts";
import { openSettings } from "./storage/settings.ts";
import { openStorage, type Storage } from "./storage/storage.ts";
import { countTokens } from "./storage/tokens.ts";
import { queueCounts } from "./services/service/queue-counts.ts";
import { sampleQueues } from "./services/service/sample-queues.ts";
import { versions } from "./versions.ts";
import { createAlertTelling, createAlertWatch } from "./workers/alerts/alerts.ts";
import { postAlert } from "./workers/alerts/post-alert.ts";
import { createAccountSync } from "./workers/account-sync/account-sync.ts";
import { createDialPace } from "./workers/account-sync/dial-pace.ts";
import { createCertificateRenewal } from "./workers/certificate-renewal/certificate-renewal.ts";
import { createExportWorker } from "./workers/export/export.ts";
import { createGatewayUses } from "./workers/message-delivery/gateway-uses.ts";
import { createKnownHolds } from "./workers/message-delivery/known-holds.ts";
import { createGmailNotifications } from "./workers/gmail-notifications/gmail-notifications.ts";
import { createMessageDelivery } from "./workers/message-delivery/message-delivery.ts";
import { createKeyRotationWorker } from "./workers/upkeep/key-rotation.ts";
import { createPresence } from "./workers/upkeep/presence.ts";
import { createUpkeep } from "./workers/upkeep/upkeep.ts";
import { createEndpointHealth } from "./workers/webhook-delivery/endpoint-health.ts";
import { createEndpointUses } from "./workers/webhook-delivery/endpoint-uses.ts";
import { createTryWebhook } from "./workers/webhook-delivery/try-webhook.ts";
import { createWebhookDelivery } from "./workers/webhook-delivery/webhook-delivery.ts";

export interface Gateway {
  /** Opens every room in order. Resolves when the API answers. */
  start(): Promise<void>;
  /** Closes them in reverse: nothing new is accepted, what runs is finished or given back. Idempotent. */
  close(): Promise<void>;
  /** Where the API listens, once started. */
  readonly url: string;
  /** The port of plain HTTP beside HTTPS; null when there is none. */
  readonly plainPort: number | null;
  /** The HTTP door. */
  readonly app: FastifyInstance;
  readonly ctx: Context;
  readonly storage: Storage;
  hasTokens(): Promise<boolean>;
  /**
   * Where the first user can be made, once, within a day; null when there is one. Earlier addresses are
   * void. It opens everything, so it goes to the operator's terminal and to no log.
   */
  setupUrl(): Promise<string | null>;
}

/** Parts that a test brings in place of the real ones. */
export interface Replacements {
  mail?: (storage: Storage) => MailSessions;
  verifyMail?: VerifyMail;
  /** Answers for mail exchangers and services instead of the machine's resolver. */
  dns?: MailDns;
  /** The certificate that outgoing HTTPS trusts, in PEM. */
  httpsCa?: string;
  now?: () => number;
  /** The configuration as it is now; files that it names may have changed. */
  readConfig?: () => Config;
  /** Where names that shall be vouched for are asked, in place of port 80. */
  challengePort?: number;
  /** How long an export waits before it asks a mail server again. */
  exportAgain?: Backoff;
  /** How long a batch of new mail waits for its summaries. */
  summaryTimeoutMs?: number;
  logger?: pino.Logger;
  /** Where that logger shows what it logs. */
  errorReports?: ErrorReports;
  /** Where the dashboard's built files are. */
  dashboardFolder?: string;
}

/** For one delivery of a message, from dialling to the answer. */
const SEND_TIMEOUT_MS = 10 * 60 * 1000;
/** Longer than an order takes. */
const CHALLENGE_KEPT_MS = 60 * 60 * 1000;
/** For what a language model says of one batch of new mail, or in one trial. */
const SUMMARY_TIMEOUT_MS = 2 * 60 * 1000;

/** For composing the email of an alert. */
const ALERT_MAIL_TIMEOUT_MS = 30_000;

export function createLogger(config: Config, reports: ErrorReports): pino.Logger {
  return pino({
    hooks: reportingHooks(reports),
    level: config.log.level,
    redact: ["headers.authorization", "headers.cookie", "req.headers.authorization", "req.headers.cookie"],
  });
}

/** Builds each room once. Read it from top to bottom as the architecture. */
export async function createGateway(config: Config, replace: Replacements = {}): Promise<Gateway> {
  const reports = replace.errorReports ?? createErrorReports();
  const log = replace.logger ?? createLogger(config, reports);
  const now = replace.now ?? Date.now;
  const owner = randomUUID();
  let isStopping = false;

  const storage = await openStorage({
    ...config.storage,
    onError: (error) => log.warn({ err: error }, "A database connection broke"),
  });
  const pinned: Partial<SettingValues> = {
    ...config.pinned,
    ...(config.pinned.sentryDsn !== undefined && { sentryEnabled: true }),
  };
  const settings = await openSettings(storage, pinned);
  await seedSettings(storage, settings, config.seeds, log);
  await presetSettings(storage, settings, config.service.settings, log);
  if (config.service.preparedToken !== undefined) await importTokens(storage, config.service.preparedToken, now());
  if (config.service.preparedPassword !== undefined)
    await preparePassword(storage, { prepared: config.service.preparedPassword, log, now: now() });

  const endpoints = await openEndpoints(storage, (error) =>
    log.warn({ err: error }, "Webhook endpoints could not be read and will be looked for again"),
  );
  const exportFiles = createExportFiles(config.exports.directory);
  const tally = createTally(storage);
  const modelUses = createModelUses(storage, now);
  const tokenUses = createTokenUses(storage);
  const gatewayUses = createGatewayUses(storage);
  const holds = createKnownHolds(storage, log);
  const tokenAudit = createTokenAudit({ storage, settings, log });
  const mcpCalls = createMcpCallLog({ storage, log });
  const sessionUses = createSessionUses(storage);
  const adminAudit = createAdminAudit({
    storage,
    log,
    keep: { entries: config.people.logEntries, ms: config.people.logAgeMs },
    now,
  });
  const accountLog = createAccountLog({ storage, settings, log, isRaw: config.log.raw, now });
  const firstUser = createFirstUser(storage);
  const liveCalls = createLiveCalls({ storage, log, now });
  const greeting = `Posthorn v${versions.posthorn}`;
  const states = createStateFeed({ storage, liveCalls, log, greeting, now });
  const eventFeed = createEventFeed({ storage, liveCalls, log, greeting, isStopping: () => isStopping, now });
  const { meter, page } = createMetrics({
    storage,
    tally,
    version: versions.posthorn,
    concurrency: { webhooks: config.webhooks.atOnce, submissions: config.sending.atOncePerAccount },
    dataDir: config.storage.dataDir,
    mail: () => mail,
    watch: () => accountSync,
    now,
  });
  const events = createEventLog({
    meter,
    serviceUrl: () => settings.get("serviceUrl") || null,
    isAnyoneListening: () =>
      settings.get("webhooksEnabled") === true &&
      ((settings.get("webhookEvents") ?? []).length > 0 ||
        endpoints.all.some(({ id, enabled }) => enabled && id !== DEFAULT_ENDPOINT)),
  });
  const endpointHealth = createEndpointHealth({
    storage,
    events,
    endpoints,
    alertAfterMs: () => (settings.get("webhooksAlertAfter") ?? 0) * 1000,
    now,
  });
  const endpointUses = createEndpointUses(storage);

  const webSafe = createWebSafe({
    log,
    maxFoldedCharacters: () => (config.reading.disableThreadCollapse ? 0 : (settings.get("threadCollapseSize") ?? 0)),
    onCleaned: (outcome) => meter.textCleaned(outcome),
  });

  const templates = createTemplateRenderer({
    maxLength: config.http.maxTextSize,
    onRendered: (outcome) => meter.templateRendered(outcome),
  });

  const mailTls = {
    minVersion: config.mail.tlsMinVersion,
    minDHSize: config.mail.tlsMinDhSize,
    ...(config.mail.tlsCiphers !== undefined && { ciphers: config.mail.tlsCiphers }),
  };
  const dns = replace.dns ?? new Resolver({ timeout: 1500, tries: 2 });
  const localAddresses = createLocalAddresses({
    settings: () => ({
      addresses: settings.get("localAddresses") ?? [],
      imap: settings.get("imapStrategy") ?? "default",
      smtp: settings.get("smtpStrategy") ?? "default",
    }),
    reverse: (address) => dns.reverse(address),
  });
  const egressOf = (rule: string) => egressPolicy(rule as EgressRule, config.egress.allowed);
  const mailEgress = egressOf(config.mail.egressPolicy);
  /** How every mail server is met. */
  const mailTools = {
    log,
    localAddresses,
    egressPolicy: mailEgress,
    disableCompression: config.mail.disableCompression,
    clientInfo: () => imapClientInfo(settings, versions.posthorn),
  };
  const smtp = createSmtpSender({
    log,
    accountLog,
    localAddresses,
    egressPolicy: mailEgress,
    maxConnections: config.sending.atOncePerAccount,
    silenceMs: config.sending.silenceMs,
  });
  const userAgent = `Posthorn/${versions.posthorn} (+https://github.com/posthorn/posthorn)`;
  const providerHttp = createHttpClient({
    policy: mailEgress,
    connectTimeoutMs: 30_000,
    proxy: () => httpProxy(settings),
    ...(replace.httpsCa !== undefined && { ca: replace.httpsCa }),
  });
  const providerUrls = withProviderUrls(config.mail.providerUrls ?? {});
  const oauth2 = createOAuth2({ http: providerHttp, urls: providerUrls, userAgent, now });
  const pubSub = createGmailPubSub({ http: providerHttp, baseUrl: providerUrls.google.pubSub, oauth2, userAgent, now });
  const signInProviders = configuredProviders(config.signIn, { http: providerHttp, userAgent, log });
  const accountTokens = createAccountTokens({ storage, oauth2, meter, log, now });
  const authenticationServer = createAuthenticationServer({
    http: providerHttp,
    url: () => settings.get("authServer") || undefined,
    userAgent,
    now,
  });
  const defaults = () => mailDefaults(settings, mailTls);
  const serverName = () => defaults().smtpEhloName ?? "localhost";
  const certificates = await openShownCertificates({
    storage,
    settings,
    meter,
    log,
    configured: () => configuredTls(replace.readConfig?.() ?? config),
    selfSigned: () => selfSignedCertificate(config.storage.dataDir, serverName(), now()),
    now,
  });
  const loadAccount = (id: string): Promise<MailAccount | null> =>
    loadMailAccount(
      { storage, settings, accountLog, tokens: accountTokens, authenticationServer, urls: providerUrls, defaults },
      id,
    );
  const mail =
    replace.mail?.(storage) ??
    createMailSessions({
      ...mailTools,
      accountLog,
      meter,
      smtp,
      apis: providerApis({
        http: providerHttp,
        meter,
        pollMs: config.mail.gmailPollMs,
        timeoutMs: config.mail.apiTimeoutMs,
      }),
      timeouts: { watchSilenceMs: config.mail.socketTimeoutMs },
      notesOf: (account) => ({
        read: (prefix) => readNotes(storage, account, prefix),
        write: (notes) => storage.transaction((tx) => writeNotes(tx, account, notes)),
      }),
      loadAccount,
    });
  const httpClient = createHttpClient({
    policy: egressOf(config.webhooks.egressPolicy),
    connectTimeoutMs: Math.min(config.webhooks.timeoutMs, 10_000),
    proxy: () => httpProxy(settings),
    ...(replace.httpsCa !== undefined && { ca: replace.httpsCa }),
  });

  const installedAt = await storage.installedAt();
  reports.connect({
    http: httpClient,
    dsn: () => (settings.get("sentryEnabled") === true ? settings.get("sentryDsn") : undefined),
    version: versions.posthorn,
    instance: createHash("sha256").update(`Posthorn ${installedAt}`).digest("hex").slice(0, 12),
    log,
    now,
  });

  const { telemetry } = config;
  const startedAt = now();
  const metricExports =
    telemetry.metricsEndpoint === undefined
      ? null
      : createMetricExports({
          http: httpClient,
          endpoint: telemetry.metricsEndpoint,
          headers: telemetry.headers,
          userAgent,
          intervalMs: telemetry.intervalMs,
          timeoutMs: telemetry.timeoutMs,
          collect: async () =>
            otlpMetrics(await page.read(), {
              resource: {
                "service.name": "posthorn",
                "service.version": versions.posthorn,
                "service.instance.id": `${hostname()}:${config.http.port}`,
                ...telemetry.resourceAttributes,
                ...(telemetry.serviceName !== undefined && { "service.name": telemetry.serviceName }),
              },
              version: versions.posthorn,
              startedAt,
              at: now(),
            }),
          log,
        });

  const userFunctions = createUserFunctions({
    log,
    meter,
    http: httpClient,
    userAgent,
    limits: { computeMs: config.webhooks.functionTimeoutMs },
  });
  const asking = {
    http: httpClient,
    userFunctions,
    meter,
    uses: modelUses,
    pause: createServicePause(now),
    settings: (): SummarySettings => ({
      generateEmailSummary: settings.get("generateEmailSummary") ?? false,
      openAiAPIKey: settings.get("openAiAPIKey"),
      openAiAPIUrl: settings.get("openAiAPIUrl"),
      openAiModel: settings.get("openAiModel"),
      openAiPrompt: settings.get("openAiPrompt"),
      openAiTemperature: settings.get("openAiTemperature"),
      openAiTopP: settings.get("openAiTopP"),
      openAiMaxTokens: settings.get("openAiMaxTokens"),
      openAiReasoningEffort: settings.get("openAiReasoningEffort"),
      openAiPreProcessingFn: settings.get("openAiPreProcessingFn"),
      scriptEnv: settings.get("scriptEnv") ?? "{}",
    }),
  };
  const summaries = createMailSummaries({ ...asking, log });
  const posting = {
    http: httpClient,
    settings,
    timeoutMs: config.webhooks.timeoutMs,
    userAgent,
    now,
  };

  const accountSync = createAccountSync({
    storage,
    events,
    mail,
    accountLog,
    webSafe,
    summaries,
    summaryTimeoutMs: replace.summaryTimeoutMs ?? SUMMARY_TIMEOUT_MS,
    log,
    pace: createDialPace({ total: 50, perHost: 10, slowMs: 3000, gapMs: config.mail.setupDelayMs }),
    messageSettings: () => ({
      notifyText: settings.get("notifyText") ?? true,
      notifyTextSize: settings.get("notifyTextSize") ?? 0,
      notifyWebSafeHtml: settings.get("notifyWebSafeHtml") ?? false,
      notifyHeaders: settings.get("notifyHeaders") ?? [],
      resolveGmailCategories: settings.get("resolveGmailCategories") ?? false,
      notifyAttachments: settings.get("notifyAttachments") ?? false,
      notifyAttachmentSize: settings.get("notifyAttachmentSize") ?? 0,
      notifyCalendarEvents: settings.get("notifyCalendarEvents") ?? false,
      compatAiSummary: settings.get("compatAiSummary") ?? false,
      suppressHardBounces: settings.get("suppressHardBounces") ?? false,
      suppressComplaints: settings.get("suppressComplaints") ?? false,
      globalBlocklist: settings.get("globalBlocklist") || undefined,
    }),
    maxAuthFailureMs: config.mail.maxAuthFailureMs,
    now,
  });
  const ctx: Context = {
    node: owner,
    storage,
    settings,
    events,
    mail,
    verifyMail: replace.verifyMail ?? createMailVerifier(mailTools),
    checkSender: createSenderCheck(dns),
    isScanner: createScannerCheck(dns, now),
    oauth2,
    pubSub,
    accountTokens,
    authenticationServer,
    discoverMail: createMailAutoconfig({ dns, http: httpClient }),
    certificates,
    askForChallenge: createAskForChallenge(httpClient, userAgent, replace.challengePort),
    webSafe,
    templates,
    userFunctions,
    endpoints,
    tryWebhook: createTryWebhook(posting),
    postAlert: (target, telling, locale, signal) => postAlert(posting, target, telling, locale, signal),
    meter,
    metrics: page,
    tally,
    modelUses,
    promptBench: createPromptBench({ ...asking, timeoutMs: replace.summaryTimeoutMs ?? SUMMARY_TIMEOUT_MS }),
    log,
    accountLog,
    accountWatch: accountSync,
    states,
    eventFeed,
    listeners: createListenerStates((name, state) => states.noteListener(name, state)),
    tokenUses,
    tokenAudit,
    mcpCalls,
    rateLimits: createRateLimits(),
    sessionUses,
    adminAudit,
    signInProviders,
    passwords: createPasswords(),
    signInLimits: createRateLimits(),
    firstUser,
    idempotency: createIdempotencyGate(),
    exportFiles,
    about: {
      version: versions.posthorn,
      imapflow: versions.imapflow,
      queue: versions.posthorn,
      commit: versions.commit,
      dataDir: config.storage.dataDir,
    },
    limits: {
      requireApiAuth: config.http.requireApiAuth,
      isHttps: config.apiTls.enabled,
      enableOAuthTokens: config.http.enableOAuthTokens,
      mcp: config.mcp.enabled,
      disableMessageBrowser: config.http.disableMessageBrowser,
      disableSetupWarnings: config.http.disableSetupWarnings,
      adminAddresses: config.http.adminAddresses,
      commandTimeoutMs: config.http.commandTimeoutMs,
      maxTextSize: config.http.maxTextSize,
      mailTls,
    },
    configured: {
      fixed: SETTING_KEYS.filter((key) => pinned[key] !== undefined),
      preset: Object.keys(config.service.settings).filter(isSettingKey),
      hasSecret: config.storage.secret !== undefined,
    },
    findLocalAddresses: createFindLocalAddresses((address) => dns.reverse(address)),
    isStopping: () => isStopping,
    now,
  };

  /** A provider tells of a change: a hint, for an account that may be gone by now. */
  const nudge = (account: string, hint: PushHint) =>
    void mail.open(account).then(
      (backend) => backend.nudge?.(hint),
      (error: unknown) => log.debug({ err: error, account }, "An account that a provider told of could not be opened"),
    );
  const gmailNotifications = createGmailNotifications({
    storage,
    pubSub,
    nudge,
    ttlDays: () => settings.get("gmailSubscriptionTtl") ?? undefined,
    baseUrl: () => notificationBase(settings),
    log,
  });
  const consumers: Consumer[] = [
    ...createMessageDelivery({
      storage,
      settings,
      events,
      mail,
      meter,
      log,
      owner,
      gatewayUses,
      holds,
      maxAuthFailureMs: config.mail.maxAuthFailureMs,
      async gatewayOf(id) {
        const gateway = await findGateway(storage, id);
        if (gateway === undefined) return null;
        const { sending = null, fallback = null } = gateway.server;
        return { relay: relayOf(gateway.server, mailTls), sending, fallback };
      },
      timeoutMs: SEND_TIMEOUT_MS,
      concurrency: Math.max(100, 2 * config.sending.atOncePerAccount),
      // Twice as many as there are connections: one message is fetched and noted while another is sent.
      concurrencyPerAccount: 2 * config.sending.atOncePerAccount,
      now,
    }),
    ...createWebhookDelivery({
      ...posting,
      storage,
      events,
      endpoints,
      health: endpointHealth,
      uses: endpointUses,
      userFunctions,
      meter,
      log,
      owner,
      concurrency: config.webhooks.atOnce,
      concurrencyPerHost: Math.max(1, Math.ceil(config.webhooks.atOnce / 2)),
    }),
    createAlertTelling({ ...posting, storage, meter, log, owner }),
    createExportWorker({
      storage,
      settings,
      events,
      mail,
      meter,
      log,
      files: exportFiles,
      owner,
      timeoutMs: config.exports.timeoutMs,
      again: replace.exportAgain ?? { firstMs: 2000, capMs: 8000, jitter: 0.2 },
      concurrency: config.exports.workers * config.exports.atOnce,
      now,
    }),
  ];
  const alertWatch = createAlertWatch({
    storage,
    meter,
    log,
    listenerCertificates: () => listenerCertificates(ctx),
    waitingIn: async (queue) => (await queueCounts(storage, queue, now())).waiting,
    serviceUrl: () => settings.get("serviceUrl") || null,
    locale: () => settings.get("locale") ?? "en",
    prepareMail: (target, mail) => composeAlertMail(ctx, target, mail, AbortSignal.timeout(ALERT_MAIL_TIMEOUT_MS)),
    now,
  });
  const keyRotation = createKeyRotationWorker({ storage, meter, log });
  const presence = createPresence({ storage, id: owner, version: versions.posthorn, now });
  const upkeep = createUpkeep({
    presence,
    storage,
    settings,
    exportFiles,
    meter,
    log,
    async flush() {
      await tally.flush(now());
      await modelUses.flush();
      // First, since a log goes with the last use of its token.
      await tokenUses.flush();
      await tokenAudit.flush();
      await mcpCalls.flush();
      await sessionUses.flush();
      await adminAudit.flush();
      await gatewayUses.flush();
      await endpointUses.flush();
      await endpointHealth.flush();
      await accountLog.flush();
    },
    sample: () => sampleQueues(storage, tally, now()),
    async refresh() {
      await settings.refresh();
      await holds.refresh();
      await endpoints.refresh();
      await endpointHealth.refresh();
      await accountLog.refresh();
      await certificates.refresh();
    },
    now,
  });
  const { acme } = config;
  if ((acme.eabKeyId === undefined) !== (acme.eabKey === undefined))
    log.warn(
      "POSTHORN_ACME_EAB_KID and POSTHORN_ACME_EAB_HMAC_KEY belong together: without the other one has no effect",
    );
  const certificateRenewal = createCertificateRenewal({
    storage,
    order: createAcme({
      http: providerHttp,
      directory: acme.directory,
      email: acme.email,
      externalAccount:
        acme.eabKeyId !== undefined && acme.eabKey !== undefined
          ? { kid: acme.eabKeyId, hmacKey: acme.eabKey }
          : undefined,
      accountKey: (make) => acmeAccountKey(storage, acme.directory, make),
      answers: {
        put: (token, answer) => putChallenge(storage, token, answer, now() + CHALLENGE_KEPT_MS),
        remove: (token) => deleteChallenge(storage, token),
      },
      userAgent,
    }),
    hosts: () => hostsToOrder(settings),
    onSettings: settings.onChange,
    log,
    now,
  });

  const agentDoor = config.mcp.enabled ? createAgentDoor(ctx, liveCalls) : null;
  const app = createHttpApp(ctx, {
    agentDoor,
    logger: log,
    trust: {
      get enabled() {
        return settings.get("enableApiProxy") ?? config.http.trustProxy;
      },
      proxies: config.http.proxyAddresses,
    },
    maxBodySize: config.http.maxBodySize,
    maxPayloadTimeoutMs: config.http.maxPayloadTimeoutMs,
    ...(replace.dashboardFolder !== undefined && { dashboardFolder: replace.dashboardFolder }),
    cors: { origins: config.http.corsOrigins, maxAgeSeconds: config.http.corsMaxAgeSeconds },
    tls: config.apiTls.enabled ? await certificates.tlsOf("api") : null,
  });
  const plainDoor =
    config.apiTls.enabled && config.apiTls.plainPort !== undefined
      ? createPlainDoor(ctx, {
          host: config.http.host,
          port: config.apiTls.plainPort,
          httpsPort: () => (app.server.address() as AddressInfo).port,
        })
      : null;
  const stopReloading = config.apiTls.enabled ? reloadCertificate(app.server as unknown as TlsServer, ctx) : () => {};

  const ofMailClients = { plaintextLogin: config.mailClients.plaintextLogin as PlaintextLogin };
  const smtpDoor = createSmtpDoor(ctx, {
    ...ofMailClients,
    ...config.smtpServer,
    name: serverName,
  });

  const imapProxyDoor = createImapProxyDoor(ctx, {
    ...ofMailClients,
    ...config.imapProxy,
    openRelay: createImapRelay({ ...mailTools, accountLog, meter, timeouts: DEFAULT_TIMEOUTS, loadAccount }),
  });

  function url(): string {
    const address = app.server.address() as AddressInfo | null;
    const host = address?.family === "IPv6" ? `[${address.address}]` : (address?.address ?? config.http.host);
    return `${config.apiTls.enabled ? "https" : "http"}://${host}:${address?.port ?? config.http.port}`;
  }

  let closing: Promise<void> | null = null;
  async function close(): Promise<void> {
    isStopping = true;
    const graceMs = config.service.stopGraceMs;
    liveCalls.close();
    states.close();
    eventFeed.close();
    // Mailboxes stay open as long as a request may still want one.
    await Promise.all([
      closeHttpApp(app, graceMs),
      smtpDoor.close(graceMs),
      imapProxyDoor.close(graceMs),
      ...consumers.map((consumer) => consumer.stop(graceMs)),
    ]);
    stopReloading();
    agentDoor?.close();
    await plainDoor?.close();
    await certificateRenewal.stop();
    await gmailNotifications.stop();
    await accountSync.stop();
    await alertWatch.stop();
    await keyRotation.stop();
    await upkeep.stop();
    await metricExports?.stop();
    await webSafe.close();
    await templates.close();
    await userFunctions.close();
    await mail.closeAll();
    smtp.close();
    // How the connections ended.
    await accountLog
      .flush()
      .catch((error: unknown) => log.warn({ err: error }, "The last lines of accounts' logs are lost"));
    accountLog.close();
    certificates.close();
    holds.close();
    endpoints.close();
    endpointHealth.close();
    accountTokens.close();
    for (const provider of signInProviders.all) provider.close();
    await Promise.all([httpClient.close(), providerHttp.close()]);
    await storage.close();
  }

  return {
    app,
    ctx,
    storage,
    hasTokens: async () => (await countTokens(storage)) > 0,
    async setupUrl() {
      if (await firstUser.exists()) return null;
      return `${localUrl(url())}/admin/setup#${await makeSetupLink(storage, now())}`;
    },
    async start() {
      // SQLite has one process; leases of an earlier one are those of the dead.
      if (storage.engine.name === "sqlite") await freeAllLeases(storage);
      await presence.arrive();
      await accountLog.refresh();
      await holds.refresh();
      await endpointHealth.refresh();
      await listen(app, { host: config.http.host, port: config.http.port, fd: config.inheritedSocket });
      await plainDoor?.start();
      await Promise.all([smtpDoor.start(), imapProxyDoor.start()]);
      await accountSync.start();
      for (const consumer of consumers) consumer.start();
      gmailNotifications.start();
      for (const provider of signInProviders.all) provider.start();
      certificateRenewal.start();
      upkeep.start();
      keyRotation.start();
      alertWatch.start();
      metricExports?.start();
    },
    close: () => (closing ??= close()),
    get plainPort() {
      return plainDoor?.port ?? null;
    },
    get url() {
      return url();
    },
  };
}

/** Where this machine itself reaches what listens on every address. */
const localUrl = (url: string) => url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
