import { type Consumer, createConsumer } from "../../queue/consumer.ts";
import { isQueuePaused } from "../../queue/pause.ts";
import { deliverSubmission } from "./deliver-submission.ts";
import type { DeliverySettings } from "./delivery-settings.ts";
import { createSmtpStatusKeeper } from "./smtp-status.ts";
import { storeSentCopy } from "./store-sent-copy.ts";

export interface MessageDeliveryOptions extends Omit<DeliverySettings, "smtpStatus"> {
  owner: string;
  /** Deliveries running at once. */
  concurrency: number;
  /** Deliveries of one account running at once. */
  concurrencyPerAccount: number;
}

/** Hands submissions over to mail servers, and files their copies. */
export function createMessageDelivery(options: MessageDeliveryOptions): Consumer[] {
  const { storage, log, meter, owner } = options;
  const settings: DeliverySettings = { ...options, smtpStatus: createSmtpStatusKeeper() };
  return [
    createConsumer({
      storage,
      log,
      owner,
      kind: "message-delivery",
      onLeaseLost: () => meter.leaseLost("message-delivery"),
      lanes: options.concurrency,
      lanesPerShare: options.concurrencyPerAccount,
      jobsPerLane: 1,
      isPaused: () => isQueuePaused(storage, "submit"),
      pauseTopic: "queue:submit",
      work: (lane, signal) => deliverSubmission(settings, lane, signal),
    }),
    createConsumer({
      storage,
      log,
      owner,
      kind: "sent-copy",
      onLeaseLost: () => meter.leaseLost("sent-copy"),
      lanes: options.concurrency,
      // Copies go over the account's few mailbox connections.
      lanesPerShare: 2,
      jobsPerLane: 1,
      work: (lane, signal) => storeSentCopy(settings, lane, signal),
    }),
  ];
}
