import type {
  WebhookEndpointEntry,
  WebhookEndpointView,
  WebhookRoute,
  WebhookRouteEntry,
} from "@posthorn/contracts/webhook-endpoints";
import { maskHeaders, maskUrl } from "../../core/mask.ts";
import {
  accountEndpoint,
  accountOfEndpoint,
  DEFAULT_ENDPOINT,
  type WebhookEndpoint,
} from "../../core/webhook-endpoint.ts";
import { healthOfEndpoints, type WebhookHealth } from "../../storage/webhook-health.ts";
import type { Context } from "../context.ts";

/** What is known of endpoints that fail, by the ids under which the API shows them. */
export async function healthOf(
  ctx: Context,
  endpoints: readonly WebhookEndpoint[],
): Promise<Map<string, WebhookHealth>> {
  const ids = endpoints.map(({ id }) => (accountOfEndpoint(id) === null ? id : DEFAULT_ENDPOINT));
  const rows = await healthOfEndpoints(ctx.storage, [...new Set(ids)]);
  return new Map(rows.map((row) => [row.account === "" ? row.endpoint : accountEndpoint(row.account), row]));
}

const iso = (at: number) => new Date(at).toISOString();

export function endpointEntry(
  ctx: Pick<Context, "settings" | "now">,
  endpoint: WebhookEndpoint,
  health: WebhookHealth | undefined,
): WebhookEndpointEntry {
  const { stopped, createdAt, updatedAt, secrets, fn, map, events, accounts, customHeaders, ...rest } = endpoint;
  const now = ctx.now();
  return {
    ...rest,
    webhooksEnabled: ctx.settings.get("webhooksEnabled") === true,
    targetUrl: maskUrl(endpoint.targetUrl),
    customHeaders: maskHeaders(customHeaders),
    events: events && [...events],
    accounts: accounts && [...accounts],
    payload:
      endpoint.payload &&
      ({
        ...endpoint.payload,
        ...(endpoint.payload.headers && { headers: [...endpoint.payload.headers] }),
      } as WebhookEndpointEntry["payload"]),
    hasFn: fn !== null,
    hasMap: map !== null,
    secrets: secrets.filter(({ until }) => until === null || until > now).length,
    stopped: stopped && { ...stopped, at: iso(stopped.at) },
    failing: health
      ? {
          since: iso(health.failingSince),
          failures: health.failures,
          ...(health.account !== "" && { account: health.account }),
          error: health.error,
        }
      : null,
    created: createdAt === 0 ? null : iso(createdAt),
    updated: updatedAt === null ? null : iso(updatedAt),
  };
}

export const endpointView = (
  ctx: Pick<Context, "settings" | "now">,
  endpoint: WebhookEndpoint,
  health: WebhookHealth | undefined,
): WebhookEndpointView => ({ ...endpointEntry(ctx, endpoint, health), fn: endpoint.fn, map: endpoint.map });

/** An endpoint as old clients know it. */
export const routeEntry = (endpoint: WebhookEndpoint, health: WebhookHealth | undefined): WebhookRouteEntry => ({
  id: endpoint.id,
  name: endpoint.name,
  ...(endpoint.description !== "" && { description: endpoint.description }),
  created: iso(endpoint.createdAt),
  ...(endpoint.updatedAt !== null && { updated: iso(endpoint.updatedAt) }),
  enabled: endpoint.enabled,
  targetUrl: maskUrl(endpoint.targetUrl),
  tcount: endpoint.tcount,
  webhookErrorFlag: health?.error ?? null,
  customHeaders: maskHeaders(endpoint.customHeaders),
});

export const routeView = (endpoint: WebhookEndpoint, health: WebhookHealth | undefined): WebhookRoute => ({
  ...routeEntry(endpoint, health),
  webhookErrorFlag: health?.error ?? {},
  v: endpoint.v,
  content: { fn: endpoint.fn, map: endpoint.map },
});
