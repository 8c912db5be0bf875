import { type Consumer, createConsumer } from "../../queue/consumer.ts";
import { isQueuePaused } from "../../queue/pause.ts";
import { type DeliverDeps, deliverLane } from "./deliver.ts";
import { fanOut } from "./fan-out.ts";

export interface WebhookDeliveryOptions extends DeliverDeps {
  owner: string;
  /** Requests in flight at once. */
  concurrency: number;
  /** Requests in flight to one host at once. */
  concurrencyPerHost: number;
}

/** Turns events into deliveries, and deliveries into signed requests. */
export function createWebhookDelivery(options: WebhookDeliveryOptions): Consumer[] {
  const { storage, log, owner } = options;
  return [
    createConsumer({
      storage,
      log,
      owner,
      kind: "event-fan-out",
      lanes: 16,
      lanesPerShare: 1,
      jobsPerLane: 200,
      work: (lane) => fanOut(options, lane),
    }),
    createConsumer({
      storage,
      log,
      owner,
      kind: "webhook-delivery",
      lanes: options.concurrency,
      lanesPerShare: options.concurrencyPerHost,
      jobsPerLane: 50,
      isPaused: () => isQueuePaused(storage, "notify"),
      pauseTopic: "queue:notify",
      work: (lane, signal) => deliverLane(options, lane, signal),
    }),
  ];
}
