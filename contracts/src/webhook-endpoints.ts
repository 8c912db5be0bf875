import type { Static, TSchema } from "typebox";
import Type from "typebox";
import { WebhookErrorFlag, WebhookHeader } from "./accounts.ts";
import { contract } from "./contract.ts";
import {
  AccountId,
  HttpUrl,
  Nullable,
  OneOf,
  OpenObject,
  OrEmpty,
  Page,
  paged,
  PagingQuery,
  PageSize,
  Strict,
  Timestamp,
  Trimmed,
} from "./schemas.ts";

/** How much of an event goes to an endpoint; it only takes away from what the `notify…` settings let into events. */
export const PayloadProfile = Strict(
  {
    text: Type.Optional(Type.Boolean()),
    /** Characters of each text. */
    textSize: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000 })),
    /** Names of message headers; `*` is all. */
    headers: Type.Optional(Type.Array(Type.String({ maxLength: 256 }), { maxItems: 1000 })),
    /** The content of attachments and calendar files. */
    attachments: Type.Optional(Type.Boolean()),
    /** Bytes of the body. One that is larger loses files first, then texts, then headers. */
    maxSize: Type.Optional(Type.Integer({ minimum: 1024, maximum: 1_000_000_000 })),
  },
  { $id: "WebhookPayloadProfile" },
);

/** When a delivery is tried again, in place of the installation's plan. */
export const RetryRules = Strict(
  {
    /** Attempts in all, the first included. */
    attempts: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    /** Milliseconds before the second attempt; doubles from then on, up to a day. */
    delay: Type.Optional(Type.Integer({ minimum: 100, maximum: 3_600_000 })),
    /** Seconds after the first attempt at which it is given up. */
    maxAge: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_592_000 })),
  },
  { $id: "WebhookRetryRules" },
);

/** The key of Standard Webhooks signatures: `whsec_` and 24 to 64 bytes in base64. */
export const WebhookSecret = Type.String({ pattern: "^whsec_[A-Za-z0-9+/]{32,88}={0,2}$", maxLength: 100 });

export const FunctionSource = Type.String({ maxLength: 1_048_576 });
const name = Trimmed({ minLength: 1, maxLength: 256 });
const description = Type.String({ maxLength: 1024 });
/** `http` or `https`; a user and a password in it become an Authorization header. */
const targetUrl = OrEmpty(HttpUrl({ maxLength: 8192 }));
const customHeaders = Type.Array(WebhookHeader, { maxItems: 100 });
const eventNames = Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 100 });
const accountIds = Type.Array(AccountId, { maxItems: 10_000 });

/** What may be said of an endpoint; null takes a restriction away. */
const rules = {
  description: Type.Optional(description),
  enabled: Type.Optional(Type.Boolean()),
  customHeaders: Type.Optional(customHeaders),
  /** Names of events; null is all. */
  events: Type.Optional(Nullable(eventNames)),
  accounts: Type.Optional(Nullable(accountIds)),
  /** A query over the webhook's body, in MongoDB's words. */
  filter: Type.Optional(Nullable(OpenObject())),
  /** Body of a function: a truthy result lets the event pass. */
  fn: Type.Optional(Nullable(FunctionSource)),
  /** Body of a function: its result is sent in place of the event. */
  map: Type.Optional(Nullable(FunctionSource)),
  /** Send nothing when `map` fails, rather than the event as it is. */
  dropOnMapError: Type.Optional(Type.Boolean()),
  payload: Type.Optional(Nullable(PayloadProfile)),
  /** Hold its deliveries back: they wait, and keep their order. */
  paused: Type.Optional(Type.Boolean()),
  /** `block`: while a delivery waits to be tried again, those of its account behind it wait too. `skip`: they do not. */
  ordering: Type.Optional(OneOf(["block", "skip"])),
  /** Requests at once; null is the installation's limit. */
  maxConcurrent: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 1000 }))),
  maxPerMinute: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 1_000_000 }))),
  retry: Type.Optional(Nullable(RetryRules)),
};

export const CreateWebhookEndpoint = Strict(
  { name, targetUrl, ...rules, secret: Type.Optional(WebhookSecret) },
  { $id: "CreateWebhookEndpoint" },
);
export type CreateWebhookEndpoint = Static<typeof CreateWebhookEndpoint>;

export const UpdateWebhookEndpoint = Strict(
  { name: Type.Optional(name), targetUrl: Type.Optional(targetUrl), ...rules },
  { $id: "UpdateWebhookEndpoint" },
);
export type UpdateWebhookEndpoint = Static<typeof UpdateWebhookEndpoint>;

const failing = Nullable(
  Type.Object(
    {
      since: Timestamp(),
      /** In a row. */
      failures: Type.Integer(),
      /** Of `default`: the account whose own address it is. */
      account: Type.Optional(Type.String()),
      error: WebhookErrorFlag,
    },
    { $id: "WebhookFailing" },
  ),
);

const view = {
  /** `default` is the address of the settings, `account:` and an account's id that account's own. */
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  enabled: Type.Boolean(),
  /** Whether anything is delivered at all: the setting `webhooksEnabled`. */
  webhooksEnabled: Type.Boolean(),
  /** Credentials read `******`. */
  targetUrl: Type.String(),
  /** Values read `******`. */
  customHeaders: Type.Array(WebhookHeader),
  events: Nullable(Type.Array(Type.String())),
  accounts: Nullable(Type.Array(Type.String())),
  filter: Nullable(OpenObject()),
  dropOnMapError: Type.Boolean(),
  payload: Nullable(PayloadProfile),
  paused: Type.Boolean(),
  ordering: OneOf(["block", "skip"]),
  maxConcurrent: Nullable(Type.Integer()),
  maxPerMinute: Nullable(Type.Integer()),
  retry: Nullable(RetryRules),
  /** Whether it filters, and changes, events by functions. */
  hasFn: Type.Boolean(),
  hasMap: Type.Boolean(),
  /** Keys of its own that sign now; 0: the setting `serviceSecret` does. */
  secrets: Type.Integer(),
  /** Why it was switched off by itself: its receiver answered 410 Gone. */
  stopped: Nullable(Type.Object({ reason: Type.String(), url: Type.String(), at: Timestamp() })),
  /** Null while its deliveries succeed. */
  failing,
  /** Deliveries that were made for it. */
  tcount: Type.Integer(),
  /** Counts its changes. */
  v: Type.Integer(),
  created: Nullable(Timestamp()),
  updated: Nullable(Timestamp()),
};

export const WebhookEndpointEntry = Type.Object(view, { $id: "WebhookEndpointEntry" });
export type WebhookEndpointEntry = Static<typeof WebhookEndpointEntry>;

export const WebhookEndpointView = Type.Object(
  { ...view, fn: Nullable(Type.String()), map: Nullable(Type.String()) },
  { $id: "WebhookEndpoint" },
);
export type WebhookEndpointView = Static<typeof WebhookEndpointView>;

export const EndpointParams = Strict({ endpoint: Type.String({ minLength: 1, maxLength: 300 }) });

const onEndpoints = { tag: "Webhooks", scope: "api", group: "webhook" } as const;

/** A page of endpoints. */
export const listWebhookEndpoints = contract({
  ...onEndpoints,
  method: "GET",
  path: "/v1/webhooks/endpoints",
  operationId: "listWebhookEndpoints",
  summary: "List webhook endpoints, newest first; the default one is the last",
  action: "read",
  query: PagingQuery,
  response: Type.Object({ ...paged, endpoints: Type.Array(WebhookEndpointEntry) }, { $id: "WebhookEndpoints" }),
});

export const createWebhookEndpoint = contract({
  ...onEndpoints,
  method: "POST",
  path: "/v1/webhooks/endpoint",
  operationId: "createWebhookEndpoint",
  summary: "Add a webhook endpoint",
  action: "write",
  alsoFailsWith: ["409"],
  bodyLimit: "large",
  body: CreateWebhookEndpoint,
  response: Type.Object(
    {
      id: Type.String(),
      created: Type.Boolean(),
      /** Shown this once. */
      secret: Type.String(),
    },
    { $id: "CreatedWebhookEndpoint" },
  ),
});

export const getWebhookEndpoint = contract({
  ...onEndpoints,
  method: "GET",
  path: "/v1/webhooks/endpoint/:endpoint",
  operationId: "getWebhookEndpoint",
  summary: "Get a webhook endpoint",
  action: "read",
  params: EndpointParams,
  response: WebhookEndpointView,
});

export const updateWebhookEndpoint = contract({
  ...onEndpoints,
  method: "PUT",
  path: "/v1/webhooks/endpoint/:endpoint",
  operationId: "updateWebhookEndpoint",
  summary: "Change a webhook endpoint; what is not named stays",
  action: "write",
  bodyLimit: "large",
  params: EndpointParams,
  body: UpdateWebhookEndpoint,
  response: Type.Object({ id: Type.String(), updated: Type.Boolean() }, { $id: "UpdatedWebhookEndpoint" }),
});

export const deleteWebhookEndpoint = contract({
  ...onEndpoints,
  method: "DELETE",
  path: "/v1/webhooks/endpoint/:endpoint",
  operationId: "deleteWebhookEndpoint",
  summary: "Delete a webhook endpoint; what waits for it is dropped",
  action: "destructive",
  alsoFailsWith: ["409"],
  params: EndpointParams,
  response: Type.Object({ id: Type.String(), deleted: Type.Boolean() }, { $id: "DeletedWebhookEndpoint" }),
});

export const rotateWebhookSecret = contract({
  ...onEndpoints,
  method: "POST",
  path: "/v1/webhooks/endpoint/:endpoint/secret",
  operationId: "rotateWebhookSecret",
  summary: "Give an endpoint a new signing secret; the one before signs too for a while",
  action: "write",
  params: EndpointParams,
  body: Strict(
    {
      /** A new one is made where it is left out. */
      secret: Type.Optional(WebhookSecret),
      /** Seconds that the one before signs as well; 0 ends it at once. */
      overlap: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_592_000, default: 86_400 })),
    },
    { $id: "RotateWebhookSecret" },
  ),
  response: Type.Object(
    {
      id: Type.String(),
      /** Shown this once. */
      secret: Type.String(),
      /** Until when the one before signs; null where there is none. */
      previousUntil: Nullable(Timestamp()),
    },
    { $id: "RotatedWebhookSecret" },
  ),
});

export const dismissWebhookFailure = contract({
  ...onEndpoints,
  method: "DELETE",
  path: "/v1/webhooks/endpoint/:endpoint/failing",
  operationId: "dismissWebhookFailure",
  summary: "Forget that an endpoint fails: its next delivery tells anew. Nothing is sent again by that",
  action: "write",
  params: EndpointParams,
  response: Type.Object(
    {
      id: Type.String(),
      /** False where it was not known to fail. */
      dismissed: Type.Boolean(),
    },
    { $id: "DismissedWebhookFailure" },
  ),
});

/** What came of a request that was made at once. */
export const WebhookTrial = Type.Object(
  {
    success: Type.Boolean(),
    /** Credentials read `******`. */
    target: Type.String(),
    /** Milliseconds. */
    duration: Type.Integer(),
    statusCode: Type.Optional(Type.Integer()),
    /** The beginning of the answer. */
    response: Type.Optional(Type.String()),
    error: Type.Optional(Type.String()),
    code: Type.Optional(Type.String()),
  },
  { $id: "WebhookTrial" },
);

const testBody = {
  /** Sent in place of the event `test`. */
  payload: Type.Optional(OpenObject()),
};

export const testWebhookEndpoint = contract({
  ...onEndpoints,
  method: "POST",
  path: "/v1/webhooks/endpoint/:endpoint/test",
  operationId: "testWebhookEndpoint",
  summary: "Send an event `test` to an endpoint at once, signed as its events are",
  action: "write",
  alsoFailsWith: ["409"],
  params: EndpointParams,
  body: Strict(testBody, { $id: "TestWebhookEndpoint" }),
  response: WebhookTrial,
});

export const testWebhook = contract({
  ...onEndpoints,
  method: "POST",
  path: "/v1/webhooks/test",
  operationId: "testWebhook",
  summary: "Send an event `test` to any address at once",
  action: "write",
  body: Strict(
    { targetUrl: HttpUrl({ maxLength: 8192 }), customHeaders: Type.Optional(customHeaders), ...testBody },
    { $id: "TestWebhook" },
  ),
  response: WebhookTrial,
});

/** How an endpoint fared with the newest deliveries that are still kept. */
export const getWebhookEndpointStats = contract({
  ...onEndpoints,
  method: "GET",
  path: "/v1/webhooks/endpoint/:endpoint/stats",
  operationId: "getWebhookEndpointStats",
  summary: "Tell how an endpoint fared with its newest 500 deliveries that are kept",
  action: "read",
  params: EndpointParams,
  response: Type.Object(
    {
      id: Type.String(),
      delivered: Type.Integer(),
      /** Given up. */
      failed: Type.Integer(),
      /** Waiting, for the first attempt or for another. */
      pending: Type.Integer(),
      /** Of those that ended, how many arrived: from 0 to 1; null where none has ended. */
      successRate: Nullable(Type.Number()),
      attempts: Type.Integer(),
      /** Milliseconds that half, and 95 of 100, attempts took at most; null where there was none. */
      latency: Nullable(Type.Object({ median: Type.Integer(), p95: Type.Integer() }), {
        $id: "WebhookEndpointLatency",
      }),
    },
    { $id: "WebhookEndpointStats" },
  ),
});

export const listFunctionFaults = contract({
  ...onEndpoints,
  method: "GET",
  path: "/v1/webhooks/endpoint/:endpoint/faults",
  operationId: "listWebhookFunctionFaults",
  summary: "List the last 20 failures of an endpoint's functions, newest first",
  action: "read",
  params: EndpointParams,
  response: Type.Object(
    {
      id: Type.String(),
      faults: Type.Array(
        Type.Object({
          type: OneOf(["filter", "map"]),
          /** The beginning of the JSON that the function was given. */
          payload: Type.String(),
          error: Type.Object({
            kind: Type.String(),
            message: Type.String(),
            line: Type.Optional(Type.Integer()),
            column: Type.Optional(Type.Integer()),
          }),
          created: Timestamp(),
        }),
      ),
    },
    { $id: "WebhookFunctionFaults" },
  ),
});

const FunctionsVersionNumber = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 });

const EndpointVersionParams = Strict({ ...EndpointParams.properties, version: FunctionsVersionNumber });

const functionsVersion = {
  /** Counts from 1 with each change of the functions. */
  version: FunctionsVersionNumber,
  /** When the endpoint began to have these functions. */
  created: Timestamp(),
  /** Who set them; null where a token did, and for whoever does not see the functions. */
  user: Nullable(Type.Object({ id: Type.String(), name: Type.String() })),
};

export const WebhookEndpointVersion = Type.Object(
  { id: Type.String(), ...functionsVersion, fn: Nullable(Type.String()), map: Nullable(Type.String()) },
  { $id: "WebhookEndpointVersion" },
);
export type WebhookEndpointVersion = Static<typeof WebhookEndpointVersion>;

export const listWebhookEndpointVersions = contract({
  ...onEndpoints,
  method: "GET",
  path: "/v1/webhooks/endpoint/:endpoint/versions",
  operationId: "listWebhookEndpointVersions",
  summary: "List the versions of an endpoint's functions, the newest first; that is the present one",
  action: "read",
  params: EndpointParams,
  query: PagingQuery,
  response: Type.Object(
    {
      id: Type.String(),
      ...paged,
      versions: Type.Array(Type.Object(functionsVersion), { $id: "WebhookEndpointVersionList" }),
    },
    { $id: "WebhookEndpointVersions" },
  ),
});

export const getWebhookEndpointVersion = contract({
  ...onEndpoints,
  method: "GET",
  path: "/v1/webhooks/endpoint/:endpoint/versions/:version",
  operationId: "getWebhookEndpointVersion",
  summary: "Get a version of an endpoint's functions",
  action: "read",
  params: EndpointVersionParams,
  response: WebhookEndpointVersion,
});

export const restoreWebhookEndpointVersion = contract({
  ...onEndpoints,
  method: "POST",
  path: "/v1/webhooks/endpoint/:endpoint/versions/:version/restore",
  operationId: "restoreWebhookEndpointVersion",
  summary: "Give an endpoint the functions of a version again",
  action: "write",
  params: EndpointVersionParams,
  response: Type.Object(
    {
      id: Type.String(),
      restored: Type.Boolean(),
      /** The present one: a new one, unless the functions were these already. */
      version: FunctionsVersionNumber,
    },
    { $id: "RestoredWebhookEndpointVersion" },
  ),
});

// ---- Routes: the same endpoints, as old clients know them ---------------------------------------

const route = {
  id: Type.String({ maxLength: 256 }),
  name: Type.String({ maxLength: 256 }),
  description: Type.Optional(Type.String({ maxLength: 1024 })),
  created: Timestamp(),
  updated: Type.Optional(Timestamp()),
  enabled: Type.Boolean(),
  targetUrl: Type.String(),
  tcount: Type.Integer(),
  webhookErrorFlag: Type.Optional(Nullable(WebhookErrorFlag)),
  customHeaders: Type.Array(WebhookHeader, { $id: "WebhookRouteCustomHeaders" }),
};

export const WebhookRouteEntry = Type.Object(route, { $id: "WebhookRoutesListEntry" });
export type WebhookRouteEntry = Static<typeof WebhookRouteEntry>;

export const WebhookRoute = Type.Object(
  {
    ...route,
    v: Type.Integer(),
    content: Type.Object({ fn: Nullable(Type.String()), map: Nullable(Type.String()) }, { $id: "WebhookRouteContent" }),
  },
  { $id: "WebhookRouteResponse" },
);
export type WebhookRoute = Static<typeof WebhookRoute>;

const RouteParams = Strict({ webhookRoute: Type.String({ minLength: 1, maxLength: 256 }) });

export const listWebhookRoutes = contract({
  ...onEndpoints,
  method: "GET",
  path: "/v1/webhookRoutes",
  operationId: "getV1Webhookroutes",
  summary: "List webhook routes",
  action: "read",
  query: Strict({ page: Page, pageSize: PageSize }),
  response: Type.Object(
    { ...paged, webhooks: Type.Array(WebhookRouteEntry, { $id: "WebhookRoutesList" }) },
    { $id: "WebhookRoutesListResponse" },
  ),
});

export const getWebhookRoute = contract({
  ...onEndpoints,
  method: "GET",
  path: "/v1/webhookRoutes/webhookRoute/:webhookRoute",
  operationId: "getV1WebhookroutesWebhookrouteWebhookroute",
  summary: "Get a webhook route with its functions",
  action: "read",
  params: RouteParams,
  response: WebhookRoute,
});

const routeRules = {
  description: rules.description,
  enabled: rules.enabled,
  customHeaders: rules.customHeaders,
  /** What passes: the body of a function with the event as `payload`. */
  fn: FunctionSource,
  map: rules.map,
};
const partial = <P extends Record<string, TSchema>>(properties: P) =>
  Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, Type.Optional(schema)])) as {
    [K in keyof P]: ReturnType<typeof Type.Optional<P[K]>>;
  };

export const createWebhookRoute = contract({
  ...onEndpoints,
  method: "POST",
  path: "/v1/webhookRoutes/webhookRoute",
  operationId: "createWebhookRoute",
  summary: "Add a webhook route",
  action: "write",
  alsoFailsWith: ["409"],
  bodyLimit: "large",
  body: Strict({ name, targetUrl, ...routeRules }, { $id: "CreateWebhookRoute" }),
  response: Type.Object({ id: Type.String(), created: Type.Boolean() }, { $id: "CreatedWebhookRoute" }),
});

export const updateWebhookRoute = contract({
  ...onEndpoints,
  method: "PUT",
  path: "/v1/webhookRoutes/webhookRoute/:webhookRoute",
  operationId: "updateWebhookRoute",
  summary: "Change a webhook route; what is not named stays",
  action: "write",
  bodyLimit: "large",
  params: RouteParams,
  body: Strict(partial({ name, targetUrl, ...routeRules }), { $id: "UpdateWebhookRoute" }),
  response: Type.Object({ id: Type.String(), updated: Type.Boolean() }, { $id: "UpdatedWebhookRoute" }),
});

export const deleteWebhookRoute = contract({
  ...onEndpoints,
  method: "DELETE",
  path: "/v1/webhookRoutes/webhookRoute/:webhookRoute",
  operationId: "deleteWebhookRoute",
  summary: "Delete a webhook route",
  action: "destructive",
  params: RouteParams,
  response: Type.Object({ id: Type.String(), deleted: Type.Boolean() }, { $id: "DeletedWebhookRoute" }),
});
