/** Every event name, in the order in which `GET /v1/settings?eventTypes=true` lists them. */
export const EVENT_NAMES = [
  "messageNew",
  "messageDeleted",
  "messageUpdated",
  "messageMissing",
  "messageSent",
  "messageDeliveryError",
  "messageFailed",
  "messageCancelled",
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

/** What the installation tells of itself; these events have no account. */
export const INSTALLATION_EVENT_NAMES = ["webhookFailing", "webhookRecovered", "webhookStopped"] as const;

export type EventName = (typeof EVENT_NAMES)[number] | (typeof INSTALLATION_EVENT_NAMES)[number];

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
