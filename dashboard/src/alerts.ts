import type { AlertRule } from "@posthorn/contracts/alert-rules";
import type { ShownCertificate } from "@posthorn/contracts/certificates";
import type { PosthornNode } from "@posthorn/contracts/nodes";
import type { OAuth2AppEntry } from "@posthorn/contracts/oauth2-apps";
import type { OutputOf } from "@posthorn/contracts/contract";
import type { getConfiguration, SettingsAnswer } from "@posthorn/contracts/settings";
import type { Stats } from "@posthorn/contracts/stats";
import type { WebhookEndpointEntry } from "@posthorn/contracts/webhook-endpoints";
import type { LinkProps } from "@tanstack/react-router";
import { texts } from "./shell/alert-texts.ts";
import { formatDate } from "./languages/format.ts";

/** Something that wants attention, and the page where it is mended. */
export interface Alert {
  id: string;
  level: "danger" | "warning" | "info";
  title: string;
  text: string;
  link: Pick<LinkProps, "to" | "params" | "search">;
}

/** What was found out; undefined where it was not, or may not be. */
export interface Findings {
  stats: Stats | undefined;
  endpoints: readonly WebhookEndpointEntry[] | undefined;
  applications: readonly OAuth2AppEntry[] | undefined;
  listeners: readonly ShownCertificate[] | undefined;
  nodes: readonly PosthornNode[] | undefined;
  settings: SettingsAnswer | undefined;
  configuration: OutputOf<typeof getConfiguration> | undefined;
  rules: readonly AlertRule[] | undefined;
}

const SOON_MS = 14 * 24 * 60 * 60 * 1000;
const SILENT_AFTER_MS = 45_000;
const LEVELS = ["danger", "warning", "info"] as const;

/** What wants attention at `now` (epoch milliseconds), the worst first. */
export function alertsOf(findings: Findings, now: number): Alert[] {
  const alerts = [
    ...ofStats(findings.stats),
    ...ofEndpoints(findings.endpoints ?? []),
    ...ofApplications(findings.applications ?? []),
    ...ofCertificates(findings.listeners ?? [], now),
    ...ofNodes(findings.nodes ?? [], now),
    ...ofRules(findings.rules ?? []),
    ...ofConfiguration(findings.configuration),
    ...ofSettings(findings.settings, findings.stats),
  ];
  return alerts.toSorted((one, other) => LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level));
}

function* ofStats(stats: Stats | undefined): Generator<Alert> {
  if (stats === undefined) return;
  const { authenticationError, connectError } = stats.connections;
  const failing = authenticationError + connectError;
  if (failing > 0) {
    yield {
      id: "accounts",
      level: "danger",
      title: texts.accounts(failing),
      text: texts.accountsText,
      link: { to: "/accounts", search: { state: "errors" } },
    };
  }
  for (const [queue, { isPaused }] of Object.entries(stats.queues)) {
    if (!isPaused || queue === "documents") continue;
    const title = queue === "notify" ? texts.webhooksPaused : texts.sendingPaused;
    yield { id: `paused-${queue}`, level: "warning", title, text: texts.pausedText, link: { to: "/queues" } };
  }
  for (const { key, color, title, details } of stats.redisWarnings)
    yield { id: `store-${key}`, level: color, title, text: details.join(" "), link: { to: "/about" } };
}

function* ofEndpoints(endpoints: readonly WebhookEndpointEntry[]): Generator<Alert> {
  for (const { id, name, failing, stopped } of endpoints) {
    const link = { to: "/webhooks/$endpoint", params: { endpoint: id } } as const;
    const title = texts.endpoint(name || id);
    if (stopped !== null) yield { id: `stopped-${id}`, level: "danger", title, text: texts.stopped, link };
    else if (failing !== null) {
      const text = texts.failing(formatDate(failing.since), failing.error.message ?? "");
      yield { id: `endpoint-${id}`, level: "danger", title, text, link };
    }
  }
}

function* ofApplications(applications: readonly OAuth2AppEntry[]): Generator<Alert> {
  for (const { id, name, lastError, pubSubError } of applications) {
    const text = lastError?.description ?? lastError?.response ?? pubSubError?.message;
    if (!lastError && !pubSubError) continue;
    const link = { to: "/applications/$app", params: { app: id } } as unknown as Alert["link"];
    yield { id: `app-${id}`, level: "danger", title: texts.application(name ?? id), text: text ?? "", link };
  }
}

function* ofCertificates(listeners: readonly ShownCertificate[], now: number): Generator<Alert> {
  for (const { listener, tls, facts, error } of listeners) {
    const link = { to: "/certificates" } as const;
    if (tls && error !== null)
      yield { id: `certificate-${listener}`, level: "danger", title: texts.certificate, text: error, link };
    else if (tls && facts !== null && Date.parse(facts.notAfter) - now < SOON_MS) {
      const text = texts.certificateEnds(formatDate(facts.notAfter));
      yield { id: `certificate-${listener}`, level: "warning", title: texts.certificate, text, link };
    }
  }
}

function* ofNodes(nodes: readonly PosthornNode[], now: number): Generator<Alert> {
  for (const { id, host, seen } of nodes) {
    if (now - Date.parse(seen) < SILENT_AFTER_MS) continue;
    yield { id: `node-${id}`, level: "warning", title: texts.node(host), text: texts.nodeText, link: { to: "/nodes" } };
  }
}

/** Rules that fire, and those that could not tell their target. */
function* ofRules(rules: readonly AlertRule[]): Generator<Alert> {
  for (const { id, name, enabled, state, findings, error } of rules) {
    const link = { to: "/alerts/$rule", params: { rule: id } } as const;
    if (state === "firing")
      yield { id: `rule-${id}`, level: "danger", title: texts.rule(name), text: findings[0] ?? "", link };
    if (enabled && error !== null)
      yield { id: `untold-${id}`, level: "warning", title: texts.untold(name), text: error.message, link };
  }
}

function* ofConfiguration(configuration: Findings["configuration"]): Generator<Alert> {
  if (configuration?.apiAuthentication !== false) return;
  const link = { to: "/settings/{-$group}", params: { group: "security" } } as const;
  yield { id: "api", level: "warning", title: texts.openApi, text: texts.openApiText, link };
}

function* ofSettings(settings: SettingsAnswer | undefined, stats: Stats | undefined): Generator<Alert> {
  if (settings === undefined || stats === undefined) return;
  const link = (group: string) => ({ to: "/settings/{-$group}", params: { group } }) as const;
  if (settings.ignoreMailCertErrors === true)
    yield { id: "tls", level: "warning", title: texts.tls, text: texts.tlsText, link: link("security") };
  if (!settings.serviceUrl && stats.accounts > 0)
    yield { id: "url", level: "info", title: texts.url, text: texts.urlText, link: link("general") };
  if (settings.webhooksEnabled !== true && stats.accounts > 0)
    yield { id: "webhooks", level: "info", title: texts.webhooks, text: texts.webhooksText, link: { to: "/webhooks" } };
}
