import type { Static, TBoolean, TObject, TOptional, TSchema, TUnsafe } from "typebox";
import Type from "typebox";
import { WebhookHeader } from "./accounts.ts";
import { contract } from "./contract.ts";
import { LOCALES } from "./locales.ts";
import {
  Hostname,
  HttpUrl,
  Ip,
  ListOrOne,
  Nullable,
  OneOf,
  OrEmpty,
  ProxyUrl,
  Strict,
  Timestamp,
  Trimmed,
} from "./schemas.ts";
import { DomainLimits, SendingLimits } from "./sending-limits.ts";

/** What is known about one setting; body, query and answer of the routes are derived from it. */
export interface SettingDefinition<S extends TSchema = TSchema> {
  readonly schema: S;
  /** What counts as long as nothing is stored. */
  readonly default?: Static<S>;
  /** Stored at the first start, so that it reads back; otherwise an unset key reads null. */
  readonly seeded: boolean;
  /**
   * "encrypted" reads as whether it is set; "masked" reads with its secret parts as `******`; "sealed" reads as it is, as
   * whoever edits it needs it whole. All of them are sealed at rest.
   */
  readonly secret: "encrypted" | "masked" | "sealed" | null;
  /** Out of reach of narrowed tokens, for reading and for writing. */
  readonly privileged: boolean;
}

function setting<S extends TSchema>(
  schema: S,
  given: {
    default?: Static<S>;
    seeded?: boolean;
    secret?: "encrypted" | "masked" | "sealed";
    privileged?: boolean;
  } = {},
): SettingDefinition<S> {
  return { seeded: false, secret: null, privileged: false, schema, ...given } as SettingDefinition<S>;
}

const text = (maxLength: number) => Type.String({ maxLength });
const count = (minimum = 0, maximum?: number) =>
  Type.Integer({ minimum, ...(maximum === undefined ? {} : { maximum }) });
const names = () => ListOrOne(text(256));
const flag = () => Type.Boolean();

const LogSettings = Strict(
  {
    /** Whether every account's connections are written down, not only those of accounts that ask for it. */
    all: Type.Optional(Type.Boolean({ default: false })),
    /** Lines kept of each account; 0 is none. */
    maxLogLines: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 10_000 })),
    /** Bytes kept of each account; the newest line stays in any case. */
    maxLogSize: Type.Optional(Type.Integer({ minimum: 65_536, maximum: 10_737_418_240, default: 10_485_760 })),
  },
  { $id: "LogSettings" },
);

/** `auto`, one that was uploaded, one that it signs itself, that for a host, or that of the configuration for a server. */
const CertificateChoice = () =>
  Type.String({
    maxLength: 262,
    pattern: "^(auto|manual|self-signed|acme:[a-z0-9._:-]+|env:(api|smtp|imapProxy))$",
  });

/** How the local address of a connection is chosen: by the system, one for each account, or any. */
export const ROUTING_STRATEGIES = ["default", "dedicated", "random"] as const;
export type RoutingStrategy = (typeof ROUTING_STRATEGIES)[number];

/** How long a model that reasons may think about a message. */
export const REASONING_EFFORTS = ["", "none", "minimal", "low", "medium", "high", "xhigh"] as const;

export const SETTINGS = {
  webhooksEnabled: setting(flag(), { default: false }),
  /** The default webhook target. */
  webhooks: setting(OrEmpty(HttpUrl()), { secret: "masked" }),
  /** Events for the default target; `*` is all of them. */
  webhookEvents: setting(names()),
  webhooksCustomHeaders: setting(ListOrOne(WebhookHeader), { secret: "masked", privileged: true }),
  /** Attempts in all, the first included. As long as neither of these two is set, retries span three days. */
  webhooksDeliveryAttempts: setting(count(1, 100)),
  /** Milliseconds before the second attempt; doubles from then on. */
  webhooksRetryDelay: setting(count(100, 3_600_000)),
  /** Seconds that an endpoint fails before that is told as an event; 0 never tells. */
  webhooksAlertAfter: setting(count(0, 31_536_000), { default: 3600 }),
  /** Message headers in webhooks; `*` is all of them. */
  notifyHeaders: setting(names()),
  notifyText: setting(flag(), { default: true, seeded: true }),
  /** Characters of each text kind; 0 is no limit. */
  notifyTextSize: setting(count(), { default: 2_097_152, seeded: true }),
  /** Whether `messageNew` has web-safe HTML, with its images, in place of that of the sender. */
  notifyWebSafeHtml: setting(flag(), { default: false }),
  /** Most characters of a message's texts in which earlier messages are folded; 0 folds none. */
  threadCollapseSize: setting(count(), { default: 262_144 }),
  /** Whether `messageNew` has the content of attachments. */
  notifyAttachments: setting(flag(), { default: false }),
  /** Bytes of each attachment, as it is encoded; 0 is no limit. */
  notifyAttachmentSize: setting(count()),
  /** Whether `messageNew` has what calendar parts say. */
  notifyCalendarEvents: setting(flag(), { default: false }),
  inboxNewOnly: setting(flag(), { default: false }),
  /** Whether `messageNew` tells the category of a message in Gmail's inbox, over IMAP too. */
  resolveGmailCategories: setting(flag(), { default: false }),
  /** Where this service is reached from outside; only the origin is kept. */
  serviceUrl: setting(OrEmpty(HttpUrl()), { privileged: true }),
  /** Where providers reach it with their notifications, when that is another address. */
  notificationBaseUrl: setting(OrEmpty(HttpUrl()), { privileged: true }),
  /** Days without a pull after which Google drops a subscription that we made; 0 is never, unset is as Google does. */
  gmailSubscriptionTtl: setting(count(0, 365)),
  /** Who is asked for the logins of accounts with `useAuthServer`. */
  authServer: setting(OrEmpty(HttpUrl()), { secret: "masked", privileged: true }),
  /** The name on pages that end users see. */
  pageBrandName: setting(text(1024)),
  /** HTML at the top of those pages, and in their head. What runs or loads from elsewhere is not allowed there. */
  templateHeader: setting(text(1_048_576), { privileged: true }),
  templateHtmlHead: setting(text(1_048_576), { privileged: true }),
  /** Key of the webhook signatures. An empty value is not stored. */
  serviceSecret: setting(OrEmpty(Type.String()), { secret: "encrypted", privileged: true }),
  /** Whether `X-Forwarded-For` tells the address of a caller; unset is whether proxies are configured. */
  enableApiProxy: setting(flag(), { privileged: true }),
  /** Whether each use of a token is written down. */
  tokenAuditLog: setting(flag(), { default: false, privileged: true }),
  /** Whether agents are served (Model Context Protocol), at `/mcp`. */
  mcpEnabled: setting(flag(), { default: false, privileged: true }),
  /** Whether programs may ask people for access to that by OAuth. It needs `mcpEnabled` and `serviceUrl`, too. */
  mcpOAuthEnabled: setting(flag(), { default: false, privileged: true }),
  /** How many admitted and how many refused calls are kept of each token. */
  tokenLogEntries: setting(count(), { default: 1000, privileged: true }),
  /** Seconds after its last use that a token's log is kept. */
  tokenLogAge: setting(count(), { default: 604_800, privileged: true }),
  /** The logs of single accounts. */
  logs: setting(LogSettings),
  /** Whether who signs in with a password alone first has to have one-time codes asked for. */
  requireSecondFactor: setting(flag(), { default: false, privileged: true }),
  imapIndexer: setting(OneOf(["full", "fast"]), { default: "full" }),
  ignoreMailCertErrors: setting(flag(), { default: false, privileged: true }),
  imapClientName: setting(text(1024)),
  imapClientVersion: setting(text(1024)),
  imapClientVendor: setting(text(1024)),
  imapClientSupportUrl: setting(OrEmpty(Type.String({ format: "support-url" }))),
  smtpEhloName: setting(OrEmpty(Hostname())),
  /** Addresses of this machine that connections to mail servers may leave from. */
  localAddresses: setting(ListOrOne(Ip()), { privileged: true }),
  imapStrategy: setting(OneOf(ROUTING_STRATEGIES), { default: "default" }),
  smtpStrategy: setting(OneOf(ROUTING_STRATEGIES), { default: "default" }),
  proxyEnabled: setting(flag(), { default: false, privileged: true }),
  proxyUrl: setting(OrEmpty(ProxyUrl()), { secret: "masked", privileged: true }),
  httpProxyEnabled: setting(flag(), { default: false, privileged: true }),
  httpProxyUrl: setting(OrEmpty(ProxyUrl()), { secret: "masked", privileged: true }),
  /** Whether faults of the program are reported to the service of `sentryDsn`. */
  sentryEnabled: setting(flag(), { default: false, privileged: true }),
  /** Where they go: the DSN of a service that speaks Sentry's protocol. */
  sentryDsn: setting(OrEmpty(HttpUrl()), { secret: "masked", privileged: true }),
  /** Whether mail may be handed in over SMTP. All settings of the two servers count at once. */
  smtpServerEnabled: setting(flag(), { default: false, seeded: true, privileged: true }),
  /** 0 takes a free one. */
  smtpServerPort: setting(count(0, 65_535), { default: 2525, seeded: true, privileged: true }),
  /** The address to listen on; `0.0.0.0` and `::` are all. */
  smtpServerHost: setting(Ip(), { default: "127.0.0.1", seeded: true, privileged: true }),
  /** Whether each connection begins with a line of a load balancer that tells the client's address (PROXY protocol 1). */
  smtpServerProxy: setting(flag(), { default: false, seeded: true, privileged: true }),
  /** Whether clients have to log in. */
  smtpServerAuthEnabled: setting(flag(), { default: true, seeded: true, privileged: true }),
  /** A password that is good for every account, besides access tokens. */
  smtpServerPassword: setting(text(1024), { secret: "encrypted", privileged: true }),
  /** TLS from the first byte. Without it there is STARTTLS, where a certificate is configured. */
  smtpServerTLSEnabled: setting(flag(), { default: false, privileged: true }),
  /** Whether IMAP clients may use accounts through us. */
  imapProxyServerEnabled: setting(flag(), { default: false, seeded: true, privileged: true }),
  /** 0 takes a free one. */
  imapProxyServerPort: setting(count(0, 65_535), { default: 2993, seeded: true, privileged: true }),
  imapProxyServerHost: setting(Ip(), { default: "127.0.0.1", seeded: true, privileged: true }),
  imapProxyServerProxy: setting(flag(), { default: false, seeded: true, privileged: true }),
  imapProxyServerPassword: setting(text(1024), { secret: "encrypted", privileged: true }),
  /** TLS from the first byte. */
  imapProxyServerTLSEnabled: setting(flag(), { default: false, privileged: true }),
  /** Where certificates of our own servers come from; without one, from nowhere but the configuration and uploads. */
  tlsProvisioning: setting(OneOf(["acme", "manual", "self-signed"]), { privileged: true }),
  /** Names that a certificate is asked for, besides that of `serviceUrl`. */
  tlsHostnames: setting(ListOrOne(Type.String({ maxLength: 255, pattern: "^[a-z0-9._:-]+$" })), { privileged: true }),
  /** What each of our servers shows; unset is as `auto`. */
  apiTLSCertificate: setting(CertificateChoice(), { privileged: true }),
  smtpServerTLSCertificate: setting(CertificateChoice(), { privileged: true }),
  imapProxyServerTLSCertificate: setting(CertificateChoice(), { privileged: true }),
  /** Refuse to change the messages of a whole mailbox at once, as an empty `search` asks. */
  bulkNeedsSearch: setting(flag(), { default: false }),
  /** Attempts to send a message, the first included; 0 is one. */
  deliveryAttempts: setting(count(), { default: 10 }),
  /** Whether it is told when a message is opened, and when one of its links is followed, unless the message says. */
  trackOpens: setting(flag()),
  trackClicks: setting(flag()),
  /** Both, where they are not set. */
  trackSentMessages: setting(flag()),
  /** Whether visits of known scanners of mail are told, too; then as `likelyAutomated`. */
  trackScanners: setting(flag(), { default: false }),
  /** Whether the addresses of visitors of links are told and kept. */
  trackAddresses: setting(flag(), { default: true }),
  /** A list that counts for every mail merge: who is on it gets none. */
  globalBlocklist: setting(OrEmpty(Hostname())),
  /** Whether `listUnsubscribe` and `listSubscribe` also tell what calls of the API change on lists. */
  blocklistEvents: setting(flag(), { default: false }),
  /** Whether an address that a hard bounce names, or a complaint, is put on the lists that the message was sent by. */
  suppressHardBounces: setting(flag(), { default: false }),
  suppressComplaints: setting(flag(), { default: false }),
  /** The account whose mailbox receives delivery tests. */
  deliveryTestAccount: setting(text(256)),
  /** Refuse messages for a gateway that is not there, rather than send them the account's own way. */
  strictGateways: setting(flag(), { default: false }),
  /** Recipients of one message; as many as anybody likes where it is not set. */
  maxRecipients: setting(count(1, 1_000_000)),
  /** Copies of one mail merge, at most what the request itself may have. */
  maxMailMergeEntries: setting(count(1, 10_000)),
  /** Milliseconds. How far ahead a message may be sent; as far as anybody likes where it is not set. */
  maxSendAtDelay: setting(count(0)),
  /** Keep mail whose server refuses the login until that works again, rather than give it up at once. */
  holdRefusedLogins: setting(flag(), { default: true }),
  /** Refuse a key that was used for another request, rather than answer as to that one. */
  strictIdempotencyKeys: setting(flag(), { default: false }),
  /** Milliseconds. For so long a key gets the first answer again. */
  idempotencyKeyAge: setting(count(60_000, 31_536_000_000), { default: 172_800_000 }),
  /** A JSON object, as text: what users' functions see as `env`. Replaced as a whole. */
  scriptEnv: setting(Type.String({ format: "json-object", maxLength: 1_048_576 }), {
    default: "{}",
    seeded: true,
    secret: "sealed",
    privileged: true,
  }),
  /** Whether a language model summarises new messages of the inbox. Switching it on switches `notifyText` on. */
  generateEmailSummary: setting(flag(), { default: false }),
  openAiAPIKey: setting(Type.String(), { secret: "encrypted", privileged: true }),
  /** The model that is asked; blank is one of Posthorn's choice. */
  openAiModel: setting(Type.String()),
  /** Where a service with the API of OpenAI is; blank is OpenAI. */
  openAiAPIUrl: setting(OrEmpty(HttpUrl()), { privileged: true }),
  /** What the model is told to do; blank is Posthorn's own prompt. */
  openAiPrompt: setting(text(1_048_576)),
  /** Not sent where it is blank, like the next one. */
  openAiTemperature: setting(OrEmpty(Type.Number({ minimum: 0, maximum: 2 }))),
  openAiTopP: setting(OrEmpty(Type.Number({ minimum: 0, maximum: 1 }))),
  /** Tokens of all that a model is sent about one message, which is shortened to fit; 0 and blank are 30,000. */
  openAiMaxTokens: setting(OrEmpty(Type.Number({ minimum: 0 }))),
  /** Blank is `low` for models that reason, and not sent to others. */
  openAiReasoningEffort: setting(OneOf(REASONING_EFFORTS)),
  /** Whether `messageNew` also has `riskAssessment` beside `summary`, as before EmailEngine 2.82. */
  compatAiSummary: setting(flag(), { default: false }),
  /** A user's function: which messages AI features look at. It has to compile. */
  openAiPreProcessingFn: setting(text(524_288), { privileged: true }),
  /** What each account may send that has no limits of its own. */
  sendingPerAccount: setting(SendingLimits),
  /** What all accounts together may send to the addresses of a domain. */
  sendingPerDomain: setting(Type.Array(DomainLimits, { maxItems: 1000 })),
  /** What to do with a message that left and whose answer from the server was never seen. */
  unknownOutcome: setting(OneOf(["resend", "hold"]), { default: "resend" }),
  /** How many sent messages stay visible, for at most 24 hours. */
  queueKeep: setting(count(), { default: 0, seeded: true }),
  /** How many failed jobs stay visible. */
  queueKeepFailed: setting(count(), { default: 500 }),
  /** Seconds. */
  queueKeepFailedAge: setting(count(), { default: 604_800 }),
  /** How many failed messages keep their content, so that they can be retried. */
  queueKeepFailedContent: setting(count(), { default: 500 }),
  /** Bytes in all. */
  queueKeepFailedContentSize: setting(count(), { default: 268_435_456 }),
  /** Milliseconds that events are kept, and deliveries that ended well. */
  eventLogMaxAge: setting(count(60_000, 31_536_000_000), { default: 604_800_000 }),
  /** Bytes of events that are kept, in all; 0 is no limit. What webhooks may still have to tell stays in any case. */
  eventLogMaxSize: setting(count(), { default: 1_073_741_824 }),
  /** Exports of one account that may be unfinished at a time. */
  exportMaxConcurrent: setting(count(1, 100), { default: 2 }),
  /** The same of all accounts together. */
  exportMaxGlobalConcurrent: setting(count(1, 100), { default: 8 }),
  /** Messages in one export; the oldest are taken. */
  exportMaxMessages: setting(count(1, 10_000_000), { default: 500_000 }),
  /** Bytes in one export, before compression. It ends with the message that reaches it. */
  exportMaxSize: setting(count(1), { default: 10_737_418_240 }),
  /** Bytes. A larger message is left out of exports with attachments. */
  exportMaxMessageSize: setting(count(1), { default: 52_428_800 }),
  /** Milliseconds that an export is kept after it ended. */
  exportMaxAge: setting(count(60_000), { default: 86_400_000 }),
  /** Messages of an export asked for at once, over Gmail's API. */
  gmailExportBatchSize: setting(count(1, 50), { default: 10 }),
  /** The same over Microsoft Graph. */
  outlookExportBatchSize: setting(count(1, 20), { default: 20 }),
  locale: setting(OneOf(LOCALES, { maxLength: 100 }), { default: "en" }),
  timezone: setting(Trimmed({ maxLength: 100 })),
} as const;

export type SettingKey = keyof typeof SETTINGS;
export type SettingValue<K extends SettingKey> = Static<(typeof SETTINGS)[K]["schema"]>;
export type SettingValues = { [K in SettingKey]: SettingValue<K> };

export const SETTING_KEYS = Object.keys(SETTINGS) as SettingKey[];

/** Whether `key` is one of ours. */
export const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(SETTINGS, key);

/** Keys of features that are gone; old clients still send them. */
const GONE = [
  "documentStoreEnabled",
  "documentStoreUrl",
  "documentStoreIndex",
  "documentStoreAuthEnabled",
  "documentStoreUsername",
  "documentStorePassword",
  "documentStoreGenerateEmbeddings",
  "documentStorePreProcessingEnabled",
  "documentStoreChatModel",
  "generateRiskAssessment",
  "openAiGenerateEmbeddings",
];

type PerSetting<M> = { [K in SettingKey]: M };

const everySetting = <M extends TSchema>(make: (definition: SettingDefinition, key: SettingKey) => M): PerSetting<M> =>
  Object.fromEntries(SETTING_KEYS.map((key) => [key, make(SETTINGS[key] as SettingDefinition, key)])) as PerSetting<M>;

const isSet = () => Type.Optional(Nullable(Type.Boolean()));

const SettingsQuery = Strict({
  /** Virtual: the names of all webhook events. */
  eventTypes: Type.Optional(Type.Boolean({ default: false })),
  ...everySetting(() => Type.Optional(Type.Boolean({ default: false }))),
}) as unknown as TObject<PerSetting<TOptional<TBoolean>> & { eventTypes: TOptional<TBoolean> }>;

/** null resets a setting. */
export const SettingsUpdate = Strict(
  everySetting(({ schema }) => Type.Optional(Nullable(schema))),
  { $id: "Settings" },
) as unknown as TObject<{ [K in SettingKey]: TOptional<TUnsafe<SettingValue<K> | null>> }>;
export type SettingsUpdate = Static<typeof SettingsUpdate>;

type SettingRead<K extends SettingKey> = (typeof SETTINGS)[K]["secret"] extends "encrypted" ? boolean : SettingValue<K>;

/** The settings asked for; one that was never set is null. */
export const SettingsAnswer = Type.Object(
  {
    eventTypes: Type.Optional(Type.Array(Type.String())),
    ...everySetting((definition) =>
      definition.secret === "encrypted" ? isSet() : Type.Optional(Nullable(definition.schema)),
    ),
  },
  { $id: "SettingsQueryResponse" },
) as unknown as TObject<
  { [K in SettingKey]: TOptional<TUnsafe<SettingRead<K> | null>> } & { eventTypes: TOptional<TUnsafe<string[]>> }
>;
export type SettingsAnswer = Static<typeof SettingsAnswer>;

const onSettings = { tag: "Settings", scope: "api", group: "settings" } as const;

export const getSettings = contract({
  ...onSettings,
  method: "GET",
  path: "/v1/settings",
  operationId: "getV1Settings",
  summary: "Read the settings named in the query",
  action: "read",
  query: SettingsQuery,
  ignored: GONE,
  response: SettingsAnswer,
});

export const updateSettings = contract({
  ...onSettings,
  method: "POST",
  path: "/v1/settings",
  operationId: "postV1Settings",
  summary: "Change settings",
  action: "write",
  body: SettingsUpdate,
  ignored: GONE,
  response: Type.Object({ updated: Type.Array(Type.String()) }, { $id: "SettingsUpdatedResponse" }),
});

export const getConfiguration = contract({
  ...onSettings,
  method: "GET",
  path: "/v1/settings/configuration",
  operationId: "getV1SettingsConfiguration",
  summary: "Tell what the configuration of this node decides, which takes a restart to change",
  action: "read",
  leastRole: "admin",
  response: Type.Object(
    {
      /** Whether calls need an access token. Without, callers on the same machine are let in. */
      apiAuthentication: Type.Boolean(),
      /** Whether callers may read the access tokens of accounts that log in by OAuth2. */
      oauthTokens: Type.Boolean(),
      /** Addresses and networks that people may use the dashboard from; all when empty. */
      dashboardAddresses: Type.Array(Type.String()),
      /** What secrets are sealed with: `POSTHORN_SECRET`, or the key file in the data folder. */
      sealedWith: OneOf(["secret", "keyFile"]),
      /** Settings whose value it decides; what is stored for them does not count. */
      fixed: Type.Array(Type.String()),
      /** Settings that it writes at every start; what is changed lasts until the next one. */
      preset: Type.Array(Type.String()),
    },
    { $id: "ConfigurationResponse" },
  ),
});

export const listLocalAddresses = contract({
  ...onSettings,
  method: "GET",
  path: "/v1/settings/addresses",
  operationId: "getV1SettingsAddresses",
  summary: "Look for the addresses of this node that connections to mail servers may leave from",
  action: "read",
  leastRole: "admin",
  response: Type.Object(
    {
      /** The name of the machine that looked. */
      host: Type.String(),
      /** Those of its interfaces, then those of the setting that it does not have. */
      addresses: Type.Array(
        Type.Object(
          {
            address: Ip(),
            /** The network interface; null for one that none of them names. */
            interface: Nullable(Type.String()),
            /** The address that others see, where it is the same; null behind a router that translates addresses. */
            publicAddress: Nullable(Ip()),
            /** What DNS calls it, which is told to SMTP servers; null where it has no name. */
            name: Nullable(Type.String()),
            /** Whether the system takes it by itself, for servers on the internet. */
            default: Type.Boolean(),
            /** Whether this machine has it. Others are passed over. */
            present: Type.Boolean(),
            /** Whether the setting `localAddresses` has it. */
            chosen: Type.Boolean(),
          },
          { $id: "LocalAddress" },
        ),
        { $id: "LocalAddressEntries" },
      ),
    },
    { $id: "LocalAddressesResponse" },
  ),
});

/** Pages that end users see, as far as they can be looked at beforehand. */
export const PREVIEWED_PAGES = ["choose", "login", "servers", "unsubscribe", "unsubscribed"] as const;
export type PreviewedPage = (typeof PREVIEWED_PAGES)[number];

export const previewPage = contract({
  ...onSettings,
  method: "POST",
  path: "/v1/settings/preview",
  operationId: "postV1SettingsPreview",
  summary: "Make a page for end users with settings that are not saved, and example values",
  action: "read",
  bodyLimit: "large",
  body: Strict(
    {
      page: OneOf(PREVIEWED_PAGES),
      /** One look only; without it as the reader's browser prefers. */
      theme: Type.Optional(OneOf(["light", "dark"])),
      locale: Type.Optional(OneOf(LOCALES)),
      /** What is left out counts as not set, also where it is stored. */
      pageBrandName: Type.Optional(Nullable(SETTINGS.pageBrandName.schema)),
      templateHeader: Type.Optional(Nullable(SETTINGS.templateHeader.schema)),
      templateHtmlHead: Type.Optional(Nullable(SETTINGS.templateHtmlHead.schema)),
    },
    { $id: "PreviewPage" },
  ),
  response: Type.Object(
    {
      /** The whole document. Show it where nothing runs: it has what the caller put in. */
      html: Type.String(),
    },
    { $id: "PreviewPageResponse" },
  ),
});

export const QUEUES = ["notify", "submit", "documents"] as const;
export type QueueName = (typeof QUEUES)[number];

const QueueParams = Strict({ queue: OneOf(QUEUES) });

/** Jobs in states that a queue can be cleared of. */
export const CLEARED_STATES = ["waiting", "delayed", "failed", "completed"] as const;
export type ClearedState = (typeof CLEARED_STATES)[number];

const hasMore = Type.Boolean();

export const getQueue = contract({
  ...onSettings,
  method: "GET",
  path: "/v1/settings/queue/:queue",
  operationId: "getV1SettingsQueueQueue",
  summary: "Look at a queue",
  action: "read",
  params: QueueParams,
  response: Type.Object(
    {
      queue: OneOf(QUEUES),
      jobs: Type.Object(
        {
          active: Type.Integer(),
          delayed: Type.Integer(),
          /** Always 0: held jobs count as waiting. */
          paused: Type.Integer(),
          waiting: Type.Integer(),
          /** Given up, and still kept. */
          failed: Type.Integer(),
        },
        { $id: "QueueJobs" },
      ),
      paused: Type.Boolean(),
      /** When the oldest job that is not done was made; null where there is none. */
      oldest: Nullable(Timestamp()),
    },
    { $id: "SettingsQueueResponse" },
  ),
});

export const updateQueue = contract({
  ...onSettings,
  method: "PUT",
  path: "/v1/settings/queue/:queue",
  operationId: "putV1SettingsQueueQueue",
  summary: "Pause or resume a queue",
  action: "write",
  params: QueueParams,
  body: Strict({ paused: Type.Optional(Type.Boolean()) }, { $id: "SettingsPutQueuePayload" }),
  response: Type.Object({ queue: OneOf(QUEUES), paused: Type.Boolean() }, { $id: "SettingsPutQueueResponse" }),
});

export const clearQueue = contract({
  ...onSettings,
  method: "DELETE",
  path: "/v1/settings/queue/:queue/jobs",
  operationId: "deleteV1SettingsQueueQueueJobs",
  summary:
    "Drop the jobs of a queue that are in one state, save those that are being worked on; some thousands in one call",
  action: "destructive",
  params: QueueParams,
  query: Strict({
    /**
     * `waiting` and `delayed` jobs are not done any more: mail is cancelled, webhooks are dropped. `failed` and `completed`
     * ones are forgotten.
     */
    state: OneOf(CLEARED_STATES),
  }),
  response: Type.Object(
    {
      queue: OneOf(QUEUES),
      cleared: Type.Integer(),
      /** Whether there are more: call again. */
      hasMore,
    },
    { $id: "ClearedQueue" },
  ),
});

export const retryQueue = contract({
  ...onSettings,
  method: "POST",
  path: "/v1/settings/queue/:queue/retry",
  operationId: "postV1SettingsQueueQueueRetry",
  summary: "Give all failed jobs of a queue fresh attempts; some thousands in one call, oldest first",
  action: "send",
  params: QueueParams,
  response: Type.Object(
    {
      queue: OneOf(QUEUES),
      retried: Type.Integer(),
      /** Mail that stays as it is: its content is no longer kept, or it may have been sent. */
      skipped: Type.Integer(),
      /** Whether there are more: call again. */
      hasMore,
    },
    { $id: "RetriedQueue" },
  ),
});

export const promoteQueue = contract({
  ...onSettings,
  method: "POST",
  path: "/v1/settings/queue/:queue/promote",
  operationId: "postV1SettingsQueueQueuePromote",
  summary: "Do all delayed jobs of a queue now, scheduled mail too; some thousands in one call",
  action: "send",
  params: QueueParams,
  response: Type.Object(
    {
      queue: OneOf(QUEUES),
      promoted: Type.Integer(),
      /** Whether there are more: call again. */
      hasMore,
    },
    { $id: "PromotedQueue" },
  ),
});
