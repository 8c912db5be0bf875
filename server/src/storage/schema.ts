import type { Generated } from "kysely";

/**
 * The tables, as both engines have them: times are epoch milliseconds, booleans 0 or 1, JSON is
 * text, and what is sealed can be read only through the vault.
 */
export interface Tables {
  settings: SettingsTable;
  dataKeys: DataKeysTable;
  keyRotations: KeyRotationsTable;
  tokens: TokensTable;
  tokenLog: TokenLogTable;
  mcpCalls: McpCallsTable;
  users: UsersTable;
  sessions: SessionsTable;
  setupLinks: SetupLinksTable;
  invitations: InvitationsTable;
  recoveryCodes: RecoveryCodesTable;
  passkeys: PasskeysTable;
  ceremonies: CeremoniesTable;
  signInFailures: SignInFailuresTable;
  sessionTokens: SessionTokensTable;
  adminLog: AdminLogTable;
  consents: ConsentsTable;
  formLinks: FormLinksTable;
  mcpClients: McpClientsTable;
  mcpCodes: McpCodesTable;
  accounts: AccountsTable;
  accountLog: AccountLogTable;
  accountCounters: AccountCountersTable;
  notes: NotesTable;
  events: EventsTable;
  eventLog: EventLogTable;
  deliveries: DeliveriesTable;
  deliveryAttempts: DeliveryAttemptsTable;
  webhookEndpoints: WebhookEndpointsTable;
  webhookEndpointVersions: WebhookEndpointVersionsTable;
  webhookHealth: WebhookHealthTable;
  webhookReplays: WebhookReplaysTable;
  functionFaults: FunctionFaultsTable;
  jobs: JobsTable;
  lanes: LanesTable;
  pausedQueues: PausedQueuesTable;
  submissions: SubmissionsTable;
  submissionContents: SubmissionContentsTable;
  sendingHolds: SendingHoldsTable;
  sendingPaces: SendingPacesTable;
  sendingUnderWay: SendingUnderWayTable;
  idempotencyKeys: IdempotencyKeysTable;
  gateways: GatewaysTable;
  oauth2Apps: OAuth2AppsTable;
  templates: TemplatesTable;
  templateVersions: TemplateVersionsTable;
  blockedAddresses: BlockedAddressesTable;
  sentMessages: SentMessagesTable;
  deliveryTests: DeliveryTestsTable;
  exports: ExportsTable;
  foundMessages: FoundMessagesTable;
  counters: CountersTable;
  certificates: CertificatesTable;
  acmeAccounts: AcmeAccountsTable;
  acmeChallenges: AcmeChallengesTable;
  nodes: NodesTable;
  modelUses: ModelUsesTable;
  aiSamples: AiSamplesTable;
  alertRules: AlertRulesTable;
}

/** What people want to be told of. */
interface AlertRulesTable {
  id: string;
  name: string;
  enabled: number;
  /** Sealed JSON: when, whom to tell and how often; targets carry secrets. */
  config: string;
  /** Grows whenever it starts afresh: what was to be told before is dropped. */
  run: number;
  /** `ok`, `firing`. */
  state: string;
  /** Since when its condition holds. */
  heldSince: number | null;
  /** Since when it fires, or is well again. */
  since: number | null;
  /** When a telling was made last. */
  tellingAt: number | null;
  /** When somebody looked last, or took it upon himself to look. */
  checkedAt: number | null;
  /** What that look found, and the same in words: a JSON array. */
  value: number | null;
  lines: string | null;
  /** JSON of what arrived last, `{id, kind, at, submission?}`. */
  told: string | null;
  /** JSON of why the last telling did not arrive, `{message, at}`. */
  error: string | null;
  createdAt: number;
  updatedAt: number | null;
}

/** The processes that work on this database, as they last said. */
interface NodesTable {
  id: string;
  host: string;
  /** Where its process ids count: those with the same see each other's. Empty where nobody can tell. */
  place: string;
  pid: number;
  version: string;
  startedAt: number;
  seenAt: number;
  /** What the process occupies. */
  memoryBytes: number;
}

/** Runtime settings. `value` is JSON text, sealed when `sealed` is 1. */
interface SettingsTable {
  key: string;
  value: string;
  sealed: number;
}

/** Data keys, wrapped by the installation's secret. The one that seals from the latest past moment on seals, all of them open. */
interface DataKeysTable {
  id: string;
  salt: string;
  wrapped: string;
  /** Handed on to the key that takes over: of the only key it is when the installation was made. */
  createdAt: number;
  sealsFrom: number;
}

/** What is sealed anew since a data key took over. */
interface KeyRotationsTable {
  /** The id of the new data key. */
  key: string;
  startedAt: number;
  finishedAt: number | null;
  /** When the present look at all that is sealed began; null before the first. */
  passStartedAt: number | null;
  /** The place it is at; null at its beginning. */
  place: string | null;
  /** The key of the last row of that place that was looked at; null at its beginning. */
  after: string | null;
  /** Values that this look found sealed with another key. */
  found: number;
  /** Values that were sealed anew, in all looks. */
  resealed: number;
  /** Values that this look could not open. */
  failed: number;
  /** JSON array: the first of those, each as `table id`. */
  failures: string;
}

interface TokensTable {
  /** SHA-256 of the token's 32 bytes, in hex. The value itself is nowhere. */
  id: string;
  account: string | null;
  description: string;
  /** JSON array; null in imported records that name no scopes. */
  scopes: string | null;
  metadata: string | null;
  restrictions: string | null;
  permissions: string | null;
  expiresAt: number | null;
  /** The address the creator gave, for information. */
  ip: string | null;
  /** The address the token was created from. */
  remoteAddress: string | null;
  createdAt: number;
  lastUsedAt: number | null;
  lastUsedFrom: string | null;
  /** Since when agents are refused that call with it. */
  pausedAt: number | null;
}

/** Calls of tools by agents. */
interface McpCallsTable {
  /** Sorts by the time of the call. */
  id: string;
  at: number;
  token: string | null;
  tool: string;
  account: string | null;
  /** `ok`, `failed`, `refused`. */
  outcome: string;
  statusCode: number | null;
  message: string | null;
  durationMs: number;
  ip: string | null;
  userAgent: string | null;
}

/** Uses of tokens, as far as they are written down. Gone with their token. */
interface TokenLogTable {
  /** Sorts by the time of the use. */
  id: string;
  token: string;
  at: number;
  /** `allowed`, `denied`. */
  status: string;
  reason: string | null;
  ip: string | null;
  method: string | null;
  path: string | null;
  action: string | null;
  group: string | null;
  account: string | null;
}

/** People who sign in. */
interface UsersTable {
  id: string;
  name: string;
  /** The name as it is looked for: in lower case. */
  nameKey: string;
  /** argon2id, in PHC form; of a prepared password also PBKDF2. Empty where there is none. */
  passwordHash: string;
  role: string;
  createdAt: number;
  passwordChangedAt: number;
  signedInAt: number | null;
  disabledAt: Generated<number | null>;
  /** The secret of one-time codes (RFC 6238), sealed. */
  totpSecret: Generated<string | null>;
  totpSince: Generated<number | null>;
  /** The time step of the last code that was used, so that none is used twice. */
  totpStep: Generated<number | null>;
  /** Who it is to a provider: `oidc` or `okta`, a space, and the subject there. */
  identity: Generated<string | null>;
  /** SHA-256 of the prepared password's hash that was written last. */
  preparedHash: Generated<string | null>;
}

/** Where users are signed in. Gone with their user. */
interface SessionsTable {
  /** SHA-256 of the session's secret, in hex. The secret itself is only in the cookie. */
  id: string;
  user: string;
  createdAt: number;
  lastSeenAt: number;
  expiresAt: number;
  /** Whether it outlives the browser. */
  remember: number;
  address: string | null;
  userAgent: string | null;
  /** How the user signed in; null of those before there was a choice, who gave a password. */
  method: Generated<string | null>;
  /** Sealed JSON of what the provider said of the user; null unless one was asked. */
  identity: Generated<string | null>;
}

/** Links by which the first user can be made. */
interface SetupLinksTable {
  /** SHA-256 of the link's 32 bytes, in hex. */
  id: string;
  expiresAt: number;
}

/** One-time links by which a user chooses a password. */
interface InvitationsTable {
  /** SHA-256 of the link's 32 bytes, in hex. */
  id: string;
  user: string;
  expiresAt: number;
}

/** Codes that stand in for a device which is lost, once each. */
interface RecoveryCodesTable {
  /** A hash of the code and its user. */
  id: string;
  user: string;
}

/** Passkeys (WebAuthn) of users. */
interface PasskeysTable {
  /** The credential's id, base64url. */
  id: string;
  user: string;
  name: string;
  /** COSE, base64url. */
  publicKey: string;
  counter: number;
  /** JSON array. */
  transports: string;
  createdAt: number;
  lastUsedAt: number | null;
}

/** Signing in, or changing how, in more than one step: what the next step has to know. */
interface CeremoniesTable {
  /** SHA-256 of the ticket, in hex. */
  id: string;
  kind: string;
  /** Sealed JSON. */
  payload: string;
  /** How often the next step failed. */
  attempts: number;
  expiresAt: number;
}

/** Failures to sign in, in a row. */
interface SignInFailuresTable {
  id: string;
  failures: number;
  /** Until when nothing is tried, epoch milliseconds. */
  lockedUntil: number;
  /** When they are forgotten. */
  expiresAt: number;
}

/** Tokens of a session for the messages of one account. */
interface SessionTokensTable {
  /** SHA-256 of the token's 32 bytes, in hex. */
  id: string;
  session: string;
  account: string;
  expiresAt: number;
}

/** What people did, and what was refused to them. */
interface AdminLogTable {
  id: string;
  at: number;
  user: string | null;
  /** As it was then; the user may be gone. */
  userName: string | null;
  address: string | null;
  method: string;
  /** Never the URL itself. */
  path: string;
  action: string;
  group: string;
  /** The account, user, gateway, template or the like, by its id, that it was about. */
  target: string | null;
  /** How somebody signed in. */
  how: string | null;
  status: number;
  /** Of a failure, its word for programs. */
  code: string | null;
  /** JSON: what the call changed; null where that is not told. */
  changes: string | null;
}

/** Accounts that wait for somebody to consent to them at their provider. */
interface ConsentsTable {
  /** SHA-256 of the `state` that comes back, in hex. */
  id: string;
  /** Sealed JSON. */
  payload: string;
  expiresAt: number;
}

/** Links to the hosted authentication form that were used. */
interface FormLinksTable {
  nonce: string;
  /** How often a mail server was asked for it. */
  probes: number;
  /** Whether an account was made by it. */
  claimed: number;
  expiresAt: number;
}

export interface McpClientsTable {
  id: string;
  name: string | null;
  /** JSON. */
  redirectUris: string;
  createdAt: number;
  approvedAt: number | null;
  expiresAt: number;
}

interface McpCodesTable {
  /** SHA-256 of the code, in hex. */
  id: string;
  client: string;
  /** JSON, without secrets. */
  grant: string;
  usedAt: number | null;
  /** The id of the token that it was changed for. */
  token: string | null;
  expiresAt: number;
}

interface AccountsTable {
  id: string;
  name: string | null;
  email: string | null;
  /** JSON: everything of the account that is no secret. */
  config: string;
  /** Sealed JSON: logins, webhook headers, proxy and webhook addresses. */
  secrets: string;
  state: string;
  /** JSON of the account's `lastError`. */
  lastError: string | null;
  syncError: string | null;
  smtpStatus: string | null;
  /** When the mailbox was last seen to be in sync. */
  syncTime: number | null;
  flushWantedAt: number | null;
  nextRetryAt: number | null;
  /** When the account was `connected` for the first time. */
  firstLoginAt: number | null;
  firstConnectedAt: number | null;
  /** When the login began to be refused without a success since. */
  authFailingSince: number | null;
  /** Since when it can't be connected to, for whatever reason. */
  failingSince: Generated<number | null>;
  /** Whether the account's own setting asks for a log of its connections. */
  logs: number;
  /** Grows with each change of the configuration. */
  revision: number;
  /** Lower case id, name and email, for substring search. */
  searchText: string;
  /** The OAuth2 application that it logs in by. */
  oauth2App: string | null;
  /** Whom that login is for, in lower case. */
  oauth2User: string | null;
  createdAt: number;
  updatedAt: number;
}

/** What accounts and their mail servers said to each other. Gone with their account. */
interface AccountLogTable {
  account: string;
  /** Counts the account's lines; the next one has the next number. */
  number: number;
  /** The bytes of all lines before this one, also of those that are deleted by now. */
  bytes: Generated<number>;
  /** JSON of the line, as the API tells it. */
  line: string;
}

interface AccountCountersTable {
  account: string;
  event: string;
  count: number;
}

/** What a mail backend keeps for itself. */
interface NotesTable {
  account: string;
  key: string;
  value: Uint8Array;
}

interface EventsTable {
  seq: Generated<number>;
  id: string;
  account: string | null;
  name: string;
  at: number;
  /** JSON of the webhook body. */
  payload: string;
  /** The transaction it was written in; 0 where those run one after the other. Its position is (xid, seq). */
  xid: Generated<number>;
  /** Bytes of the payload. */
  size: Generated<number>;
}

/** One row about the log of events. */
interface EventLogTable {
  /** Tells the log from those of other installations, in cursors. */
  id: string;
  /** What is added to the database's own numbers of transactions, here and in the default of `events.xid`. */
  xidOffset: number;
  /** The position of the last event that was deleted. */
  deletedXid: number;
  deletedSeq: number;
}

/** One event on its way to one endpoint. */
interface DeliveriesTable {
  id: string;
  eventId: string;
  account: string | null;
  event: string;
  /** `default` is the global or the account's webhook address, whichever applies; `account` is kept in `target`. */
  endpoint: string;
  /** Whether the endpoint's functions had their say. */
  isPrepared: Generated<number>;
  /** What they made of the event: JSON to send in place of it. */
  body: string | null;
  /** The replay that asked for it. */
  replay: string | null;
  /** Sealed JSON: where to, for an account that will be gone by then. */
  target: string | null;
  /** `pending`, `delivered`, `failed`, `dropped`. */
  state: string;
  attemptsMade: number;
  /** Where the last attempt went, credentials masked. */
  url: string | null;
  /** JSON `{message, code?, statusCode?}` of the last failure, or the reason of a drop. */
  error: string | null;
  createdAt: number;
  finishedAt: number | null;
}

/** Where webhooks go. The one called `default` has its address and events in the settings. */
interface WebhookEndpointsTable {
  id: string;
  enabled: number;
  /** Sealed JSON; null as long as nothing was said. */
  config: string | null;
  /** JSON `{reason, url, at}`. */
  stopped: string | null;
  tcount: number;
  v: number;
  createdAt: number;
  updatedAt: number | null;
}

/** The functions that endpoints have and had. */
interface WebhookEndpointVersionsTable {
  /** Those of the endpoint and the version, for what is sealed. */
  id: string;
  endpoint: string;
  version: number;
  /** Sealed JSON `{fn, map}`. */
  functions: string;
  /** Who set them; null where it was nobody who signed in, or nobody knows. */
  user: string | null;
  userName: string | null;
  createdAt: number;
}

/** Endpoints whose last delivery failed; of `default` by the account whose own address it was, or an empty text. */
interface WebhookHealthTable {
  endpoint: string;
  account: string;
  /** JSON of the last failure. */
  error: string;
  /** In a row. */
  failures: number;
  failingSince: number;
  /** When it was told as an event. */
  toldAt: number | null;
}

/** Events of the past that are delivered to an endpoint again. */
interface WebhookReplaysTable {
  id: string;
  endpoint: string;
  /** `running`, `completed`, `cancelled`. */
  state: string;
  /** JSON of what was asked for. */
  wanted: string;
  /** JSON: where in the log it is. */
  position: string;
  /** JSON: where the log ended when it began. */
  end: string;
  deliveries: number;
  createdAt: number;
  finishedAt: number | null;
}

/** What went wrong in functions of endpoints, the newest of each. */
interface FunctionFaultsTable {
  id: string;
  endpoint: string;
  /** `filter`, `map`. */
  type: string;
  /** The beginning of the JSON it was given. */
  payload: string;
  /** JSON. */
  error: string;
  createdAt: number;
}

interface DeliveryAttemptsTable {
  delivery: string;
  attempt: number;
  startedAt: number;
  durationMs: number;
  statusCode: number | null;
  error: string | null;
  /** The first characters of the answer. */
  responseStart: string | null;
}

interface JobsTable {
  /** Sorts by the time of enqueueing; within a lane it is the order of work. */
  id: string;
  kind: string;
  lane: string;
  runAt: number;
  /** Failed attempts so far. */
  attempts: number;
  payload: string;
  createdAt: number;
}

/** Jobs of one lane run one at a time, in order. A lane exists while it has jobs. */
interface LanesTable {
  kind: string;
  lane: string;
  /** Whom the lane's work burdens: a consumer caps how many lanes of one share run at once. */
  share: string;
  /** When the first job may run. */
  dueAt: number;
  leasedUntil: number;
  leasedBy: string | null;
}

interface PausedQueuesTable {
  queue: string;
  pausedAt: number;
}

interface SubmissionsTable {
  /** The queueId of the API. */
  id: string;
  account: string;
  messageId: string;
  subject: string | null;
  /** JSON `{from, to}`. */
  envelope: string;
  source: string;
  /** `staged` (with others, until all are there), `queued`, `handing-off` (outcome unknown until settled), `sent`, `failed`. */
  state: string;
  attempts: number;
  attemptsMade: number;
  createdAt: number;
  scheduledAt: number;
  nextAttemptAt: number | null;
  finishedAt: number | null;
  /** JSON of the API's `progress`. */
  progress: string;
  /** Sealed JSON: dsn, proxy, localAddress, copy, sentMailPath, reference, idempotencyKey. Null when there are none. */
  options: string | null;
  /** How often the answer to DATA was never seen. */
  unknownOutcomes: number;
  /** Why it waits although its time has come; null where it does not. */
  waitingFor: string | null;
  /** `account <id>` or `gateway <id>`: whose mail waits for this. */
  waitingScope: string | null;
  /** Since when its server refuses the login; null when the last attempt got past it. */
  refusedSince: number | null;
  /** JSON of the last failed attempts, oldest first; null when there was none. */
  history: string | null;
}

/** How fast something is sent that has limits. */
interface SendingPacesTable {
  /** `account <id>`, `gateway <id>` or `domain <name>`. */
  scope: string;
  /** When the next message may go. */
  nextAt: number;
  /** When the last of those who wait has its turn: of single messages, and of those of mail merges. */
  singleUntil: number;
  bulkUntil: number;
  /** The day that `sentToday` counts, such as `2031-02-03`. */
  day: string;
  sentToday: number;
  usedAt: number;
}

/** Messages that are being sent where only so many may be at once. Those whose lane is not leased do not count. */
interface SendingUnderWayTable {
  scope: string;
  submission: string;
}

/** Accounts and gateways whose mail is held back. */
interface SendingHoldsTable {
  /** `account <id>` or `gateway <id>`. */
  scope: string;
  reason: string;
  /** Nothing is sent before this. */
  until: number;
  /** Holds in a row. */
  times: number;
  /** When somebody last changed what the hold was about; 0 is never. */
  liftedAt: number;
}

interface SubmissionContentsTable {
  submission: string;
  /** The sealed message. */
  content: Uint8Array;
  size: number;
}

interface IdempotencyKeysTable {
  account: string;
  key: string;
  /** JSON of the answer. */
  response: string;
  /** A hash of what was asked for; null where nobody wanted to compare. */
  fingerprint: string | null;
  createdAt: number;
}

/** A message that was sent to be judged when it arrives. */
interface DeliveryTestsTable {
  id: string;
  submission: string;
  messageId: string;
  receiver: string;
  /** JSON; null until it has arrived. */
  result: string | null;
  createdAt: number;
}

/** An address that gets no mail of a list. */
/** By Message-ID, without angle brackets; `recipients` and `lists` are JSON. */
interface SentMessagesTable {
  messageId: string;
  submission: string;
  account: string;
  recipients: string;
  lists: string;
  gateway: string | null;
  sentAt: number;
}

interface BlockedAddressesTable {
  list: string;
  /** Trimmed, in lower case. */
  recipient: string;
  account: string;
  source: string;
  reason: string;
  messageId: string | null;
  remoteAddress: string | null;
  userAgent: string | null;
  createdAt: number;
}

/** A relay that any account may send through. */
/** Applications that are registered with a provider of OAuth2. */
interface OAuth2AppsTable {
  id: string;
  provider: string;
  /** Whether the hosted form offers it. */
  enabled: number;
  /** JSON of what it is set to, sealed. */
  config: string;
  /** JSON of what is arranged with Pub/Sub for it. */
  pubSub: string | null;
  /** JSON; null while the provider takes it. */
  lastError: string | null;
  pubSubError: string | null;
  createdAt: number;
  updatedAt: number | null;
}

interface GatewaysTable {
  id: string;
  name: string;
  /** JSON of how it is reached, sealed. */
  server: string;
  deliveries: number;
  lastUseAt: number | null;
  /** JSON; null when the last use was a success. */
  lastError: string | null;
  createdAt: number;
}

/** What messages say, with Handlebars in it. Gone with their account. */
interface TemplatesTable {
  id: string;
  /** Null for one that every account can use. */
  account: string | null;
  name: string;
  description: string | null;
  /** `html`, `markdown`, `mjml`. */
  format: string;
  /** JSON `{subject?, text?, html?, previewText?}`. */
  content: string;
  /** Counts from 1 with each change of what it says. */
  version: number;
  createdAt: number;
  updatedAt: number | null;
}

/** What templates say now and said before. Gone with their template. */
interface TemplateVersionsTable {
  template: string;
  version: number;
  /** As in the template. */
  format: string;
  content: string;
  createdAt: number;
}

/** What of an account's mail goes to a file. */
interface ExportsTable {
  /** The exportId of the API; sorts by the time of creation. */
  id: string;
  /** Null when the account is gone. */
  account: string | null;
  /** `queued`, `processing`, `completed`, `failed`, `cancelled`. */
  status: string;
  phase: string | null;
  /** JSON of what was asked for. */
  request: string;
  /** JSON array: the mailboxes, as they were asked for until their paths are known. */
  folders: string;
  foldersScanned: number;
  foldersTotal: number;
  messagesQueued: number;
  messagesExported: number;
  messagesSkipped: number;
  /** Before compression. */
  bytesWritten: number;
  truncated: number;
  error: string | null;
  createdAt: number;
  startedAt: number | null;
  /** When anything of the work was written down last. */
  notedAt: number;
  expiresAt: number;
  /** Failed attempts since there was progress. */
  setbacks: number;
  /** Sealed JSON: where the file is, its key, and how much of it holds. Null before there is one. */
  file: string | null;
}

/** The messages that an export is made of. Gone with their export, or once it is complete. */
interface FoundMessagesTable {
  export: string;
  message: string;
  /** The message's own date. */
  date: number;
  /** In the order of finding; tells messages of one moment apart. */
  number: number;
  /** Index into the export's mailboxes. */
  folder: number;
  size: number | null;
  /** The same for copies of one message in different mailboxes; null when nobody can tell. */
  likeness: string | null;
}

/** Counts per minute, for `/v1/stats`. */
interface CountersTable {
  minute: number;
  name: string;
  count: number;
}

/** Certificates of our own servers. The private key is sealed. */
interface CertificatesTable {
  /** `acme:<host>` or `manual:<names>`. */
  id: string;
  chain: string | null;
  privateKey: string | null;
  orderedAt: number | null;
  busyUntil: number | null;
  error: string | null;
  createdAt: number;
}

/** Our accounts at authorities, by the address of their directory. The private key is sealed. */
interface AcmeAccountsTable {
  directory: string;
  privateKey: string;
}

/** What an authority gets to see (RFC 8555, section 8.3). Not secret. */
interface AcmeChallengesTable {
  token: string;
  answer: string;
  expiresAt: number;
}

/** What language models were used for, by day. */
interface ModelUsesTable {
  /** Days since 1970, by UTC. */
  day: number;
  /** Blank for what belongs to none. */
  account: string;
  model: string;
  calls: number;
  failed: number;
  withoutUsage: number;
  promptTokens: number;
  completionTokens: number;
}

/** Mails to try prompts on. */
interface AiSamplesTable {
  id: string;
  name: string;
  /** Sealed JSON. */
  content: string;
  createdAt: number;
  updatedAt: number | null;
}
