import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { AccountId, Nullable, Page, paged, PageSize, Strict, Timestamp } from "./schemas.ts";

/** A webhook that was given up on. Its payload is not told. */
export const FailedDelivery = Type.Object(
  {
    id: Type.String(),
    event: Type.String(),
    account: Nullable(Type.String()),
    route: Type.Optional(Type.String()),
    /** Credentials read `******`. */
    url: Type.String(),
    created: Timestamp(),
    failed: Timestamp(),
    attemptsMade: Type.Integer(),
    error: Type.Object({
      message: Type.String(),
      code: Type.Optional(Type.String()),
      statusCode: Type.Optional(Type.Integer()),
    }),
  },
  { $id: "FailedWebhookDelivery" },
);
export type FailedDelivery = Static<typeof FailedDelivery>;

export const FailedDeliveryPage = Type.Object(
  {
    ...paged,
    /** Always false: the filter has an index. */
    scanLimited: Type.Boolean(),
    deliveries: Type.Array(FailedDelivery),
  },
  { $id: "FailedWebhookDeliveries" },
);
export type FailedDeliveryPage = Static<typeof FailedDeliveryPage>;

const DeliveryParams = Strict({ delivery: Type.String({ minLength: 1, maxLength: 100 }) });

const onWebhooks = { tag: "Webhooks", scope: "api", group: "webhook" } as const;

export const listFailedDeliveries = contract({
  ...onWebhooks,
  method: "GET",
  path: "/v1/webhooks/failed",
  operationId: "getV1WebhooksFailed",
  summary: "List webhooks that failed for good, newest first",
  action: "read",
  query: Strict({ page: Page, pageSize: PageSize, account: Type.Optional(AccountId) }),
  response: FailedDeliveryPage,
});

export const retryFailedDelivery = contract({
  ...onWebhooks,
  method: "POST",
  path: "/v1/webhooks/failed/:delivery/retry",
  operationId: "postV1WebhooksFailedDeliveryRetry",
  summary: "Queue a failed webhook again",
  action: "write",
  alsoFailsWith: ["409"],
  params: DeliveryParams,
  response: Type.Object({ id: Type.String(), retried: Type.Boolean() }, { $id: "RetryFailedWebhookResponse" }),
});

export const deleteFailedDelivery = contract({
  ...onWebhooks,
  method: "DELETE",
  path: "/v1/webhooks/failed/:delivery",
  operationId: "deleteV1WebhooksFailedDelivery",
  summary: "Drop a failed webhook",
  action: "destructive",
  alsoFailsWith: ["409"],
  params: DeliveryParams,
  response: Type.Object({ id: Type.String(), deleted: Type.Boolean() }, { $id: "DeleteFailedWebhookResponse" }),
});
