import { type Consumer, createConsumer } from "../../queue/consumer.ts";
import { isQueuePaused } from "../../queue/pause.ts";
import { type DeliverDeps, deliverLane } from "./deliver.ts";
import { createEndpointPaces } from "./endpoint-paces.ts";
import { fanOut, type FanOutDeps } from "./fan-out.ts";
import { replay } from "./replay.ts";
import { createShareRooms } from "./share-rooms.ts";

export interface WebhookDeliveryOptions extends Omit<DeliverDeps, "paces" | "rooms">, FanOutDeps {
  owner: string;
  /** Requests in flight at once. */
  concurrency: number;
  /** Requests in flight to one host at once. */
  concurrencyPerHost: number;
}

/** Turns events into deliveries, and deliveries into signed requests. */
export function createWebhookDelivery(options: WebhookDeliveryOptions): Consumer[] {
  const { storage, log, meter, owner } = options;
  const rooms = createShareRooms(options.endpoints, options.concurrencyPerHost);
  const deps = { ...options, paces: createEndpointPaces(), rooms };
  return [
    createConsumer({
      storage,
      log,
      owner,
      kind: "event-fan-out",
      onLeaseLost: () => meter.leaseLost("event-fan-out"),
      lanes: 16,
      lanesPerShare: 1,
      jobsPerLane: 200,
      work: (lane) => fanOut(deps, lane),
    }),
    createConsumer({
      storage,
      log,
      owner,
      kind: "webhook-replay",
      onLeaseLost: () => meter.leaseLost("webhook-replay"),
      lanes: 2,
      lanesPerShare: 1,
      jobsPerLane: 1,
      work: (lane, signal) => replay(deps, lane, signal),
    }),
    createConsumer({
      storage,
      log,
      owner,
      kind: "webhook-delivery",
      onLeaseLost: () => meter.leaseLost("webhook-delivery"),
      lanes: options.concurrency,
      lanesPerShare: (share) => rooms.roomOf(share),
      jobsPerLane: 50,
      isPaused: () => isQueuePaused(storage, "notify"),
      pauseTopic: "queue:notify",
      work: (lane, signal) => deliverLane(deps, lane, signal),
    }),
  ];
}
