import type { Static } from "typebox";
import Type from "typebox";
import { AccountError } from "./accounts.ts";
import { contract } from "./contract.ts";
import type { FieldFault } from "./errors.ts";
import { AUTH_METHODS, CLOUDS, OAUTH2_BASE_SCOPES, OAUTH2_PROVIDERS, type OAuth2Provider } from "./oauth2-providers.ts";
import { Email, HttpUrl, Nullable, OneOf, OrFalse, paged, PagingQuery, Strict, Timestamp, Trimmed } from "./schemas.ts";

const provider = (options = {}) => OneOf(OAUTH2_PROVIDERS, options);

// ---- What callers set -----------------------------------------------------------------------

const text256 = Type.String({ maxLength: 256 });
const scopes = Type.Array(Type.String({ minLength: 1, maxLength: 255 }));
const pubSubName = OrFalse(
  Nullable(Type.String({ maxLength: 256, pattern: "^(?!goog)[A-Za-z][A-Za-z0-9\\-_.~+%]{2,254}$" })),
);

const settable = {
  description: Type.Optional(Trimmed({ maxLength: 1024 })),
  /** The caption of its button in the hosted form. */
  title: Type.Optional(Trimmed({ maxLength: 256 })),
  extraScopes: Type.Optional(scopes),
  skipScopes: Type.Optional(scopes),
  googleWorkspaceAccounts: Type.Optional(Type.Boolean()),
  googleProjectId: Type.Optional(
    OrFalse(Nullable(Type.String({ maxLength: 256, pattern: "^[a-z][a-z0-9-]{4,28}[a-z0-9]$" }))),
  ),
  googleTopicName: Type.Optional(pubSubName),
  googleSubscriptionName: Type.Optional(pubSubName),
  /** Has Google push, with an identity token of this service account, where it reaches this server; else it is asked. */
  googlePushAccount: Type.Optional(OrFalse(Nullable(Email({ "x-trim": true })))),
  serviceClientEmail: Type.Optional(Email({ "x-trim": true })),
  /** PEM. */
  serviceKey: Type.Optional(Type.String({ maxLength: 102_400 })),
  /** The JSON text of a workload identity's credentials. */
  externalAccount: Type.Optional(Type.String({ maxLength: 65_536 })),
  /** `common`, `organizations`, `consumers` or the id of a tenant. */
  authority: Type.Optional(Trimmed({ maxLength: 1024 })),
  clientSecret: Type.Optional(Type.String({ maxLength: 256 })),
};

const pubSubApp = Type.Optional(OrFalse(Nullable(Trimmed({ maxLength: 512 }))));

export const CreateOAuth2App = Strict(
  {
    name: Trimmed({ minLength: 1, maxLength: 256 }),
    provider: provider({ maxLength: 256 }),
    enabled: Type.Optional(Type.Boolean({ default: false })),
    ...settable,
    clientId: Type.Optional(Trimmed({ maxLength: 256 })),
    redirectUrl: Type.Optional(HttpUrl({ "x-trim": true })),
    baseScopes: Type.Optional(OneOf(OAUTH2_BASE_SCOPES)),
    pubSubApp,
    serviceClient: Type.Optional(Trimmed({ maxLength: 256 })),
    authMethod: Type.Optional(OneOf(AUTH_METHODS)),
    cloud: Type.Optional(OneOf(CLOUDS)),
  },
  { $id: "CreateOAuth2App" },
);
export type CreateOAuth2App = Static<typeof CreateOAuth2App>;

export const UpdateOAuth2App = Strict(
  {
    name: Type.Optional(Trimmed({ minLength: 1, maxLength: 256 })),
    enabled: Type.Optional(Type.Boolean()),
    ...settable,
    clientId: Type.Optional(OrFalse(Nullable(Trimmed({ maxLength: 256 })))),
    redirectUrl: Type.Optional(OrFalse(Nullable(HttpUrl({ "x-trim": true })))),
    pubSubApp,
    serviceClient: Type.Optional(OrFalse(Nullable(Trimmed({ maxLength: 256 })))),
    cloud: Type.Optional(OneOf(CLOUDS)),
    /** The tenant to take where `authority` reads `tenant`. */
    tenant: Type.Optional(Trimmed({ maxLength: 1024 })),
  },
  { $id: "UpdateOAuthApp" },
);
export type UpdateOAuth2App = Static<typeof UpdateOAuth2App>;

// ---- What they read -------------------------------------------------------------------------

const PubSubError = Nullable(
  Type.Object({ message: Type.Optional(Type.String()), description: Type.Optional(Nullable(Type.String())) }),
  { $id: "PubSubError" },
);

const id = Type.String({ maxLength: 256 });

/** Secrets read `******`; what an application does not have is absent. */
const app = {
  id,
  name: Type.Optional(text256),
  description: Type.Optional(Type.String({ maxLength: 1024 })),
  title: Type.Optional(text256),
  provider: provider({ $id: "OAuth2Provider" }),
  /** Whether the hosted form offers it. One that needs no consent reads true, and is never offered. */
  enabled: Type.Optional(Type.Boolean()),
  includeInListing: Type.Optional(Type.Boolean()),
  created: Type.Optional(Timestamp()),
  updated: Type.Optional(Timestamp()),
  clientId: Type.Optional(Type.String()),
  clientSecret: Type.Optional(Type.String()),
  authority: Type.Optional(Type.String()),
  /** The authority, where it is one tenant. */
  tenant: Type.Optional(Type.String()),
  cloud: Type.Optional(Type.String()),
  redirectUrl: Type.Optional(HttpUrl()),
  baseScopes: Type.Optional(OneOf(OAUTH2_BASE_SCOPES, { $id: "AppBaseScopes" })),
  extraScopes: Type.Optional(Type.Array(Type.String())),
  skipScopes: Type.Optional(Type.Array(Type.String())),
  pubSubApp: Type.Optional(Type.String({ maxLength: 512 })),
  googleWorkspaceAccounts: Type.Optional(Type.Boolean()),
  googleProjectId: Type.Optional(text256),
  googleTopicName: Type.Optional(text256),
  googleSubscriptionName: Type.Optional(text256),
  googlePushAccount: Type.Optional(Email()),
  serviceClient: Type.Optional(Type.String()),
  serviceClientEmail: Type.Optional(Email()),
  authMethod: Type.Optional(Type.String()),
  serviceKey: Type.Optional(Type.String()),
  externalAccount: Type.Optional(Type.String()),
  /** Never told: no token of the application itself is kept. */
  accessToken: Type.Optional(Type.String()),
  pubSubTopic: Type.Optional(Type.String()),
  pubSubSubscription: Type.Optional(Type.String()),
  /** Whether Gmail may publish to the topic. */
  pubSubIamPolicy: Type.Optional(Type.Boolean()),
  /** What the provider has against it; null while it takes it. */
  lastError: Type.Optional(Nullable(AccountError)),
  pubSubError: Type.Optional(PubSubError),
};

export const OAuth2AppEntry = Type.Object(app, { $id: "OAuth2ResponseItem" });
export type OAuth2AppEntry = Static<typeof OAuth2AppEntry>;

export const OAuth2AppView = Type.Object(
  {
    ...app,
    /** Accounts that log in by it. */
    accounts: Type.Optional(Type.Integer()),
  },
  { $id: "ApplicationResponse" },
);

export const OAUTH2_STEPS = [
  "config",
  "sign",
  "subjectToken",
  "sts",
  "signJwt",
  "token",
  "mailbox",
  "interactive",
] as const;

export const OAuth2VerifyStep = Type.Object(
  {
    id: OneOf(OAUTH2_STEPS),
    label: Type.String(),
    status: OneOf(["ok", "fail", "skip"]),
    message: Nullable(Type.String()),
    hint: Type.Optional(Type.String()),
  },
  { $id: "OAuth2VerifyStep" },
);
export type OAuth2VerifyStep = Static<typeof OAuth2VerifyStep>;

// ---- Routes ---------------------------------------------------------------------------------

const AppParams = Strict({ app: Type.String({ minLength: 1, maxLength: 256 }) });
const onApps = { tag: "OAuth2 Applications", scope: "api", group: "oauth2" } as const;

export const listOAuth2Apps = contract({
  ...onApps,
  method: "GET",
  path: "/v1/oauth2",
  operationId: "getV1Oauth2",
  summary: "List OAuth2 applications, newest first",
  action: "read",
  query: PagingQuery,
  response: Type.Object(
    { ...paged, apps: Type.Array(OAuth2AppEntry, { $id: "OAuth2Entries" }) },
    { $id: "OAuth2FilterResponse" },
  ),
});

export const createOAuth2App = contract({
  ...onApps,
  method: "POST",
  path: "/v1/oauth2",
  operationId: "postV1Oauth2",
  summary: "Add an OAuth2 application",
  action: "write",
  body: CreateOAuth2App,
  check: ({ body }) => missingIn(body, body),
  response: Type.Object({ id, created: Type.Boolean({ default: true }) }, { $id: "CreateAppResponse" }),
});

export const getOAuth2App = contract({
  ...onApps,
  method: "GET",
  path: "/v1/oauth2/:app",
  operationId: "getV1Oauth2App",
  summary: "Get an OAuth2 application",
  action: "read",
  params: AppParams,
  response: OAuth2AppView,
});

export const updateOAuth2App = contract({
  ...onApps,
  method: "PUT",
  path: "/v1/oauth2/:app",
  operationId: "putV1Oauth2App",
  summary: "Change an OAuth2 application",
  action: "write",
  params: AppParams,
  body: UpdateOAuth2App,
  response: Type.Object({ id, updated: Type.Boolean() }, { $id: "UpdateOAuthAppResponse" }),
});

export const deleteOAuth2App = contract({
  ...onApps,
  method: "DELETE",
  path: "/v1/oauth2/:app",
  operationId: "deleteV1Oauth2App",
  summary: "Delete an OAuth2 application; its accounts stay and fail",
  action: "destructive",
  params: AppParams,
  response: Type.Object(
    { id, deleted: Type.Boolean({ default: true }), accounts: Type.Integer() },
    { $id: "DeleteAppRequestResponse" },
  ),
});

export const verifyOAuth2App = contract({
  ...onApps,
  method: "POST",
  path: "/v1/oauth2/:app/verify",
  operationId: "postV1Oauth2AppVerify",
  summary: "Try an OAuth2 application step by step; nothing is changed",
  action: "read",
  params: AppParams,
  body: Strict(
    {
      /** The address of a mailbox to try it on. */
      account: Type.Optional(Trimmed({ maxLength: 256 })),
      /** Whether the mailbox is tried as well. */
      testConnection: Type.Optional(Type.Boolean({ default: true })),
    },
    { $id: "VerifyOAuth2AppRequest" },
  ),
  response: Type.Object(
    {
      app: id,
      provider: provider(),
      authMethod: Nullable(Type.String()),
      account: Nullable(Type.String()),
      /** Whether no step failed. */
      ok: Type.Boolean(),
      steps: Type.Array(OAuth2VerifyStep, { $id: "OAuth2VerifySteps" }),
    },
    { $id: "VerifyOAuth2AppResponse" },
  ),
});

export const PUBSUB_STATES = ["ok", "pending", "error", "setupFailed", "updateFailed"] as const;
export type PubSubState = (typeof PUBSUB_STATES)[number];

export const listPubSubStatus = contract({
  ...onApps,
  method: "GET",
  path: "/v1/pubsub/status",
  operationId: "getV1PubsubStatus",
  summary: "List the applications that listen to Google's Pub/Sub, and what is wrong with them",
  action: "read",
  query: PagingQuery,
  response: Type.Object(
    {
      ...paged,
      apps: Type.Array(
        Type.Object(
          {
            id,
            name: Nullable(text256),
            lastError: Nullable(Type.Object({ response: Type.Optional(Type.String()) }), { $id: "PubSubSetupError" }),
            pubSubError: PubSubError,
            /**
             * `pending`: being arranged. `setupFailed`, `updateFailed`: Google refused to arrange it, or to look at and change
             * what is arranged, such as when the subscription ends. `error`: it can't be read.
             */
            status: OneOf(PUBSUB_STATES),
            /** Google's project. */
            project: Nullable(Type.String()),
            /** Names in full; null before they are arranged. */
            topic: Nullable(Type.String()),
            subscription: Nullable(Type.String()),
            /** Days without a reader after which Google drops the subscription; null is never. */
            expiresAfterDays: Nullable(Type.Integer()),
          },
          { $id: "PubSubAppStatus" },
        ),
        { $id: "PubSubAppStatusList" },
      ),
    },
    { $id: "PubSubStatusResponse" },
  ),
});

// ---- What belongs together ------------------------------------------------------------------

/** What rules look at: the application as it is or would be. */
interface Whole {
  provider: OAuth2Provider;
  authMethod?: (typeof AUTH_METHODS)[number];
}

/** The keys that an application of its kind can't do without. */
function neededBy({ provider, authMethod = "serviceKey" }: Whole): string[] {
  if (provider === "gmailService") return ["serviceClient", "serviceClientEmail", authMethod];
  return [
    "clientId",
    "clientSecret",
    ...(provider === "outlookService" ? [] : ["redirectUrl"]),
    ...(provider === "outlook" || provider === "outlookService" ? ["authority"] : []),
  ];
}

/** Faults for all that an application of its kind needs and does not have. */
export function missingIn(whole: Whole, values: object): FieldFault[] {
  const has = new Map<string, unknown>(Object.entries(values));
  return neededBy(whole)
    .filter((key) => !has.get(key))
    .map((key) => ({ key, path: `body.${key}`, message: `"${key}" is required` }));
}
