import type { EventName } from "@posthorn/contracts/events";
import type { eventWords } from "./event-words.ts";

/** All events, in the order in which people choose among them. */
export const EVENT_GROUPS: readonly (readonly [group: keyof typeof eventWords.groups, names: readonly EventName[]])[] =
  [
    ["messages", ["messageNew", "messageUpdated", "messageDeleted", "messageMissing"]],
    ["sending", ["messageSent", "messageDeliveryError", "messageFailed", "messageCancelled"]],
    ["reports", ["messageBounce", "messageComplaint"]],
    [
      "accounts",
      [
        "accountAdded",
        "accountInitialized",
        "authenticationSuccess",
        "authenticationError",
        "connectError",
        "accountDeleted",
      ],
    ],
    ["mailboxes", ["mailboxNew", "mailboxDeleted", "mailboxReset"]],
    ["tracking", ["trackOpen", "trackClick", "listUnsubscribe", "listSubscribe"]],
    ["exports", ["exportCompleted", "exportFailed"]],
    ["installation", ["webhookFailing", "webhookRecovered", "webhookStopped"]],
  ];
