import type { WebhookEndpoint } from "../../core/webhook-endpoint.ts";

/**
 * Keeps endpoints to their requests per minute, evenly spaced after a burst of a second's worth. Each process counts for
 * itself.
 */
export interface EndpointPaces {
  /** Takes a turn at once and answers 0, or says how long there is none (ms). */
  take(endpoint: WebhookEndpoint, now: number): number;
}

const MINUTE = 60_000;
const BURST_MS = 1000;

export function createEndpointPaces(): EndpointPaces {
  /** When the next turn would be, were they all evenly spaced. */
  const nextAt = new Map<string, number>();
  return {
    take({ id, maxPerMinute }, now) {
      if (maxPerMinute === null) {
        nextAt.delete(id);
        return 0;
      }
      const spacing = MINUTE / maxPerMinute;
      const next = Math.max(nextAt.get(id) ?? 0, now - BURST_MS);
      if (next > now) return Math.ceil(next - now);
      nextAt.set(id, next + spacing);
      return 0;
    },
  };
}
