/** What EmailEngine tells too: `GET /v1/settings?eventTypes=true` lists exactly these, in this order. */
export const COMPATIBLE_EVENT_NAMES = [
  "messageNew",
  "messageDeleted",
  "messageUpdated",
  "messageMissing",
  "messageSent",
  "messageDeliveryError",
  "messageFailed",
  "messageBounce",
  "messageComplaint",
  "mailboxReset",
  "mailboxDeleted",
  "mailboxNew",
  "authenticationError",
  "authenticationSuccess",
  "connectError",
  "accountAdded",
  "accountInitialized",
  "accountDeleted",
  "trackOpen",
  "trackClick",
  "listUnsubscribe",
  "listSubscribe",
  "exportCompleted",
  "exportFailed",
] as const;

/** Every event name. Those that begin with `webhook` are of the installation itself and have no account. */
export const EVENT_NAMES = [
  ...COMPATIBLE_EVENT_NAMES,
  "messageCancelled",
  "webhookFailing",
  "webhookRecovered",
  "webhookStopped",
] as const;

export type EventName = (typeof EVENT_NAMES)[number];

/** The body of a webhook. Undefined fields are left out of the JSON. */
export interface EventEnvelope {
  serviceUrl: string | null;
  account: string | null;
  /** When the event was generated (ISO 8601), not when it is delivered. */
  date: string;
  path?: string;
  specialUse?: string;
  event: EventName | "test";
  data: unknown;
}
