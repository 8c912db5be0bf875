import { PosthornError } from "../../core/errors.ts";
import {
  accountEndpoint,
  accountOfEndpoint,
  DEFAULT_ENDPOINT,
  type WebhookEndpoint,
} from "../../core/webhook-endpoint.ts";
import { type AccountRecord, findAccount } from "../../storage/accounts.ts";
import type { Db } from "../../storage/storage.ts";
import { findEndpoint } from "../../storage/webhook-endpoints.ts";
import type { Context } from "../context.ts";

export const endpointNotFound = () =>
  new PosthornError("not_found", "Requested webhook endpoint was not found", { code: "WebhookEndpointNotFound" });

/** An endpoint as it counts now, wherever what is said of it is kept. */
export interface FoundEndpoint {
  endpoint: WebhookEndpoint;
  /** Whose own address it is; else null. */
  account: AccountRecord | null;
}

/**
 * An endpoint of the table, `default` with what the settings say, or an account's own address, which is the default
 * endpoint's in everything else. Throws WebhookEndpointNotFound.
 */
export async function requireEndpoint(ctx: Pick<Context, "settings">, db: Db, id: string): Promise<FoundEndpoint> {
  const ofAccount = accountOfEndpoint(id);
  const stored = await findEndpoint(db, ofAccount === null ? id : DEFAULT_ENDPOINT);
  if (stored === undefined) throw endpointNotFound();
  if (ofAccount === null) return { endpoint: withSettings(ctx, stored), account: null };
  const account = await findAccount(db, ofAccount);
  if (!account?.settings.webhooks) throw endpointNotFound();
  return { endpoint: ofAccountUrl(ctx, stored, account), account };
}

/** The default endpoint has its address, headers and events in the settings. */
export function withSettings({ settings }: Pick<Context, "settings">, endpoint: WebhookEndpoint): WebhookEndpoint {
  if (endpoint.id !== DEFAULT_ENDPOINT) return endpoint;
  const events = settings.get("webhookEvents") ?? [];
  return {
    ...endpoint,
    name: endpoint.name || "Default",
    targetUrl: settings.get("webhooks") ?? "",
    customHeaders: settings.get("webhooksCustomHeaders") ?? [],
    events: events.includes("*") ? null : events,
  };
}

const ofAccountUrl = (
  ctx: Pick<Context, "settings">,
  stored: WebhookEndpoint,
  { id, settings }: AccountRecord,
): WebhookEndpoint => ({
  ...withSettings(ctx, stored),
  id: accountEndpoint(id),
  name: id,
  description: "",
  targetUrl: settings.webhooks ?? "",
  customHeaders: settings.webhooksCustomHeaders ?? [],
  accounts: [id],
});
