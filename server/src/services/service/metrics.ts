import { availableParallelism } from "node:os";
import { SIGN_IN_METHODS } from "@posthorn/contracts/roles";
import { collectDefaultMetrics, Counter, Histogram, Registry } from "prom-client";
import type { AccountWatch } from "../../core/account-watch.ts";
import { JOB_KINDS } from "../../core/jobs.ts";
import type { MailSessions } from "../../core/mail-backend.ts";
import { type Meter, SIGN_IN_OUTCOMES } from "../../core/meter.ts";
import type { Storage } from "../../storage/storage.ts";
import { accountGauges } from "./gauges/account-gauges.ts";
import { gaugesOf } from "./gauges/make-gauge.ts";
import { processGauges } from "./gauges/process-gauges.ts";
import { queueGauges } from "./gauges/queue-gauges.ts";
import { storeGauges } from "./gauges/store-gauges.ts";
import { subscriptionGauges } from "./gauges/subscription-gauges.ts";
import type { MetricsSnapshot } from "./otlp-metrics.ts";
import type { Tally } from "./tally.ts";

/** The metrics, as they are when they are asked for. */
export interface MetricsPage {
  /** The page that Prometheus scrapes, in its text format. */
  readonly contentType: string;
  render(): Promise<string>;
  /** The same for others. */
  read(): Promise<MetricsSnapshot>;
}

const WEBHOOK_BUCKETS_MS = [100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000, 60_000];
/** Seconds; servers tell when a message came in whole ones. */
const SYNC_LAG_BUCKETS_S = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 21_600];
const AGENT_CALL_BUCKETS_S = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** A worker that runs for less counts as recently started. */
const RECENT_MS = 10 * 60 * 1000;
/** Gauges that cost a query are taken anew at most this often. */
const REFRESH_MS = 1000;
/** Those that cost more, or hardly change. */
const SLOW_REFRESH_MS = 15_000;

/**
 * Meters what happens: as Prometheus metrics under the names that EmailEngine's dashboards know,
 * and as the counts of `/v1/stats`.
 */
export function createMetrics(options: {
  storage: Storage;
  tally: Tally;
  version: string;
  concurrency: { webhooks: number; submissions: number };
  /** The folder whose disk is looked at. */
  dataDir: string;
  mail(): MailSessions;
  watch(): AccountWatch;
  now(): number;
}): { meter: Meter; page: MetricsPage } {
  const { tally } = options;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name, help, labelNames: [...labelNames], registers });
  const gauge = gaugesOf(registry);

  const threadStarts = counter("thread_starts", "Workers started", []);
  const threadStops = counter("thread_stops", "Workers ended", []);
  const threads = gauge("threads", "Workers running", ["type", "recent"]);
  const unresponsive = gauge("unresponsive_workers", "Workers that do not answer");
  const apiCalls = counter("api_call", "API calls", ["method", "statusCode", "route"]);
  const events = counter("events", "Events published", ["event"]);
  const syncLag = new Histogram({
    name: "posthorn_sync_lag_seconds",
    help: "Time between the arrival of new messages at their servers and their events",
    buckets: SYNC_LAG_BUCKETS_S,
    registers,
  });
  const webhooks = counter("webhooks", "Webhook requests by outcome", ["status", "event"]);
  const webhookTime = new Histogram({
    name: "webhook_req",
    help: "Duration of webhook requests in milliseconds",
    buckets: WEBHOOK_BUCKETS_MS,
    registers,
  });
  const droppedWebhooks = counter(
    "posthorn_webhooks_dropped",
    "Events that were not delivered, by the gate that held them",
    ["event", "reason"],
  );
  const sendAttempts = counter("posthorn_send_attempts", "Attempts at sending messages by outcome", ["status"]);
  const processed = counter("queues_processed", "Jobs that left a queue", ["queue", "status"]);
  const exportedMessages = counter("posthorn_export_messages", "Messages that exports dealt with", ["outcome"]);
  const exportedBytes = counter("posthorn_export_bytes", "Bytes that exports wrote, before compression", []);
  const renderedTemplates = counter("posthorn_templates_rendered", "Templates whose values were filled in, or not", [
    "outcome",
  ]);
  const cleanedTexts = counter("posthorn_web_safe_texts", "Texts of messages that were made web-safe", ["outcome"]);
  const userFunctions = counter("posthorn_user_functions", "Functions of users that were run, by how they ended", [
    "outcome",
  ]);
  const askedModels = counter("posthorn_ai_requests", "Messages that a language model was asked about", ["outcome"]);
  const modelTokens = counter("llm_tokens", "Tokens that language models took and made", ["model", "type"]);
  const mailClients = gauge("posthorn_mail_clients", "Mail programs connected", ["door"]);
  const refusedLogins = counter("posthorn_mail_client_logins_refused", "Logins of mail programs that were refused", [
    "door",
    "reason",
  ]);
  const alertTellings = counter("posthorn_alert_tellings", "Targets of alert rules that were told, or could not be", [
    "target",
    "outcome",
  ]);
  const signIns = counter("posthorn_sign_ins", "Sign-ins of people, by how they went", ["method", "outcome"]);
  const agentCalls = counter("posthorn_mcp_tool_calls", "Calls of tools by agents, by how they ended", [
    "tool",
    "outcome",
  ]);
  const agentCallTime = new Histogram({
    name: "posthorn_mcp_tool_call_seconds",
    help: "Duration of calls of tools by agents",
    buckets: AGENT_CALL_BUCKETS_S,
    registers,
  });
  const smtpMessages = counter("posthorn_smtp_server_messages", "Messages handed in over SMTP", ["outcome"]);
  const loggedEvents = gauge("posthorn_event_log_events", "Events that are kept");
  const loggedBytes = gauge("posthorn_event_log_bytes", "Bytes of the events that are kept");
  const loggedSince = gauge("posthorn_event_log_oldest_seconds", "Age of the oldest event that is kept");
  const providerCalls = counter("oauth2_api_request", "Calls to the APIs of providers", [
    "status",
    "provider",
    "statusCode",
  ]);
  const imapResponses = counter("imap_responses", "IMAP responses", ["response", "code"]);
  const imapFindings = counter("posthorn_imap_listening_findings", "What was found out about listening connections", [
    "finding",
  ]);
  const imapConnections = gauge("posthorn_imap_connections", "Connections to IMAP servers by what they are for", [
    "purpose",
  ]);
  const imapWaiters = gauge("posthorn_imap_waiters", "Requests that wait for a connection to their IMAP server");
  const tokenRefreshes = counter("oauth2_token_refresh", "Access tokens that were renewed, or could not be", [
    "status",
    "provider",
    "statusCode",
  ]);
  const lostLeases = counter("posthorn_leases_lost", "Lanes that were worked on for longer than they were held", [
    "kind",
  ]);
  const keyRotationRuns = gauge("posthorn_key_rotation_running", "Whether the data key is being changed", []);
  const keyRotationValues = gauge(
    "posthorn_key_rotation_values",
    "Values that the last change of the data key sealed anew, or could not open",
    ["outcome"],
  );
  const certificateEnds = gauge(
    "posthorn_certificate_not_after_seconds",
    "When stored certificates end, as a Unix time",
    ["certificate"],
  );
  const imapSent = counter("imap_bytes_sent", "Bytes sent to IMAP servers", []);
  const imapReceived = counter("imap_bytes_received", "Bytes received from IMAP servers", []);
  const license = gauge("license_days_remaining", "Days the licence lasts; -1 is unlimited");
  const config = gauge("emailengine_config", "What this installation is", ["version", "config"]);

  threadStarts.inc();
  threadStops.inc(0);
  unresponsive.set(0);
  // What is alerted on is there before it happens, since a counter that appears with a 1 has not grown.
  for (const queue of ["notify", "submit", "export"])
    for (const status of ["completed", "failed"]) processed.inc({ queue, status }, 0);
  for (const status of ["success", "fail"]) sendAttempts.inc({ status }, 0);
  for (const method of SIGN_IN_METHODS) for (const outcome of SIGN_IN_OUTCOMES) signIns.inc({ method, outcome }, 0);
  for (const target of ["email", "webhook", "chat"] as const)
    for (const outcome of ["told", "retried", "failed"]) alertTellings.inc({ target, outcome }, 0);
  for (const kind of JOB_KINDS) lostLeases.inc({ kind }, 0);
  for (const purpose of ["watch", "sub-connection", "request", "relay"]) imapConnections.set({ purpose }, 0);
  for (const finding of ["silent", "frozen", "unpushed", "falseAlarm"]) imapFindings.inc({ finding }, 0);
  license.set(-1);
  config.set({ version: `v${options.version}` }, 1);
  config.set(
    { config: "uvThreadpoolSize" },
    Number(process.env["UV_THREADPOOL_SIZE"]) || Math.max(availableParallelism(), 4),
  );
  config.set({ config: "workersImap" }, 1);
  config.set({ config: "workersWebhooks" }, options.concurrency.webhooks);
  config.set({ config: "workersSubmission" }, options.concurrency.submissions);

  let oldestEventAt: number | null = null;
  const meter: Meter = {
    apiCall(method, route, statusCode) {
      apiCalls.inc({ method, statusCode, route });
      tally.count(statusCode < 300 ? "apiCall:success" : "apiCall:fail");
      if (statusCode >= 500) tally.count("apiCall:error");
    },
    event(event, account) {
      events.inc({ event });
      tally.count(`events:${event}`);
      if (account !== null) tally.countForAccount(account, event);
    },
    syncLag(ms) {
      syncLag.observe(ms / 1000);
      tally.count("sync:messages");
      tally.count("sync:ms", Math.round(ms));
    },
    webhookDropped(event, reason) {
      droppedWebhooks.inc({ event, reason });
    },
    webhook(event, status, durationMs) {
      webhooks.inc({ event, status });
      webhookTime.observe(durationMs);
      tally.count(`webhooks:${status}`);
      tally.count("webhooks:ms", Math.round(durationMs));
    },
    submission(status) {
      sendAttempts.inc({ status });
      tally.count(`submit:${status}`);
    },
    processed(queue, status) {
      processed.inc({ queue, status });
    },
    exported(messages, skipped, bytes) {
      exportedMessages.inc({ outcome: "exported" }, messages);
      exportedMessages.inc({ outcome: "skipped" }, skipped);
      exportedBytes.inc(bytes);
    },
    templateRendered(outcome) {
      renderedTemplates.inc({ outcome });
    },
    textCleaned(outcome) {
      cleanedTexts.inc({ outcome });
    },
    userFunction(outcome) {
      userFunctions.inc({ outcome });
    },
    modelAsked(outcome) {
      askedModels.inc({ outcome });
    },
    modelTokens(model, { prompt, completion }) {
      modelTokens.inc({ model, type: "prompt" }, prompt);
      modelTokens.inc({ model, type: "completion" }, completion);
    },
    mailClients(door, change) {
      mailClients.inc({ door }, change);
    },
    loginRefused(door, reason) {
      refusedLogins.inc({ door, reason });
    },
    signIn(method, outcome) {
      signIns.inc({ method, outcome });
    },
    agentCall(tool, outcome, durationMs) {
      agentCalls.inc({ tool, outcome });
      agentCallTime.observe(durationMs / 1000);
    },
    smtpMessage(outcome) {
      smtpMessages.inc({ outcome });
    },
    eventLog({ events, bytes, oldestAt }) {
      loggedEvents.set(events);
      loggedBytes.set(bytes);
      oldestEventAt = oldestAt;
    },
    imapResponse(response, code) {
      imapResponses.inc({ response, code });
    },
    providerCall(provider, status, statusCode) {
      providerCalls.inc({ status, provider, statusCode: statusCode ?? "" });
    },
    imapListening(finding) {
      imapFindings.inc({ finding });
    },
    keyRotation({ finishedAt, resealed, failed }) {
      keyRotationRuns.set(finishedAt === null ? 1 : 0);
      keyRotationValues.set({ outcome: "resealed" }, resealed);
      keyRotationValues.set({ outcome: "failed" }, failed);
    },
    certificates(stored) {
      certificateEnds.reset();
      for (const { id, notAfter } of stored) certificateEnds.set({ certificate: id }, notAfter / 1000);
    },
    imapBytes(direction, bytes) {
      (direction === "sent" ? imapSent : imapReceived).inc(bytes);
    },
    imapConnections(purpose, change) {
      imapConnections.inc({ purpose }, change);
    },
    imapWaiters(change) {
      imapWaiters.inc(change);
    },
    tokenRefresh(provider, status, statusCode) {
      tokenRefreshes.inc({ status, provider, statusCode: statusCode ?? "" });
    },
    alertTelling(target, outcome) {
      alertTellings.inc({ target, outcome });
    },
    leaseLost(kind) {
      lostLeases.inc({ kind });
    },
  };

  const startedAt = options.now();
  const accounts = accountGauges(gauge, options);
  const queues = queueGauges(gauge, options);
  const slow = [storeGauges(gauge, options), processGauges(gauge, options), subscriptionGauges(gauge, options)];
  let refreshedAt = 0;
  let slowlyRefreshedAt = 0;
  async function refreshGauges(): Promise<void> {
    const now = options.now();
    if (now - refreshedAt < REFRESH_MS) return;
    refreshedAt = now;
    if (now - slowlyRefreshedAt >= SLOW_REFRESH_MS) {
      slowlyRefreshedAt = now;
      await Promise.all(slow.map((refresh) => refresh()));
    }
    const isRecent = now - startedAt < RECENT_MS;
    threads.set({ type: "main", recent: "yes" }, isRecent ? 1 : 0);
    threads.set({ type: "main", recent: "no" }, isRecent ? 0 : 1);
    loggedSince.set(oldestEventAt === null ? 0 : Math.max(0, now - oldestEventAt) / 1000);
    await Promise.all([accounts(), queues()]);
  }

  return {
    meter,
    page: {
      contentType: registry.contentType,
      async render() {
        await refreshGauges();
        return registry.metrics();
      },
      async read() {
        await refreshGauges();
        return registry.getMetricsAsJSON();
      },
    },
  };
}
