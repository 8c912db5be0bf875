import { getWebhookEndpointStats as promise } from "@posthorn/contracts/webhook-endpoints";
import { accountOfEndpoint, DEFAULT_ENDPOINT } from "../../core/webhook-endpoint.ts";
import { type DeliveryState, sumUpDeliveries } from "../../storage/deliveries.ts";
import { verb } from "../verb.ts";
import { requireEndpoint } from "./find-endpoint.ts";

const LOOKED_AT = 500;

export const getWebhookEndpointStats = verb(promise, async (ctx, { params }) => {
  const { endpoint } = await requireEndpoint(ctx, ctx.storage, params.endpoint);
  const account = accountOfEndpoint(endpoint.id) ?? undefined;
  // The log knows an account's own address as the default one.
  const filter = account === undefined ? { endpoint: endpoint.id } : { endpoint: DEFAULT_ENDPOINT, account };
  const { states, durationsMs } = await sumUpDeliveries(ctx.storage, filter, LOOKED_AT);
  const count = (wanted: DeliveryState) => states.filter((state) => state === wanted).length;
  const [delivered, failed] = [count("delivered"), count("failed")];
  const ended = delivered + failed;
  return {
    id: endpoint.id,
    delivered,
    failed,
    pending: count("pending"),
    successRate: ended === 0 ? null : delivered / ended,
    attempts: durationsMs.length,
    latency: durationsMs.length === 0 ? null : { median: atMost(durationsMs, 0.5), p95: atMost(durationsMs, 0.95) },
  };
});

/** What the given share of sorted values does not exceed. */
const atMost = (sorted: readonly number[], share: number) =>
  Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? 0);
