import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { AccountId, Nullable, OneOf, paged, PagingQuery, Strict, Timestamp } from "./schemas.ts";
import { EndpointParams } from "./webhook-endpoints.ts";

export const DELIVERY_STATES = ["pending", "delivered", "failed", "dropped"] as const;

const DeliveryError = Type.Object(
  {
    message: Type.String(),
    code: Type.Optional(Type.String()),
    statusCode: Type.Optional(Type.Integer()),
  },
  { $id: "WebhookDeliveryError" },
);

const entry = {
  id: Type.String(),
  /** The id in `X-EE-Wh-Event-Id`, and in the log of events. */
  eventId: Type.String(),
  event: Type.String(),
  account: Nullable(Type.String()),
  /** `default` is the address of the settings or of the account. */
  endpoint: Type.String(),
  /** `failed`: given up. `dropped`: not sent, for the reason that `error` tells. */
  state: OneOf(DELIVERY_STATES),
  attemptsMade: Type.Integer(),
  /** Where the last attempt went; credentials read `******`. */
  url: Nullable(Type.String()),
  /** Of the last attempt, or why it was dropped. */
  error: Nullable(DeliveryError),
  /** The replay that asked for it. */
  replay: Nullable(Type.String()),
  created: Timestamp(),
  finished: Nullable(Timestamp()),
};

export const WebhookDelivery = Type.Object(entry, { $id: "WebhookDelivery" });
export type WebhookDelivery = Static<typeof WebhookDelivery>;

const WebhookAttempt = Type.Object(
  {
    attempt: Type.Integer(),
    started: Timestamp(),
    /** Milliseconds. */
    duration: Type.Integer(),
    statusCode: Nullable(Type.Integer()),
    error: Nullable(Type.String()),
    /** The beginning of the answer. */
    response: Nullable(Type.String()),
  },
  { $id: "WebhookAttempt" },
);

const instant = Type.Optional(Timestamp());
const choice = {
  endpoint: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
  account: Type.Optional(AccountId),
  event: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
  eventId: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  replay: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  /** Made at this time or later. */
  since: instant,
  /** Made before. */
  until: instant,
};

const onLog = { tag: "Webhooks", scope: "api", group: "webhook" } as const;

export const listDeliveries = contract({
  ...onLog,
  method: "GET",
  path: "/v1/webhooks/deliveries",
  operationId: "listWebhookDeliveries",
  summary: "List deliveries of webhooks, newest first",
  action: "read",
  query: Strict({
    ...choice,
    state: Type.Optional(OneOf(DELIVERY_STATES)),
    /** `nextCursor` of the page before. */
    cursor: Type.Optional(Type.String({ pattern: "^[0-9a-f]{24}$" })),
    pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 20 })),
  }),
  response: Type.Object(
    { deliveries: Type.Array(WebhookDelivery), nextCursor: Nullable(Type.String()) },
    { $id: "WebhookDeliveries" },
  ),
});

const DeliveryParams = Strict({ delivery: Type.String({ minLength: 1, maxLength: 100 }) });

export const getDelivery = contract({
  ...onLog,
  method: "GET",
  path: "/v1/webhooks/delivery/:delivery",
  operationId: "getWebhookDelivery",
  summary: "Get a delivery with its attempts",
  action: "read",
  params: DeliveryParams,
  response: Type.Object(
    {
      ...entry,
      attempts: Type.Array(WebhookAttempt),
      nextAttempt: Nullable(Timestamp()),
      /** JSON that the endpoint's map made, sent in place of the event; null where there is none, and to those who see no functions. */
      mappedBody: Nullable(Type.String()),
    },
    { $id: "WebhookDeliveryDetails" },
  ),
});

export const retryDelivery = contract({
  ...onLog,
  method: "POST",
  path: "/v1/webhooks/delivery/:delivery/retry",
  operationId: "retryWebhookDelivery",
  summary: "Deliver again what failed, was dropped or was delivered",
  action: "write",
  alsoFailsWith: ["409"],
  params: DeliveryParams,
  response: Type.Object({ id: Type.String(), retried: Type.Boolean() }, { $id: "RetriedWebhookDelivery" }),
});

export const promoteDelivery = contract({
  ...onLog,
  method: "POST",
  path: "/v1/webhooks/delivery/:delivery/promote",
  operationId: "promoteWebhookDelivery",
  summary: "Try a delivery that is put off now, after those that come before it",
  action: "write",
  alsoFailsWith: ["409"],
  params: DeliveryParams,
  response: Type.Object({ id: Type.String(), promoted: Type.Boolean() }, { $id: "PromotedWebhookDelivery" }),
});

export const dropDelivery = contract({
  ...onLog,
  method: "DELETE",
  path: "/v1/webhooks/delivery/:delivery",
  operationId: "deleteWebhookDelivery",
  summary: "Drop a delivery that waits, which the log keeps as such, or delete one that is over from the log",
  action: "destructive",
  alsoFailsWith: ["409"],
  params: DeliveryParams,
  response: Type.Object(
    {
      id: Type.String(),
      /** Whether it waited, and is not made any more. */
      dropped: Type.Boolean(),
      /** Whether the log has it no more. */
      deleted: Type.Boolean(),
    },
    { $id: "DroppedWebhookDelivery" },
  ),
});

export const retryDeliveries = contract({
  ...onLog,
  method: "POST",
  path: "/v1/webhooks/deliveries/retry",
  operationId: "retryWebhookDeliveries",
  summary: "Deliver again all that failed, as far as it is chosen; at most 10,000 in one call, oldest first",
  action: "write",
  body: Strict(
    { ...choice, state: Type.Optional(OneOf(["failed", "dropped"], { default: "failed" })) },
    { $id: "RetryWebhookDeliveries" },
  ),
  response: Type.Object(
    {
      retried: Type.Integer(),
      /** Whether there are more: call again. */
      hasMore: Type.Boolean(),
    },
    { $id: "RetriedWebhookDeliveries" },
  ),
});

// ---- Replay --------------------------------------------------------------------------------------

const wanted = {
  /** A cursor of `GET /v1/events`: events after it. */
  after: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  /** Events of this time or later. */
  since: instant,
  /** Events of before. */
  until: instant,
  /** Names; without it those that the endpoint wants. */
  events: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { minItems: 1, maxItems: 100 })),
  accounts: Type.Optional(Type.Array(AccountId, { minItems: 1, maxItems: 1000 })),
};

export const WebhookReplay = Type.Object(
  {
    id: Type.String(),
    endpoint: Type.String(),
    state: OneOf(["running", "completed", "cancelled"]),
    since: Nullable(Timestamp()),
    until: Nullable(Timestamp()),
    events: Nullable(Type.Array(Type.String())),
    accounts: Nullable(Type.Array(Type.String())),
    /** Deliveries that were made so far. */
    deliveries: Type.Integer(),
    created: Timestamp(),
    finished: Nullable(Timestamp()),
  },
  { $id: "WebhookReplay" },
);
export type WebhookReplay = Static<typeof WebhookReplay>;

export const startReplay = contract({
  ...onLog,
  method: "POST",
  path: "/v1/webhooks/endpoint/:endpoint/replay",
  operationId: "replayWebhooks",
  summary: "Deliver events of the past to an endpoint, those that it had before too",
  action: "write",
  alsoFailsWith: ["409"],
  params: EndpointParams,
  body: Strict(wanted, { $id: "ReplayWebhooks" }),
  response: WebhookReplay,
});

export const listReplays = contract({
  ...onLog,
  method: "GET",
  path: "/v1/webhooks/replays",
  operationId: "listWebhookReplays",
  summary: "List replays, newest first",
  action: "read",
  query: Strict({ ...PagingQuery.properties, endpoint: choice.endpoint }),
  response: Type.Object({ ...paged, replays: Type.Array(WebhookReplay) }, { $id: "WebhookReplays" }),
});

const ReplayParams = Strict({ replay: Type.String({ minLength: 1, maxLength: 100 }) });

export const getReplay = contract({
  ...onLog,
  method: "GET",
  path: "/v1/webhooks/replay/:replay",
  operationId: "getWebhookReplay",
  summary: "Get a replay",
  action: "read",
  params: ReplayParams,
  response: WebhookReplay,
});

export const cancelReplay = contract({
  ...onLog,
  method: "DELETE",
  path: "/v1/webhooks/replay/:replay",
  operationId: "cancelWebhookReplay",
  summary: "End a replay; the deliveries that it made stay",
  action: "write",
  params: ReplayParams,
  response: Type.Object({ id: Type.String(), cancelled: Type.Boolean() }, { $id: "CancelledWebhookReplay" }),
});
