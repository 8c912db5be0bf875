import type { PostAlert } from "../core/alert-rule.ts";
import type { Log } from "../core/log.ts";
import type { GmailPubSub } from "../core/gmail-pubsub.ts";
import type { SettingKey } from "@posthorn/contracts/settings";
import type { FindLocalAddresses } from "../core/local-address.ts";
import type { DiscoverMail } from "../core/mail-autoconfig.ts";
import type { AccountWatch } from "../core/account-watch.ts";
import type { MailSessions } from "../core/mail-backend.ts";
import type { VerifyMail } from "../core/mail-verifier.ts";
import type { Meter } from "../core/meter.ts";
import type { PromptBench } from "../core/prompt-bench.ts";
import type { CheckSender } from "../core/sender-check.ts";
import type { TryWebhook } from "../core/webhook-endpoint.ts";
import type { UserFunctions } from "../core/user-function.ts";
import type { AuthenticationServer } from "../oauth/authentication-server.ts";
import type { OAuth2Room } from "../oauth/create.ts";
import type { AskForChallenge } from "../core/certificate.ts";
import type { EventLog } from "../events/event-log.ts";
import type { TemplateRenderer } from "../mime/templates/renderer.ts";
import type { WebSafe } from "../mime/web-safe/web-safe.ts";
import type { ExportFiles } from "../storage/export-files.ts";
import type { KnownEndpoints } from "../storage/known-endpoints.ts";
import type { SettingsStore } from "../storage/settings.ts";
import type { Storage } from "../storage/storage.ts";
import type { KeptModelUses } from "./ai/model-uses.ts";
import type { ShownCertificates } from "./certificates/shown-certificates.ts";
import type { AccountTokens } from "./logins/access-tokens.ts";
import type { KeptAccountLog } from "./logs/account-log.ts";
import type { EventFeed } from "./events/feed.ts";
import type { StateFeed } from "./states/feed.ts";
import type { ListenerStates } from "./service/listener-states.ts";
import type { MetricsPage } from "./service/metrics.ts";
import type { Tally } from "./service/tally.ts";
import type { Passwords } from "./sessions/passwords.ts";
import type { SessionUses } from "./sessions/session-uses.ts";
import type { FirstUser } from "./setup/first-user.ts";
import type { IdempotencyGate } from "./idempotency.ts";
import type { AdminAudit } from "./admin-log/audit.ts";
import type { SignInProviders } from "./providers/sign-in-providers.ts";
import type { McpCallLog } from "./mcp/call-log.ts";
import type { TokenAudit } from "./tokens/audit.ts";
import type { RateLimits } from "./tokens/rate-limits.ts";
import type { TokenUses } from "./tokens/token-uses.ts";

/** What every verb works with. Built once, in gateway.ts. */
export interface Context {
  /** The id of this node. */
  readonly node: string;
  readonly storage: Storage;
  readonly settings: SettingsStore;
  readonly events: EventLog;
  readonly mail: MailSessions;
  readonly verifyMail: VerifyMail;
  readonly oauth2: OAuth2Room;
  readonly pubSub: GmailPubSub;
  readonly accountTokens: AccountTokens;
  readonly authenticationServer: AuthenticationServer;
  readonly discoverMail: DiscoverMail;
  readonly checkSender: CheckSender;
  /** Whether a visitor of a link in a message is a program that looks at all of them. */
  isScanner(address: string | null): Promise<boolean>;
  readonly certificates: ShownCertificates;
  readonly askForChallenge: AskForChallenge;
  readonly webSafe: WebSafe;
  readonly templates: TemplateRenderer;
  readonly userFunctions: UserFunctions;
  readonly endpoints: KnownEndpoints;
  readonly tryWebhook: TryWebhook;
  readonly postAlert: PostAlert;
  readonly meter: Meter;
  readonly metrics: MetricsPage;
  readonly tally: Tally;
  readonly modelUses: KeptModelUses;
  readonly promptBench: PromptBench;
  readonly log: Log;
  readonly accountLog: KeptAccountLog;
  readonly accountWatch: AccountWatch;
  readonly states: StateFeed;
  readonly eventFeed: EventFeed;
  readonly listeners: ListenerStates;
  readonly tokenUses: TokenUses;
  readonly tokenAudit: TokenAudit;
  readonly mcpCalls: McpCallLog;
  /** Calls by token, visits of links in messages by link. */
  readonly rateLimits: RateLimits;
  readonly sessionUses: SessionUses;
  readonly adminAudit: AdminAudit;
  readonly signInProviders: SignInProviders;
  readonly passwords: Passwords;
  /** Attempts to get in without a session: by address, by name, by user. */
  readonly signInLimits: RateLimits;
  readonly firstUser: FirstUser;
  readonly idempotency: IdempotencyGate;
  readonly exportFiles: ExportFiles;
  readonly about: About;
  readonly limits: Limits;
  readonly configured: Configured;
  readonly findLocalAddresses: FindLocalAddresses;
  /** Whether a stop was asked for. */
  isStopping(): boolean;
  /** Epoch milliseconds. */
  now(): number;
}

/** What the installation is. */
export interface About {
  version: string;
  /** Versions of the libraries that `/v1/stats` names. */
  imapflow: string;
  queue: string;
  /** The commit that was built, where it is known. */
  commit: string | null;
  dataDir: string;
}

/** What the configuration says of settings, and of secrets at rest. */
export interface Configured {
  /** Settings whose value it decides. */
  fixed: readonly SettingKey[];
  /** Settings that it writes at every start. */
  preset: readonly SettingKey[];
  /** Whether secrets are sealed with a secret that it has, and not with a key file. */
  hasSecret: boolean;
}

export interface Limits {
  /** Whether calls without a token are refused. When off, only callers on this machine get in. */
  requireApiAuth: boolean;
  /** Whether the API is served over HTTPS by us. */
  isHttps: boolean;
  /** Whether callers may read the access tokens of accounts. */
  enableOAuthTokens: boolean;
  /** Whether agents may be served at all. */
  mcp: boolean;
  /** Whether people who sign in are kept from the content of messages. */
  disableMessageBrowser: boolean;
  /** Whether the dashboard tells only of what fails. */
  disableSetupWarnings: boolean;
  /** Addresses and networks that people may come from; all when empty. */
  adminAddresses: readonly string[];
  /** How long a mailbox call may take, at least. */
  commandTimeoutMs: number;
  /** Longest `text`, `html` or attachment `content`, in characters. */
  maxTextSize: number;
  /** TLS options for connections to mail servers. */
  mailTls: Record<string, unknown>;
}
