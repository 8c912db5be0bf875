import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { AccountId, Email, HttpUrl, Nullable, OneOf, Strict, Timestamp, Trimmed } from "./schemas.ts";
import { WebhookSecret } from "./webhook-endpoints.ts";

const WEEK_MINUTES = 7 * 24 * 60;

/** What a rule can watch for. */
export const ALERT_KINDS = ["accountDown", "queueDepth", "failureRate", "expiringGrant"] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** What comes to an end: logins that were refused, subscriptions for changes, certificates, access tokens. */
export const EXPIRING_GRANTS = ["logins", "subscriptions", "certificates", "tokens"] as const;
export type ExpiringGrant = (typeof EXPIRING_GRANTS)[number];

export const CHAT_FORMATS = ["slack", "discord", "teams"] as const;
export type ChatFormat = (typeof CHAT_FORMATS)[number];

/** One of them. */
export const AlertWhen = Strict(
  {
    /** More than `more` accounts can't be connected to, each for at least so many minutes. */
    accountDown: Type.Optional(
      Strict(
        {
          minutes: Type.Integer({ minimum: 0, maximum: WEEK_MINUTES, default: 5 }),
          more: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 }),
          /** Only this one. */
          account: Type.Optional(AccountId),
        },
        { $id: "AlertAccountDown" },
      ),
    ),
    /** More than `more` jobs that are due have waited in a queue, at every look within so many minutes. */
    queueDepth: Type.Optional(
      Strict(
        {
          queue: OneOf(["notify", "submit"]),
          more: Type.Integer({ minimum: 0, maximum: 1_000_000_000, default: 100 }),
          minutes: Type.Integer({ minimum: 0, maximum: WEEK_MINUTES, default: 5 }),
        },
        { $id: "AlertQueueDepth" },
      ),
    ),
    /** More than so many of a hundred failed within so many minutes, of at least `least` in all. */
    failureRate: Type.Optional(
      Strict(
        {
          of: OneOf(["webhooks", "sends", "calls"]),
          percent: Type.Integer({ minimum: 0, maximum: 99, default: 10 }),
          minutes: Type.Integer({ minimum: 1, maximum: 1440, default: 5 }),
          least: Type.Integer({ minimum: 1, maximum: 1_000_000_000, default: 20 }),
        },
        { $id: "AlertFailureRate" },
      ),
    ),
    /** Something ends within so many days and nothing renews it, or it could not be renewed. */
    expiringGrant: Type.Optional(
      Strict(
        {
          days: Type.Integer({ minimum: 1, maximum: 365, default: 14 }),
          /** All of them where this is left out. */
          of: Type.Optional(Type.Array(OneOf(EXPIRING_GRANTS), { minItems: 1, maxItems: 10 })),
        },
        { $id: "AlertExpiringGrant" },
      ),
    ),
  },
  { $id: "AlertWhen", minProperties: 1, maxProperties: 1 },
);
export type AlertWhen = Static<typeof AlertWhen>;

const email = Strict(
  {
    /** The account that sends. */
    account: AccountId,
    /** The gateway that the account's mail takes; its own way where this is left out. */
    gateway: Type.Optional(Trimmed({ minLength: 1, maxLength: 256 })),
    to: Type.Array(Email(), { minItems: 1, maxItems: 50 }),
  },
  { $id: "AlertEmail" },
);
const url = HttpUrl({ maxLength: 8192 });

/** One of them. */
export const AlertTarget = Strict(
  {
    email: Type.Optional(email),
    /** A POST, signed by Standard Webhooks. Where no secret is given, the one that is known stays, or one is made. */
    webhook: Type.Optional(Strict({ url, secret: Type.Optional(WebhookSecret) }, { $id: "AlertWebhook" })),
    /** A text, as incoming webhooks of chats want it; `slack` is also for Mattermost, Rocket.Chat and Google Chat. */
    chat: Type.Optional(Strict({ url, format: OneOf(CHAT_FORMATS) }, { $id: "AlertChat" })),
  },
  { $id: "AlertTarget", minProperties: 1, maxProperties: 1 },
);
export type AlertTarget = Static<typeof AlertTarget>;

/** As it is shown: credentials, and of a chat all but the host, read `******`. */
const shownTarget = Type.Object(
  {
    email: Type.Optional(email),
    webhook: Type.Optional(Type.Object({ url: Type.String(), secret: Type.String() }, { $id: "ShownAlertWebhook" })),
    chat: Type.Optional(Type.Object({ url: Type.String(), format: OneOf(CHAT_FORMATS) }, { $id: "ShownAlertChat" })),
  },
  { $id: "ShownAlertTarget" },
);

const name = Trimmed({ minLength: 1, maxLength: 256 });
const enabled = Type.Boolean();
/** Hours after which an alert is told again while it fires; null is never. */
const repeatHours = Nullable(Type.Integer({ minimum: 1, maximum: 720 }));

export const CreateAlertRule = Strict(
  {
    name,
    enabled: Type.Optional(enabled),
    when: AlertWhen,
    target: AlertTarget,
    repeatHours: Type.Optional(repeatHours),
  },
  { $id: "CreateAlertRule" },
);
export type CreateAlertRule = Static<typeof CreateAlertRule>;

export const UpdateAlertRule = Strict(
  {
    name: Type.Optional(name),
    enabled: Type.Optional(enabled),
    when: Type.Optional(AlertWhen),
    target: Type.Optional(AlertTarget),
    repeatHours: Type.Optional(repeatHours),
  },
  { $id: "UpdateAlertRule" },
);
export type UpdateAlertRule = Static<typeof UpdateAlertRule>;

export const AlertRule = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    enabled: Type.Boolean(),
    when: AlertWhen,
    target: shownTarget,
    repeatHours: Nullable(Type.Integer()),
    state: OneOf(["ok", "firing"]),
    /** Since when it fires, or is well after it fired; null where it never fired. */
    since: Nullable(Timestamp()),
    /** What the last look found: accounts, jobs, of a hundred, or things that end. Null before the first. */
    value: Nullable(Type.Integer()),
    /** The same in words, a line each. */
    findings: Type.Array(Type.String()),
    /** When somebody looked last. */
    checked: Nullable(Timestamp()),
    /** What its target was told last, and when. */
    told: Nullable(
      Type.Object(
        { id: Type.String(), kind: OneOf(["firing", "reminder", "recovered"]), at: Timestamp() },
        { $id: "AlertTold" },
      ),
    ),
    /** Why its target could not be told the last time; null where it could. */
    error: Nullable(Type.Object({ message: Type.String(), at: Timestamp() }, { $id: "AlertTellingError" })),
    created: Timestamp(),
    updated: Nullable(Timestamp()),
  },
  { $id: "AlertRule" },
);
export type AlertRule = Static<typeof AlertRule>;

const RuleParams = Strict({ rule: Type.String({ minLength: 1, maxLength: 64 }) });

/** Their targets carry secrets: out of reach of narrowed tokens. */
const onRules = { tag: "Alerts", scope: "api", group: "admin" } as const;

export const listAlertRules = contract({
  ...onRules,
  method: "GET",
  path: "/v1/alert-rules",
  operationId: "listAlertRules",
  summary: "List alert rules with their states, the oldest first",
  action: "read",
  leastRole: "viewer",
  response: Type.Object({ rules: Type.Array(AlertRule, { $id: "AlertRuleEntries" }) }, { $id: "AlertRules" }),
});

/** Shown this once, where one was made or given. */
const secret = Type.Optional(Type.String());

export const createAlertRule = contract({
  ...onRules,
  method: "POST",
  path: "/v1/alert-rules",
  operationId: "createAlertRule",
  summary: "Add an alert rule; it is looked at at once",
  action: "write",
  alsoFailsWith: ["409"],
  body: CreateAlertRule,
  response: Type.Object({ id: Type.String(), created: Type.Boolean(), secret }, { $id: "CreatedAlertRule" }),
});

export const getAlertRule = contract({
  ...onRules,
  method: "GET",
  path: "/v1/alert-rules/:rule",
  operationId: "getAlertRule",
  summary: "Get an alert rule with its state",
  action: "read",
  leastRole: "viewer",
  params: RuleParams,
  response: AlertRule,
});

export const updateAlertRule = contract({
  ...onRules,
  method: "PUT",
  path: "/v1/alert-rules/:rule",
  operationId: "updateAlertRule",
  summary: "Change an alert rule; what is not named stays",
  action: "write",
  params: RuleParams,
  body: UpdateAlertRule,
  response: Type.Object({ id: Type.String(), updated: Type.Boolean(), secret }, { $id: "UpdatedAlertRule" }),
});

export const deleteAlertRule = contract({
  ...onRules,
  method: "DELETE",
  path: "/v1/alert-rules/:rule",
  operationId: "deleteAlertRule",
  summary: "Delete an alert rule; what waits to be told of it is dropped",
  action: "destructive",
  params: RuleParams,
  response: Type.Object({ id: Type.String(), deleted: Type.Boolean() }, { $id: "DeletedAlertRule" }),
});

export const testAlertRule = contract({
  ...onRules,
  method: "POST",
  path: "/v1/alert-rules/:rule/test",
  operationId: "testAlertRule",
  summary: "Send a sample, which says that it is one, to the target of an alert rule",
  action: "write",
  params: RuleParams,
  response: Type.Object(
    {
      success: Type.Boolean(),
      /** Credentials, and of a chat all but the host, read `******`. */
      target: Type.String(),
      /** Milliseconds. */
      duration: Type.Integer(),
      statusCode: Type.Optional(Type.Integer()),
      /** The beginning of the answer. */
      response: Type.Optional(Type.String()),
      error: Type.Optional(Type.String()),
      /** Of an email: its place in the outbox. */
      queueId: Type.Optional(Type.String()),
    },
    { $id: "AlertTrial" },
  ),
});
