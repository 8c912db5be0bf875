import type { Static, TSchemaOptions } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import type { FieldFault } from "./errors.ts";
import type { EventName } from "./events.ts";
import { Mailbox } from "./mailboxes.ts";
import { OAUTH2_PROVIDERS } from "./oauth2-providers.ts";
import {
  AccountId,
  AccountParams,
  Email,
  Hostname,
  HttpUrl,
  ListOrOne,
  Nullable,
  OneOf,
  OpenObject,
  OrEmpty,
  OrFalse,
  Page,
  paged,
  PageSize,
  ProxyUrl,
  Strict,
  Timestamp,
  TimestampOrNow,
  Trimmed,
} from "./schemas.ts";
import { SendingLimits } from "./sending-limits.ts";

export const ACCOUNT_STATES = [
  "init",
  "unset",
  "connected",
  "connecting",
  "syncing",
  "authenticationError",
  "connectError",
  "disconnected",
  "paused",
] as const;
export type AccountStateName = (typeof ACCOUNT_STATES)[number];

/** A word for both states in which the account needs somebody's help. */
export const ACCOUNT_ERRORS = "errors";

export const ACCOUNT_TYPES = [
  "imap",
  "gmail",
  "gmailService",
  "outlook",
  "outlookService",
  "mailRu",
  "oauth2",
  "delegated",
  "sending",
  "invalid",
] as const;
export type AccountTypeName = (typeof ACCOUNT_TYPES)[number];

// ---- Parts of the payloads ------------------------------------------------------------------

/** null and an empty list mean every mailbox; `*` too. */
export const AccountPath = Nullable(ListOrOne(Type.String({ maxLength: 1024 })), { $id: "AccountPath" });
export const Subconnections = ListOrOne(Type.String({ maxLength: 256 }), { $id: "SubconnectionPaths" });
const IndexerChoice = Nullable(OneOf(["full", "fast"]), { $id: "AccountImapIndexer" });

export const WebhookHeader = Strict(
  {
    key: Trimmed({ minLength: 1, maxLength: 1024 }),
    value: Type.Optional(Type.String({ maxLength: 10240, default: "" })),
  },
  { $id: "WebhooksCustomHeader" },
);
export type WebhookHeader = Static<typeof WebhookHeader>;

/** The last failure of a webhook's address; gone with the next success. */
export const WebhookErrorFlag = Type.Object(
  {
    /** The event that was not delivered; `exec` when a function of the endpoint failed. */
    event: Type.Optional(Type.String()),
    message: Type.Optional(Type.String()),
    /** Epoch milliseconds. */
    time: Type.Optional(Type.Integer()),
    /** Credentials read `******`. */
    url: Type.Optional(Type.String()),
    code: Type.Optional(Type.String()),
    statusCode: Type.Optional(Type.Integer()),
  },
  { $id: "WebhookRouteErrorFlag" },
);
const AccountWebhookHeaders = ListOrOne(WebhookHeader, { $id: "AccountWebhooksCustomHeaders" });

const port = Type.Integer({ minimum: 1, maximum: 65535 });
const accessToken = OrFalse(Type.String({ maxLength: 16384 }));
const passwordOrToken = {
  accessToken: Type.Optional(accessToken),
  pass: Type.Optional(Type.String({ maxLength: 1024 })),
};
const login = Strict({ user: Trimmed({ minLength: 1, maxLength: 1024 }), ...passwordOrToken });
const partOfLogin = Strict({ user: Type.Optional(Trimmed({ minLength: 1, maxLength: 1024 })), ...passwordOrToken });

/** `TLSv1`, `TLSv1.1`, `TLSv1.2` or `TLSv1.3`; empty is the usual one. */
const minVersion = Type.Optional(Type.String({ maxLength: 256 }));
/** Further keys go to the TLS layer as they are. */
const TlsOptions = Type.Object(
  { rejectUnauthorized: Type.Optional(Type.Boolean({ default: true })), minVersion },
  { additionalProperties: true },
);
const TlsUpdate = Type.Object(
  { rejectUnauthorized: Type.Optional(Type.Boolean()), minVersion },
  { additionalProperties: true },
);

const specialMailbox = Type.Optional(Nullable(Type.String({ maxLength: 1024 })));
const imapExtras = {
  useAuthServer: Type.Optional(Type.Boolean()),
  disableIMAP4rev2: Type.Optional(Type.Boolean()),
  disabled: Type.Optional(Type.Boolean()),
  host: Type.Optional(Hostname({ "x-trim": true })),
  port: Type.Optional(port),
  /** Only without `secure`: whether to refuse a server that offers no STARTTLS. Absent means yes. */
  requireTLS: Type.Optional(Type.Boolean()),
  sentMailPath: specialMailbox,
  draftsMailPath: specialMailbox,
  junkMailPath: specialMailbox,
  trashMailPath: specialMailbox,
  archiveMailPath: specialMailbox,
};

const secure = Type.Optional(Type.Boolean({ default: false }));
const resyncDelay = Type.Optional(Type.Integer({ minimum: 1, default: 900 }));

const imapSettings = Strict(
  {
    ...imapExtras,
    auth: Type.Optional(OrFalse(login)),
    secure,
    tls: Type.Optional(TlsOptions),
    resyncDelay,
  },
  {
    if: { properties: { disabled: { const: true } }, required: ["disabled"] },
    else: { required: ["host", "port"] },
  },
);
export type ImapInput = Static<typeof imapSettings>;

const smtpSettings = Strict({
  useAuthServer: Type.Optional(Type.Boolean()),
  auth: Type.Optional(OrFalse(login)),
  host: Hostname({ "x-trim": true }),
  port,
  secure,
  requireTLS: Type.Optional(Type.Boolean()),
  tls: Type.Optional(TlsOptions),
});
export type SmtpInput = Static<typeof smtpSettings>;

const ImapConfiguration = OrFalse(imapSettings, { $id: "ImapConfiguration" });
const SmtpConfiguration = OrFalse(smtpSettings, { $id: "SmtpConfiguration" });

const partial = Type.Optional(Type.Boolean({ default: false }));

const imapUpdate = Strict({
  partial,
  ...imapExtras,
  auth: Type.Optional(OrFalse(partOfLogin)),
  secure: Type.Optional(Type.Boolean()),
  tls: Type.Optional(TlsUpdate),
  resyncDelay: Type.Optional(Type.Integer({ minimum: 1 })),
});
export type ImapUpdate = Static<typeof imapUpdate>;

const smtpUpdate = Strict({
  partial,
  useAuthServer: Type.Optional(Type.Boolean()),
  auth: Type.Optional(OrFalse(partOfLogin)),
  host: Type.Optional(Hostname({ "x-trim": true })),
  port: Type.Optional(port),
  secure: Type.Optional(Type.Boolean()),
  requireTLS: Type.Optional(Type.Boolean()),
  tls: Type.Optional(TlsUpdate),
});
export type SmtpUpdate = Static<typeof smtpUpdate>;

const OAuth2Login = Strict(
  {
    user: Type.Optional(Type.String({ maxLength: 256 })),
    delegatedUser: Type.Optional(Type.String({ maxLength: 256 })),
    delegatedAccount: Type.Optional(Trimmed({ maxLength: 256 })),
  },
  { $id: "OAuth2Authentication" },
);

const oauth2Grant = {
  provider: Type.Optional(Type.String({ maxLength: 256 })),
  auth: Type.Optional(OAuth2Login),
  useAuthServer: Type.Optional(Type.Boolean()),
  accessToken: Type.Optional(Type.String({ maxLength: 16384 })),
  refreshToken: Type.Optional(Type.String({ maxLength: 16384 })),
  expires: Type.Optional(Timestamp()),
  /** Deprecated: the application's own authority is used. */
  authority: Type.Optional(Type.String({ maxLength: 1024 })),
};
const oauth2Settings = Strict({
  authorize: Type.Optional(Type.Boolean()),
  redirectUrl: Type.Optional(HttpUrl()),
  ...oauth2Grant,
});
export type OAuth2Input = Static<typeof oauth2Settings>;

const oauth2Update = Strict({ partial, authorize: Type.Optional(Type.Boolean()), ...oauth2Grant });
export type OAuth2Update = Static<typeof oauth2Update>;

const settable = {
  email: Type.Optional(Email({ "x-trim": true })),
  path: Type.Optional(AccountPath),
  subconnections: Type.Optional(Subconnections),
  webhooks: Type.Optional(OrEmpty(HttpUrl())),
  copy: Type.Optional(Nullable(Type.Boolean())),
  /** Deprecated: kept and read back, without effect. */
  syncFrom: Type.Optional(Nullable(Timestamp())),
  proxy: Type.Optional(OrEmpty(ProxyUrl())),
  smtpEhloName: Type.Optional(OrEmpty(Nullable(Hostname()))),
  webhooksCustomHeaders: Type.Optional(AccountWebhookHeaders),
  locale: Type.Optional(Type.String({ maxLength: 100 })),
  tz: Type.Optional(Type.String({ maxLength: 100 })),
  /** In place of the setting `sendingPerAccount`; null takes that one again. */
  sending: Type.Optional(Nullable(SendingLimits)),
};

export const CreateAccount = Strict(
  {
    account: Nullable(AccountId),
    name: Trimmed({ minLength: 1, maxLength: 256 }),
    ...settable,
    expectedEmail: Type.Optional(Email({ "x-trim": true })),
    logs: Type.Optional(Type.Boolean({ default: false })),
    /** The time of now is taken where the account is stored. */
    notifyFrom: Type.Optional(Nullable(TimestampOrNow(), { "x-default": "now" })),
    imapIndexer: Type.Optional(IndexerChoice),
    imap: Type.Optional(ImapConfiguration),
    smtp: Type.Optional(SmtpConfiguration),
    oauth2: Type.Optional(OrFalse(oauth2Settings, { $id: "OAuth2" })),
  },
  { $id: "CreateAccount" },
);
export type CreateAccount = Static<typeof CreateAccount>;

export const UpdateAccount = Strict(
  {
    name: Type.Optional(Trimmed({ maxLength: 256 })),
    ...settable,
    expectedEmail: Type.Optional(Nullable(Email({ "x-trim": true }))),
    logs: Type.Optional(Type.Boolean()),
    notifyFrom: Type.Optional(Nullable(TimestampOrNow())),
    imap: Type.Optional(OrFalse(imapUpdate, { $id: "IMAPUpdate" })),
    smtp: Type.Optional(OrFalse(smtpUpdate, { $id: "SMTPUpdate" })),
    oauth2: Type.Optional(OrFalse(oauth2Update, { $id: "OAuth2Update" })),
  },
  { $id: "UpdateAccount" },
);
export type UpdateAccount = Static<typeof UpdateAccount>;

// ---- Answers --------------------------------------------------------------------------------

const AccountState = (options: TSchemaOptions = {}) => OneOf(ACCOUNT_STATES, options);
const AccountType = OneOf(ACCOUNT_TYPES, { $id: "AccountType" });

const counters = Type.Object(
  { events: Type.Optional(OpenObject<Partial<Record<EventName, number>>>()) },
  { $id: "AccountCounters" },
);

const networkRouting = Nullable(OpenObject());

export const SmtpStatus = Type.Object(
  {
    created: Type.Optional(Nullable(Timestamp())),
    status: Type.Optional(OneOf(["ok", "error"])),
    response: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    responseCode: Type.Optional(Type.Integer()),
    code: Type.Optional(Type.String()),
    command: Type.Optional(Type.String()),
    networkRouting: Type.Optional(networkRouting),
  },
  { $id: "SMTPInfoStatus" },
);
export type SmtpStatus = Static<typeof SmtpStatus>;

const flag = {
  message: Type.Optional(Type.String()),
  code: Type.Optional(Type.String()),
};

/** A request for an access token that failed; no part of a secret is in it. */
export const TokenRequestError = Type.Object(
  {
    url: Type.Optional(Type.String()),
    method: Type.Optional(Type.String()),
    grant: Type.Optional(OneOf(["refresh_token", "authorization_code", "client_credentials"])),
    provider: Type.Optional(Type.String({ maxLength: 256 })),
    status: Type.Optional(Type.Integer()),
    clientId: Type.Optional(Type.String()),
    clientSecret: Type.Optional(Type.String()),
    authority: Type.Optional(Type.String()),
    serviceClient: Type.Optional(Type.String()),
    signer: Type.Optional(Type.String()),
    googleProjectId: Type.Optional(Type.String()),
    serviceClientEmail: Type.Optional(Type.String()),
    code: Type.Optional(Type.String()),
    flag: Type.Optional(Type.Object({ ...flag, url: Type.Optional(Type.String()) })),
    userFlag: Type.Optional(Type.Object({ ...flag, description: Type.Optional(Type.String()) })),
    scopes: Type.Optional(Type.Array(Type.String())),
    response: Type.Optional(OpenObject()),
  },
  { $id: "OAuthTokenRequestError" },
);
export type TokenRequestError = Static<typeof TokenRequestError>;

export const AccountError = Type.Object(
  {
    response: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    serverResponseCode: Type.Optional(Type.String()),
    tokenRequest: Type.Optional(TokenRequestError),
  },
  { $id: "AccountErrorEntry" },
);
export type AccountError = Static<typeof AccountError>;
const LastError = Type.Optional(Nullable(AccountError));

export const SyncError = Type.Object(
  {
    path: Type.Optional(Type.String()),
    time: Type.Optional(Timestamp()),
    error: Type.Optional(Type.String()),
  },
  { $id: "AccountSyncError" },
);
export type SyncError = Static<typeof SyncError>;

const loginRead = OrFalse(Type.Object({ user: Type.String({ maxLength: 1024 }), ...passwordOrToken }));

const ImapRead = Type.Object(
  { ...imapExtras, auth: Type.Optional(loginRead), secure, tls: Type.Optional(TlsOptions), resyncDelay },
  { $id: "IMAPResponse" },
);

const SmtpRead = Type.Object(
  {
    useAuthServer: Type.Optional(Type.Boolean()),
    auth: Type.Optional(loginRead),
    host: Type.String({ format: "hostname" }),
    port,
    secure,
    requireTLS: Type.Optional(Type.Boolean()),
    tls: Type.Optional(TlsOptions),
  },
  { $id: "SMTPResponse" },
);

const OAuth2Read = Type.Object(
  {
    authorize: Type.Optional(Type.Boolean()),
    redirectUrl: Type.Optional(HttpUrl()),
    ...oauth2Grant,
    auth: OAuth2Login,
    scope: Type.Optional(Type.Array(Type.String())),
    tokenType: Type.Optional(Type.String()),
    generated: Type.Optional(Timestamp()),
    refreshTokenGenerated: Type.Optional(Timestamp()),
    userFlag: Type.Optional(OpenObject()),
  },
  { $id: "Oauth2Response" },
);

const OutlookSubscription = Type.Object(
  {
    id: Type.Optional(Type.String()),
    expirationDateTime: Type.Optional(Nullable(Timestamp())),
    state: Type.Optional(
      Type.Object({
        state: Type.Optional(OneOf(["creating", "created", "renewing", "error"])),
        time: Type.Optional(Type.Number()),
        error: Type.Optional(Nullable(Type.String())),
        retryCount: Type.Optional(Type.Integer()),
        createRetryCount: Type.Optional(Type.Integer()),
      }),
    ),
  },
  { $id: "outlookSubscription" },
);

/** How Gmail was last asked to tell of changes, through Pub/Sub. */
const GmailSubscription = Type.Object(
  {
    /** Absent while it was never asked with success. */
    topic: Type.Optional(Type.String()),
    registered: Type.Optional(Timestamp()),
    expires: Type.Optional(Timestamp()),
    /** Why the last request failed; absent after one that did not. Until the next one Gmail is asked for changes now and then. */
    error: Type.Optional(
      Type.Object({ time: Timestamp(), message: Type.String(), status: Type.Optional(Type.Integer()) }),
    ),
  },
  { $id: "GmailSubscription" },
);
export type GmailSubscription = Static<typeof GmailSubscription>;

/** What a mailbox account holds and may hold, in bytes, and how full that is, such as `53%`; false where nobody tells. */
const Quota = OrFalse(
  Type.Object({
    usage: Type.Optional(Type.Integer()),
    limit: Type.Optional(Type.Integer()),
    status: Type.Optional(Type.String()),
  }),
  { $id: "AccountQuota" },
);
export type Quota = Static<typeof Quota>;

/** A list of paths, or `*` as long as none was ever given. */
const PathRead = Type.Unsafe<string[] | string | null>({
  anyOf: [{ type: ["array", "null"], items: { type: "string", maxLength: 1024 } }, { type: "string" }],
});

const proxyRead = Type.Optional(Type.String());
const ehloRead = Type.Optional(Nullable(Type.String({ format: "hostname" })));

/** When connecting is tried again after a failure. */
const nextRetry = Type.Optional(Timestamp());

/** Secrets read `******`. */
export const Account = Type.Object(
  {
    account: Type.String({ maxLength: 256 }),
    name: Type.Optional(Type.String({ maxLength: 256 })),
    email: Type.Optional(Email()),
    expectedEmail: Type.Optional(Email()),
    copy: Type.Optional(Type.Boolean()),
    logs: Type.Optional(Type.Boolean()),
    notifyFrom: Type.Optional(Nullable(Timestamp())),
    syncFrom: Type.Optional(Nullable(Timestamp())),
    path: Type.Optional(PathRead),
    imapIndexer: Type.Optional(Nullable(OneOf(["full", "fast"]))),
    subconnections: Type.Optional(Type.Array(Type.String({ maxLength: 256 }))),
    webhooks: Type.Optional(Type.String()),
    proxy: proxyRead,
    smtpEhloName: ehloRead,
    imap: Type.Optional(ImapRead),
    smtp: Type.Optional(SmtpRead),
    oauth2: Type.Optional(OAuth2Read),
    state: Type.Optional(AccountState({ $id: "AccountInfoState" })),
    smtpStatus: Type.Optional(Nullable(SmtpStatus)),
    syncError: Type.Optional(SyncError),
    connections: Type.Optional(Type.Integer()),
    /**
     * When the mail server last confirmed, over a second connection, all that was told; `api` where that is the API of a
     * provider. null before the first time.
     */
    lastSeen: Type.Optional(
      Type.Object({ imap: Type.Optional(Nullable(Timestamp())), api: Type.Optional(Nullable(Timestamp())) }),
    ),
    sendOnly: Type.Optional(Type.Boolean()),
    /** Whether a message handed in now could be sent, whatever `state` says about reading. */
    canSend: Type.Optional(Type.Boolean()),
    webhooksCustomHeaders: Type.Optional(Type.Array(WebhookHeader)),
    /** The last failure of the account's own webhook address; absent while its deliveries succeed. */
    webhookErrorFlag: Type.Optional(WebhookErrorFlag),
    locale: Type.Optional(Type.String({ maxLength: 100 })),
    tz: Type.Optional(Type.String({ maxLength: 100 })),
    sending: Type.Optional(SendingLimits),
    type: AccountType,
    app: Type.Optional(Type.String({ maxLength: 256 })),
    baseScopes: Type.Optional(OneOf(["imap", "api", "pubsub"])),
    counters: Type.Optional(counters),
    quota: Type.Optional(Quota),
    syncTime: Type.Optional(Timestamp()),
    nextRetry,
    outlookSubscription: Type.Optional(OutlookSubscription),
    gmailSubscription: Type.Optional(GmailSubscription),
    lastError: LastError,
  },
  { $id: "AccountResponse" },
);
export type Account = Static<typeof Account>;

export const AccountListEntry = Type.Object(
  {
    account: Type.String({ maxLength: 256 }),
    name: Type.Optional(Type.String({ maxLength: 256 })),
    email: Type.Optional(Email()),
    type: AccountType,
    app: Type.Optional(Type.String({ maxLength: 256 })),
    /** The mail server that it is read from, or only sends by; absent with an OAuth2 application. */
    host: Type.Optional(Type.String()),
    state: AccountState({ $id: "AccountListState" }),
    webhooks: Type.Optional(Type.String()),
    proxy: proxyRead,
    smtpEhloName: ehloRead,
    counters: Type.Optional(counters),
    syncTime: Type.Optional(Timestamp()),
    nextRetry,
    lastError: LastError,
    delegationError: Type.Optional(Type.String()),
  },
  { $id: "AccountResponseItem" },
);
export type AccountListEntry = Static<typeof AccountListEntry>;

export const AccountPage = Type.Object(
  {
    ...paged,
    query: OrFalse(Type.String()),
    /** The state asked for, or `*`. */
    state: Type.String(),
    accounts: Type.Array(AccountListEntry),
  },
  { $id: "AccountsFilterResponse" },
);
export type AccountPage = Static<typeof AccountPage>;

export const VerifyResult = Type.Object(
  {
    success: Type.Boolean(),
    error: Type.Optional(Type.String()),
    code: Type.Optional(Type.String()),
    statusCode: Type.Optional(Type.Integer()),
    responseText: Type.Optional(Type.String()),
  },
  { $id: "VerifyResult" },
);
export type VerifyResult = Static<typeof VerifyResult>;

const VerifiedMailbox = Type.Pick(Mailbox, [
  "path",
  "delimiter",
  "parentPath",
  "name",
  "listed",
  "subscribed",
  "specialUse",
  "specialUseSource",
  "noInferiors",
]);

// ---- Rules between fields -------------------------------------------------------------------

interface LoginPart {
  useAuthServer?: boolean;
  auth?: false | { user?: string; pass?: string; accessToken?: string | false };
  partial?: boolean;
}

function checkLogin(block: false | LoginPart | undefined, path: string): FieldFault[] {
  if (!block || !block.auth) return [];
  const fault = (key: string, message: string): FieldFault[] => [{ message, key, path: `${path}.${key}` }];
  if (block.useAuthServer) return fault("auth", '"auth" is not allowed together with "useAuthServer"');
  const { user, pass, accessToken } = block.auth;
  const hasToken = accessToken !== undefined && accessToken !== false;
  if (pass !== undefined && hasToken) return fault("auth.pass", '"pass" and "accessToken" exclude each other');
  if (block.partial) return [];
  if (user === undefined) return fault("auth.user", '"user" is required');
  return [];
}

function checkOAuth2(oauth2: false | (OAuth2Input & { partial?: boolean }) | undefined): FieldFault[] {
  if (!oauth2) return [];
  const faults: FieldFault[] = [];
  const fault = (key: string, message: string) => faults.push({ message, key, path: `body.oauth2.${key}` });
  if (oauth2.auth === undefined && !oauth2.authorize && !oauth2.partial) fault("auth", '"auth" is required');
  if (oauth2.redirectUrl !== undefined && !oauth2.authorize) {
    fault("redirectUrl", '"redirectUrl" is only allowed together with "authorize"');
  }
  if (oauth2.auth?.delegatedAccount !== undefined && oauth2.auth.delegatedUser === undefined) {
    fault("auth.delegatedAccount", '"delegatedAccount" is only allowed together with "delegatedUser"');
  }
  if (oauth2.auth?.delegatedUser !== undefined && oauth2.provider === undefined) {
    fault("provider", '"provider" is required together with "delegatedUser"');
  }
  return faults;
}

interface Connections {
  imap?: false | LoginPart;
  smtp?: false | LoginPart;
  oauth2?: false | OAuth2Input;
}

const checkConnections = ({ body }: { body: Connections }): FieldFault[] =>
  [...checkLogin(body.imap, "body.imap"), ...checkLogin(body.smtp, "body.smtp"), ...checkOAuth2(body.oauth2)].map(
    (fault) => ({ ...fault, key: fault.key.split(".").at(-1) ?? fault.key }),
  );

// ---- Routes ---------------------------------------------------------------------------------

const onAccounts = { tag: "Account", scope: "api" } as const;

export const createAccount = contract({
  ...onAccounts,
  method: "POST",
  path: "/v1/account",
  operationId: "postV1Account",
  summary: "Register an account, or register it anew",
  action: "write",
  group: "provisioning",
  body: CreateAccount,
  check: checkConnections,
  response: Type.Object(
    {
      account: Type.Optional(Type.String({ maxLength: 256 })),
      state: Type.Optional(OneOf(["existing", "new"])),
      redirect: Type.Optional(HttpUrl()),
    },
    { $id: "CreateAccountResponse" },
  ),
});

export const getAccount = contract({
  ...onAccounts,
  method: "GET",
  path: "/v1/account/:account",
  operationId: "getV1AccountAccount",
  summary: "Get an account",
  action: "read",
  group: "account",
  params: AccountParams,
  query: Strict({ quota: Type.Optional(Type.Boolean({ default: false })) }),
  response: Account,
});

export const updateAccount = contract({
  ...onAccounts,
  method: "PUT",
  path: "/v1/account/:account",
  operationId: "putV1AccountAccount",
  summary: "Change an account",
  action: "write",
  group: "provisioning",
  params: AccountParams,
  body: UpdateAccount,
  check: checkConnections,
  response: Type.Object({ account: Type.String({ maxLength: 256 }) }, { $id: "UpdateAccountResponse" }),
});

export const deleteAccount = contract({
  ...onAccounts,
  method: "DELETE",
  path: "/v1/account/:account",
  operationId: "deleteV1AccountAccount",
  summary: "Delete an account and everything kept for it",
  action: "destructive",
  group: "account",
  params: AccountParams,
  query: Strict({ revoke: Type.Optional(Type.Boolean({ default: false })) }),
  response: Type.Object(
    { account: Type.String({ maxLength: 256 }), deleted: Type.Boolean() },
    { $id: "DeleteAccountResponse" },
  ),
});

export const listAccounts = contract({
  ...onAccounts,
  method: "GET",
  path: "/v1/accounts",
  operationId: "getV1Accounts",
  summary: "List accounts by id",
  action: "read",
  group: "account",
  query: Strict({
    page: Page,
    pageSize: PageSize,
    /** A state, or `errors` for every account that failed. */
    state: Type.Optional(OneOf([...ACCOUNT_STATES, ACCOUNT_ERRORS])),
    /** Part of an id, a name or an address, in any case. */
    query: Type.Optional(Trimmed()),
    /** The accounts of one OAuth2 application. */
    app: Type.Optional(Trimmed({ maxLength: 256 })),
  }),
  response: AccountPage,
});

export const reconnectAccount = contract({
  ...onAccounts,
  method: "PUT",
  path: "/v1/account/:account/reconnect",
  operationId: "putV1AccountAccountReconnect",
  summary: "Close the account's connections and open them anew",
  action: "write",
  group: "account",
  params: AccountParams,
  body: Strict({ reconnect: Type.Optional(Type.Boolean({ default: false })) }, { $id: "RequestReconnect" }),
  response: Type.Object({ reconnect: Type.Boolean() }, { $id: "RequestReconnectResponse" }),
});

export const syncAccount = contract({
  ...onAccounts,
  method: "PUT",
  path: "/v1/account/:account/sync",
  operationId: "putV1AccountAccountSync",
  summary: "Look at every watched mailbox now",
  action: "write",
  group: "account",
  params: AccountParams,
  body: Strict({ sync: Type.Optional(Type.Boolean({ default: false })) }, { $id: "RequestSync" }),
  response: Type.Object({ sync: Type.Boolean() }, { $id: "RequestSyncResponse" }),
});

export const flushAccount = contract({
  ...onAccounts,
  method: "PUT",
  path: "/v1/account/:account/flush",
  operationId: "putV1AccountAccountFlush",
  summary: "Forget what is known of the account's mailboxes and look at them as for the first time",
  action: "write",
  group: "account",
  params: AccountParams,
  body: Strict(
    {
      flush: Type.Optional(Type.Boolean({ default: false })),
      /** From when on mail is told as new, once more; null tells all of it. */
      notifyFrom: Type.Optional(Nullable(TimestampOrNow(), { "x-default": "now" })),
      /** Stays as it is when left out. */
      imapIndexer: Type.Optional(IndexerChoice),
      /** Deprecated: kept and read back, without effect. */
      syncFrom: Type.Optional(Nullable(Timestamp())),
    },
    { $id: "RequestFlush" },
  ),
  response: Type.Object({ flush: Type.Boolean() }, { $id: "RequestFlushResponse" }),
});

export const getAccountToken = contract({
  ...onAccounts,
  method: "GET",
  path: "/v1/account/:account/oauth-token",
  operationId: "getV1AccountAccountOauthtoken",
  summary: "Get an access token of the account for its provider",
  action: "read",
  group: "admin",
  params: AccountParams,
  response: Type.Object(
    {
      account: Type.String({ maxLength: 256 }),
      user: Type.String({ maxLength: 256 }),
      accessToken: Type.Optional(Type.String({ maxLength: 16384 })),
      provider: OneOf(OAUTH2_PROVIDERS, { $id: "AccountTokenProvider" }),
      app: Type.Optional(Type.String({ maxLength: 256 })),
      /** What the OAuth2 application asks for. */
      registeredScopes: Type.Optional(Type.Array(Type.String(), { $id: "RegisteredScopes" })),
      expires: Type.Optional(Timestamp()),
      /** Whether it was there already. */
      cached: Type.Optional(Type.Boolean()),
    },
    { $id: "AccountTokenResponse" },
  ),
});

export const getServerSignatures = contract({
  ...onAccounts,
  method: "GET",
  path: "/v1/account/:account/server-signatures",
  operationId: "getV1AccountAccountServersignatures",
  summary: "List the signatures that the account has at its provider",
  action: "read",
  group: "account",
  params: AccountParams,
  response: Type.Object(
    {
      signatures: Type.Optional(
        Type.Array(Type.Object({ address: Type.String(), signature: Type.String() }), { $id: "SignatureEntries" }),
      ),
      signaturesSupported: Type.Optional(Type.Boolean()),
    },
    { $id: "AccountSignaturesResponse" },
  ),
});

export const VerifyOutcome = Type.Object(
  {
    imap: Type.Optional(VerifyResult),
    smtp: Type.Optional(VerifyResult),
    mailboxes: Type.Optional(Type.Array(VerifiedMailbox)),
  },
  { $id: "VerifyAccountResponse" },
);
export type VerifyOutcome = Static<typeof VerifyOutcome>;

export const verifyAccount = contract({
  ...onAccounts,
  method: "POST",
  path: "/v1/verifyAccount",
  operationId: "postV1Verifyaccount",
  summary: "Try IMAP and SMTP settings without storing them",
  action: "read",
  group: "provisioning",
  body: Strict(
    {
      mailboxes: Type.Optional(Type.Boolean({ default: false })),
      imap: Type.Optional(ImapConfiguration),
      smtp: Type.Optional(SmtpConfiguration),
      proxy: Type.Optional(OrEmpty(ProxyUrl())),
      smtpEhloName: Type.Optional(OrEmpty(Nullable(Hostname()))),
    },
    { $id: "VerifyAccount" },
  ),
  check: checkConnections,
  response: VerifyOutcome,
});

export const verifyStoredAccount = contract({
  ...onAccounts,
  method: "POST",
  path: "/v1/account/:account/verify",
  operationId: "verifyStoredAccount",
  summary: "Try an account's IMAP and SMTP servers with its stored logins and the changes given; nothing is stored",
  // It shows stored logins to whatever server is named, as a change of the account would.
  action: "write",
  group: "provisioning",
  params: AccountParams,
  body: Strict(
    {
      mailboxes: Type.Optional(Type.Boolean({ default: false })),
      imap: Type.Optional(OrFalse(imapUpdate, { $id: "IMAPTrial" })),
      smtp: Type.Optional(OrFalse(smtpUpdate, { $id: "SMTPTrial" })),
      proxy: Type.Optional(OrEmpty(ProxyUrl())),
      smtpEhloName: Type.Optional(OrEmpty(Nullable(Hostname()))),
    },
    { $id: "VerifyStoredAccount" },
  ),
  check: checkConnections,
  response: VerifyOutcome,
});
