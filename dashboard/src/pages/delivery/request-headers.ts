import type { WebhookEndpointView } from "@posthorn/contracts/webhook-endpoints";
import type { DeliveryDetails } from "../../queries/deliveries.ts";

const MASK = "******";

/**
 * The headers of an attempt, as docs/webhooks.md says they are made: those that are secret, or that only the server can
 * tell, read `******`. Undefined before the first attempt.
 */
export function requestHeaders(
  { id, eventId, endpoint, attempts, created }: DeliveryDetails,
  known: Pick<WebhookEndpointView, "targetUrl" | "customHeaders"> | undefined,
): string | undefined {
  const last = attempts.at(-1);
  if (last === undefined) return undefined;
  const started = Date.parse(last.started);
  const waited = Math.max(0, Math.floor((started - Date.parse(created)) / 1000));
  const isDefault = endpoint === "default";
  const hasCredentials = known?.targetUrl.includes("@") === true;
  const headers: [name: string, value: string][] = [
    ["content-type", "application/json"],
    ...(hasCredentials ? [["authorization", MASK] as [string, string]] : []),
    ...(known?.customHeaders ?? []).map(({ key }): [string, string] => [key.toLowerCase(), MASK]),
    ["x-ee-wh-id", id],
    ["x-ee-wh-event-id", eventId],
    ...(isDefault ? [] : [["x-ee-wh-custom-route", endpoint] as [string, string]]),
    ["x-ee-wh-queued-time", `${waited}s`],
    ["x-ee-wh-signature", MASK],
    ["webhook-id", isDefault ? eventId : `${eventId}-${endpoint}`],
    ["webhook-timestamp", String(Math.floor(started / 1000))],
    ["webhook-signature", MASK],
  ];
  return headers.map(([name, value]) => `${name}: ${value}`).join("\n");
}
