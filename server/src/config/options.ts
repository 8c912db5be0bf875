import {
  address,
  bytes,
  choice,
  database,
  duration,
  everySoOften,
  flag,
  isAddressOrNetwork,
  isHeaderField,
  isOrigin,
  jsonObject,
  list,
  names,
  pairs,
  type Parser,
  seconds,
  text,
  url,
  wholeNumber,
} from "./parsers.ts";

/** One thing that can be configured: its names, its type, its default and what it is for. */
export interface Option<T> {
  /** The variable is `POSTHORN_<name>`, its alias `EENGINE_<name>`; both with a `_FILE` twin. */
  readonly name: string;
  /** The key in the configuration file and of `--section.key`; by default where it stands in the table. */
  readonly key: string | undefined;
  /** The short flag, without dashes. */
  readonly flag: string | undefined;
  /** Other variables that are read when neither of the two above is set. */
  readonly alsoReads: readonly string[];
  readonly parser: Parser<Exclude<T, undefined>>;
  readonly default: T;
  /** How the documentation writes the default. */
  readonly defaultText: string;
  /** Its value never appears in a message. */
  readonly isSecret: boolean;
  readonly about: string;
}

interface Given<T> {
  key?: string;
  flag?: string;
  alsoReads?: readonly string[];
  secret?: true;
  /** Where the default is computed or better written differently. */
  defaultText?: string;
  about: string;
  parser: Parser<T>;
}

function option<T>(name: string, given: Given<T> & { default: T }): Option<T>;
function option<T>(name: string, given: Given<T>): Option<T | undefined>;
function option<T>(name: string, given: Given<T> & { default?: T }): Option<T | undefined> {
  return {
    name,
    key: given.key,
    flag: given.flag,
    alsoReads: given.alsoReads ?? [],
    parser: given.parser as Parser<Exclude<T, undefined>>,
    default: given.default,
    defaultText: given.defaultText ?? (given.default === undefined ? "" : String(given.default)),
    isSecret: given.secret === true,
    about: given.about,
  };
}

const TLS_VERSIONS = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;

/** How a server of ours shows who it is. `name` begins the variables, `key` the keys. */
const tlsOptions = (name: string, key: string, whose: string) => ({
  key: option(`${name}_KEY`, {
    key: `${key}.key`,
    parser: text,
    secret: true,
    about: `The private key of ${whose}, in PEM.`,
  }),
  cert: option(`${name}_CERT`, {
    key: `${key}.cert`,
    parser: text,
    defaultText: "one that it signs itself, where TLS is asked for",
    about: `The certificate of ${whose} with those in between, in PEM.`,
  }),
  ca: option(`${name}_CA`, {
    key: `${key}.ca`,
    parser: text,
    about: "Authorities whose certificates clients may show, in PEM.",
  }),
  passphrase: option(`${name}_PASSPHRASE`, {
    key: `${key}.passphrase`,
    parser: text,
    secret: true,
    about: "What the private key is encrypted with.",
  }),
  dhparam: option(`${name}_DHPARAM`, {
    key: `${key}.dhparam`,
    parser: text,
    about: "Diffie-Hellman parameters in PEM, for clients without elliptic curves.",
  }),
  ciphers: option(`${name}_CIPHERS`, {
    key: `${key}.ciphers`,
    parser: text,
    defaultText: "those of Node.js",
    about: "TLS ciphers, as OpenSSL writes them.",
  }),
  ecdhCurve: option(`${name}_ECDH_CURVE`, {
    key: `${key}.ecdhCurve`,
    parser: text,
    defaultText: "those of Node.js",
    about: "Elliptic curves, as OpenSSL writes them.",
  }),
  minVersion: option(`${name}_MIN_VERSION`, {
    key: `${key}.minVersion`,
    parser: choice(...TLS_VERSIONS),
    default: "TLSv1.2",
    about: "Oldest TLS version.",
  }),
  maxVersion: option(`${name}_MAX_VERSION`, {
    key: `${key}.maxVersion`,
    parser: choice(...TLS_VERSIONS),
    defaultText: "the newest",
    about: "Newest TLS version.",
  }),
  requestCert: option(`${name}_REQUEST_CERT`, {
    key: `${key}.requestCert`,
    parser: flag,
    default: false,
    about: "Whether clients are asked for a certificate.",
  }),
  rejectUnauthorized: option(`${name}_REJECT_UNAUTHORIZED`, {
    key: `${key}.rejectUnauthorized`,
    parser: flag,
    default: true,
    about: "Whether clients that are asked for a certificate and show none of the authorities' are turned away.",
  }),
});

/** Everything that can be configured. Sections and names are those of `Config`. */
export const OPTIONS = {
  http: {
    host: option("HOST", {
      key: "api.host",
      flag: "host",
      parser: text,
      default: "127.0.0.1",
      about: "Address to listen on. `0.0.0.0` is every IPv4 address of the machine.",
    }),
    port: option("PORT", {
      key: "api.port",
      flag: "port",
      alsoReads: ["PORT"],
      parser: wholeNumber(0, 65535),
      default: 3000,
      about: "Port to listen on; 0 takes a free one.",
    }),
    requireApiAuth: option("REQUIRE_API_AUTH", {
      parser: flag,
      default: true,
      about: "Whether calls need an access token. Without, only callers on this machine are let in.",
    }),
    enableOAuthTokens: option("ENABLE_OAUTH_TOKENS_API", {
      parser: flag,
      default: false,
      about: "Whether callers may read the access tokens of accounts that log in by OAuth2.",
    }),
    commandTimeoutMs: option("TIMEOUT", {
      key: "service.commandTimeout",
      parser: duration(1),
      default: 10_000,
      defaultText: "10s",
      about: "How long a call may wait for a mail server. A request can ask for more with `X-EE-Timeout`.",
    }),
    maxTextSize: option("MAX_SIZE", {
      key: "api.maxSize",
      parser: bytes(1),
      default: 5 * 1024 ** 2,
      defaultText: "5M",
      about: "Longest `text`, `html` and attachment `content` in a request.",
    }),
    maxBodySize: option("MAX_BODY_SIZE", {
      key: "api.maxBodySize",
      parser: bytes(1),
      default: 50 * 1024 ** 2,
      defaultText: "50M",
      about: "Largest body of a request that carries mail.",
    }),
    maxPayloadTimeoutMs: option("MAX_PAYLOAD_TIMEOUT", {
      key: "api.maxPayloadTimeout",
      parser: duration(1),
      default: 10_000,
      defaultText: "10s",
      about: "How long a request may take to arrive.",
    }),
    corsOrigins: option("CORS_ORIGIN", {
      key: "cors.origin",
      parser: list(isOrigin, "origins like https://app.example.com, or *"),
      default: [],
      defaultText: "off",
      about: "Web pages of these origins may call the API from a browser.",
    }),
    corsMaxAgeSeconds: option("CORS_MAX_AGE", {
      key: "cors.maxAge",
      parser: seconds,
      default: 60,
      defaultText: "60s",
      about: "How long a browser may remember that answer. A bare number counts seconds.",
    }),
    trustProxy: option("API_PROXY", {
      key: "api.proxy",
      parser: flag,
      defaultText: "true when proxies are named, else false",
      about: "First value of the setting `enableApiProxy`: whether `X-Forwarded-For` tells the address of a caller.",
    }),
    proxyAddresses: option("API_PROXY_ADDRESSES", {
      parser: list(isAddressOrNetwork, "IP addresses or networks like 10.0.0.0/8"),
      default: [],
      defaultText: "none",
      about: "The reverse proxies. What others send as `X-Forwarded-For` is ignored when this is set.",
    }),
    disableMessageBrowser: option("DISABLE_MESSAGE_BROWSER", {
      parser: flag,
      default: false,
      about:
        "Whether people who sign in are kept from the content of messages. API calls with a token are not concerned.",
    }),
    disableSetupWarnings: option("DISABLE_SETUP_WARNINGS", {
      parser: flag,
      default: false,
      about: "Whether the dashboard tells only of what fails, and not of what is left to set up.",
    }),
    adminAddresses: option("ADMIN_ACCESS_ADDRESSES", {
      parser: list(isAddressOrNetwork, "IP addresses or networks like 10.0.0.0/8"),
      default: [],
      defaultText: "all",
      about: "Where people may use the dashboard from. API calls with a token are not concerned.",
    }),
  },
  storage: {
    dataDir: option("DATA_DIR", {
      flag: "data-dir",
      parser: text,
      default: "./data",
      about: "Folder of the database and the key file. It has to survive restarts and updates.",
    }),
    database: option("DATABASE_URL", {
      flag: "database-url",
      parser: database,
      secret: true,
      defaultText: "SQLite in the data folder",
      about: "A `postgres://` URL, or the path of an SQLite file.",
    }),
    maxConnections: option("DATABASE_CONNECTIONS", {
      parser: wholeNumber(2, 200),
      default: 16,
      about: "How many connections to PostgreSQL one node opens at most. SQLite has one.",
    }),
    secret: option("SECRET", {
      key: "service.secret",
      parser: text,
      secret: true,
      defaultText: "a key file in the data folder",
      about: "Passwords, tokens and queued mail are sealed with it. Without it they can not be read again.",
    }),
  },
  service: {
    settings: option("SETTINGS", {
      key: "settings",
      parser: jsonObject,
      default: {},
      defaultText: "",
      secret: true,
      about: "Settings as of `POST /v1/settings`, as JSON; written at every start.",
    }),
    preparedToken: option("PREPARED_TOKEN", {
      key: "preparedToken",
      parser: text,
      secret: true,
      about:
        "Exported access tokens (`posthorn tokens export`), also as JSON: one, several separated by spaces or lines, or a JSON array; imported at start unless they are there.",
    }),
    preparedPassword: option("PREPARED_PASSWORD", {
      key: "preparedPassword",
      parser: text,
      secret: true,
      about:
        "Hash of the password of the user `admin` (`posthorn password --hash`, or PBKDF2 as base64url of a PHC string); written at start when it changed.",
    }),
    stopGraceMs: option("STOP_GRACE", {
      parser: duration(),
      default: 7000,
      defaultText: "7s",
      about: "How long running work may take to finish when the server is stopped.",
    }),
  },
  people: {
    logEntries: option("ADMIN_LOG_ENTRIES", {
      parser: wholeNumber(0, 10_000_000),
      default: 100_000,
      about: "How many entries are kept of what people do.",
    }),
    logAgeMs: option("ADMIN_LOG_AGE", {
      parser: duration(),
      default: 365 * 86_400_000,
      defaultText: "365d",
      about: "For how long what people do is kept.",
    }),
  },
  signIn: {
    oidcIssuer: option("OIDC_ISSUER", {
      alsoReads: ["OIDC_ISSUER"],
      parser: url("https", "http"),
      about: "The provider of OpenID Connect by which people sign in; with client id and secret.",
    }),
    oidcClientId: option("OIDC_CLIENT_ID", {
      alsoReads: ["OIDC_CLIENT_ID"],
      parser: text,
      about: "What Posthorn is registered as there.",
    }),
    oidcClientSecret: option("OIDC_CLIENT_SECRET", {
      alsoReads: ["OIDC_CLIENT_SECRET"],
      parser: text,
      secret: true,
      about: "The secret of that.",
    }),
    oidcProviderName: option("OIDC_PROVIDER_NAME", {
      alsoReads: ["OIDC_PROVIDER_NAME"],
      parser: text,
      default: "SSO",
      about: "What the button calls the provider.",
    }),
    oidcScopes: option("OIDC_SCOPES", {
      alsoReads: ["OIDC_SCOPES"],
      parser: list((item) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(item), "scopes"),
      default: ["openid", "profile", "email"],
      defaultText: "openid profile email",
      about: "What is asked for; `openid` always is.",
    }),
    oidcAllowedUsers: option("OIDC_ALLOWED_USERS", {
      alsoReads: ["OIDC_ALLOWED_USERS"],
      parser: names((item) => item.includes("@"), "e-mail addresses and domains like @example.com"),
      default: [],
      defaultText: "everybody",
      about: "Who may sign in: e-mail addresses, and domains like `@example.com`.",
    }),
    oidcAllowedGroups: option("OIDC_ALLOWED_GROUPS", {
      alsoReads: ["OIDC_ALLOWED_GROUPS"],
      parser: names(),
      default: [],
      defaultText: "everybody",
      about: "Groups whose people may sign in, besides the users above.",
    }),
    oidcGroupsClaim: option("OIDC_GROUPS_CLAIM", {
      alsoReads: ["OIDC_GROUPS_CLAIM"],
      parser: text,
      default: "groups",
      about: "The claim that has somebody's groups; may be a path like `realm_access.roles`.",
    }),
    oidcForced: option("OIDC_FORCED", {
      alsoReads: ["OIDC_FORCED"],
      parser: flag,
      default: false,
      about: "Whether passwords and passkeys are refused while the provider works.",
    }),
    oidcLogout: option("OIDC_LOGOUT", {
      alsoReads: ["OIDC_LOGOUT"],
      parser: flag,
      default: false,
      about: "Whether signing out also ends the session at the provider.",
    }),
    oidcPostLogoutRedirectUri: option("OIDC_POST_LOGOUT_REDIRECT_URI", {
      alsoReads: ["OIDC_POST_LOGOUT_REDIRECT_URI"],
      parser: url("https", "http"),
      about: "Where the provider leads after that, as it is registered there.",
    }),
    oktaIssuer: option("OKTA_OAUTH2_ISSUER", {
      alsoReads: ["OKTA_OAUTH2_ISSUER"],
      parser: url("https", "http"),
      about: "Okta as the provider: the issuer; with client id and secret.",
    }),
    oktaClientId: option("OKTA_OAUTH2_CLIENT_ID", {
      alsoReads: ["OKTA_OAUTH2_CLIENT_ID"],
      parser: text,
      about: "What Posthorn is registered as at Okta.",
    }),
    oktaClientSecret: option("OKTA_OAUTH2_CLIENT_SECRET", {
      alsoReads: ["OKTA_OAUTH2_CLIENT_SECRET"],
      parser: text,
      secret: true,
      about: "The secret of that.",
    }),
    roles: option("OIDC_ROLES", {
      alsoReads: ["OIDC_ROLES"],
      parser: names((item) => /^(owner|admin|viewer)=./.test(item), "roles and groups like owner=Mail Team"),
      default: [],
      defaultText: "",
      about: "What groups may do, such as `owner=Mail Team,viewer=Support`. The strongest counts, at each sign-in.",
    }),
    defaultRole: option("OIDC_DEFAULT_ROLE", {
      alsoReads: ["OIDC_DEFAULT_ROLE"],
      parser: choice("owner", "admin", "viewer", "none"),
      default: "admin",
      about: "The role of those whom no group gives one, at their first sign-in. `none` keeps them out.",
    }),
  },
  log: {
    level: option("LOG_LEVEL", {
      key: "log.level",
      flag: "log-level",
      parser: choice("silent", "fatal", "error", "warn", "info", "debug", "trace"),
      default: "info",
      about: "The least important lines that are still written.",
    }),
    raw: option("LOG_RAW", {
      key: "log.raw",
      parser: flag,
      default: false,
      about:
        "Whether the logs of accounts hold contents of messages, too, and what servers repeat of secrets. Only to look for a fault.",
    }),
  },
  telemetry: {
    endpoint: option("OTEL_EXPORTER_OTLP_ENDPOINT", {
      alsoReads: ["OTEL_EXPORTER_OTLP_ENDPOINT"],
      parser: url("http", "https"),
      about:
        "An OpenTelemetry receiver that metrics are sent to, by OTLP over HTTP: its address, to which `/v1/metrics` is added.",
    }),
    metricsEndpoint: option("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", {
      alsoReads: ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"],
      parser: url("http", "https"),
      defaultText: "below the one above",
      about: "The same with its path, in place of that.",
    }),
    headers: option("OTEL_EXPORTER_OTLP_HEADERS", {
      alsoReads: ["OTEL_EXPORTER_OTLP_HEADERS"],
      parser: pairs(isHeaderField),
      default: {},
      defaultText: "none",
      secret: true,
      about: "Headers that are sent along, such as `api-key=secret`; values are percent-encoded.",
    }),
    intervalMs: option("OTEL_METRIC_EXPORT_INTERVAL", {
      alsoReads: ["OTEL_METRIC_EXPORT_INTERVAL"],
      parser: wholeNumber(1000, 86_400_000),
      default: 60_000,
      about: "Milliseconds from one time to the next.",
    }),
    timeoutMs: option("OTEL_EXPORTER_OTLP_TIMEOUT", {
      alsoReads: ["OTEL_EXPORTER_OTLP_TIMEOUT"],
      parser: wholeNumber(100, 600_000),
      default: 10_000,
      about: "Milliseconds that the receiver has for its answer.",
    }),
    serviceName: option("OTEL_SERVICE_NAME", {
      alsoReads: ["OTEL_SERVICE_NAME"],
      parser: text,
      defaultText: "posthorn",
      about: "What the metrics call this service: the attribute `service.name`.",
    }),
    resourceAttributes: option("OTEL_RESOURCE_ATTRIBUTES", {
      alsoReads: ["OTEL_RESOURCE_ATTRIBUTES"],
      parser: pairs(),
      default: {},
      defaultText: "none",
      about: "Further attributes of the service, such as `deployment.environment.name=staging`.",
    }),
  },
  mail: {
    socketTimeoutMs: option("IMAP_SOCKET_TIMEOUT", {
      parser: duration(1000),
      default: 300_000,
      defaultText: "5m",
      about: "A connection to an IMAP server that is silent for so long counts as lost.",
    }),
    maxAuthFailureMs: option("MAX_IMAP_AUTH_FAILURE_TIME", {
      parser: duration(),
      default: 3 * 86_400_000,
      defaultText: "3d",
      about: "An account whose server refuses its credentials for so long is no longer tried until it is updated.",
    }),
    setupDelayMs: option("CONNECTION_SETUP_DELAY", {
      key: "service.setupDelay",
      parser: duration(0),
      default: 0,
      defaultText: "none",
      about: "Time between the logins of two accounts, at a start as later.",
    }),
    egressPolicy: option("MAIL_EGRESS_POLICY", {
      parser: choice("off", "link-local", "private"),
      default: "off",
      about:
        "Addresses that connections to mail servers never go to: none, `link-local` (and cloud metadata), or `private` (all that is not public).",
    }),
    gmailPollMs: option("GMAIL_FALLBACK_POLL_INTERVAL", {
      parser: duration(1000),
      default: 600_000,
      defaultText: "10m",
      about: "How often Gmail and Microsoft Graph are asked for changes that they have not told by themselves.",
    }),
    apiTimeoutMs: option("FETCH_TIMEOUT", {
      parser: duration(1000),
      default: 90_000,
      defaultText: "90s",
      about: "How long the API of a provider may take to answer.",
    }),
    providerUrls: option("PROVIDER_URLS", {
      parser: jsonObject,
      defaultText: "as the providers document them",
      about:
        'Other addresses of providers, for tests and local work, such as `{"google.gmail": "http://127.0.0.1:8025", "microsoft.global.graph": "http://127.0.0.1:8026"}`.',
    }),
    tlsMinVersion: option("TLS_MIN_VERSION", {
      parser: choice("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"),
      default: "TLSv1.2",
      about: "Oldest TLS version spoken with mail servers.",
    }),
    tlsMinDhSize: option("TLS_MIN_DH_SIZE", {
      parser: wholeNumber(512, 16_384),
      default: 1024,
      about: "Fewest bits of a mail server's Diffie-Hellman parameters, where TLS still uses those.",
    }),
    tlsCiphers: option("TLS_CIPHERS", {
      parser: text,
      defaultText: "those of Node.js",
      about: "TLS ciphers offered to mail servers, as OpenSSL writes them.",
    }),
    disableCompression: option("DISABLE_COMPRESSION", {
      parser: flag,
      default: false,
      about: "Whether connections to IMAP servers are never compressed. Those that wait for news never are.",
    }),
  },
  reading: {
    disableThreadCollapse: option("DISABLE_THREAD_COLLAPSE", {
      parser: flag,
      default: false,
      about: "Whether web-safe HTML shows earlier messages in full, instead of folding them.",
    }),
  },
  sending: {
    atOncePerAccount: option("SUBMIT_QC", {
      key: "queues.submit",
      parser: wholeNumber(1, 1000),
      default: 10,
      about: "Messages of one account that are sent at once.",
    }),
    workers: option("WORKERS_SUBMIT", {
      key: "workers.submit",
      parser: wholeNumber(1, 100),
      default: 1,
      about: "Times the number above.",
    }),
    silenceMs: option("SUBMIT_TIMEOUT", {
      parser: duration(1),
      default: 2 * 60_000,
      defaultText: "2m",
      about:
        "A connection to an SMTP server that is silent for so long counts as lost. For the greeting it is 30 seconds at most.",
    }),
  },
  exports: {
    directory: option("EXPORT_PATH", {
      parser: text,
      defaultText: "`exports` in the data folder",
      about:
        "Folder of the files of exports, and of nothing else. On several nodes: one that all of them share, or each its own.",
    }),
    timeoutMs: option("EXPORT_TIMEOUT", {
      parser: duration(1),
      default: 300_000,
      defaultText: "5m",
      about: "How long a mail server may take for one message of an export.",
    }),
    workers: option("WORKERS_EXPORT", {
      key: "workers.export",
      parser: wholeNumber(1, 100),
      default: 1,
      about: "Exports that run at once, times the number below.",
    }),
    atOnce: option("EXPORT_QC", {
      key: "queues.export",
      parser: wholeNumber(1, 100),
      default: 1,
      about: "Exports that run at once, times the number above. Those of one account run one after the other.",
    }),
  },
  webhooks: {
    timeoutMs: option("WEBHOOK_TIMEOUT", {
      parser: duration(1),
      default: 30_000,
      defaultText: "30s",
      about: "How long one delivery attempt may take.",
    }),
    egressPolicy: option("WEBHOOK_EGRESS_POLICY", {
      parser: choice("link-local", "private", "off"),
      default: "link-local",
      about:
        "Addresses that webhooks never go to: `link-local` (and cloud metadata), `private` (all that is not public), or `off`.",
    }),
    atOnce: option("NOTIFY_QC", {
      key: "queues.notify",
      parser: wholeNumber(1, 10_000),
      default: 50,
      about: "Webhooks that are delivered at once.",
    }),
    workers: option("WORKERS_WEBHOOKS", {
      key: "workers.webhooks",
      parser: wholeNumber(1, 100),
      default: 1,
      about: "Times the number above.",
    }),
    functionTimeoutMs: option("FUNCTION_TIMEOUT", {
      parser: duration(10),
      default: 1000,
      defaultText: "1s",
      about: "How long a function of a user may compute; what it waits for does not count.",
    }),
  },
  mailClients: {
    plaintextLogin: option("PLAINTEXT_LOGIN", {
      parser: choice("private", "always", "never"),
      default: "private",
      about:
        "Where mail clients may log in from without TLS: `private` (this machine and private networks), `always` (anywhere), `never`.",
    }),
  },
  smtpServer: {
    maxMessageSize: option("MAX_SMTP_MESSAGE_SIZE", {
      key: "smtp.maxMessageSize",
      parser: bytes(1),
      default: 25 * 1024 ** 2,
      defaultText: "25M",
      about: "Largest message that is taken over SMTP.",
    }),
    maxConnections: option("SMTP_MAX_CONNECTIONS", {
      key: "smtp.maxConnections",
      parser: wholeNumber(1),
      default: 500,
      about: "Connections at once.",
    }),
    maxConnectionsPerAddress: option("SMTP_MAX_CONNECTIONS_PER_ADDRESS", {
      key: "smtp.maxConnectionsPerAddress",
      parser: wholeNumber(1),
      default: 100,
      about: "Connections at once from one address; an IPv6 network (/64) counts as one.",
    }),
    noAuthAddresses: option("SMTP_NO_AUTH_ADDRESSES", {
      key: "smtp.noAuthAddresses",
      parser: list(isAddressOrNetwork, "IP addresses or networks like 10.0.0.0/8"),
      default: ["127.0.0.0/8", "::1"],
      defaultText: "this machine",
      about:
        "Who may do without a login while the setting `smtpServerAuthEnabled` is off. Others still have to log in.",
    }),
  },
  smtpServerTls: tlsOptions("SMTP_TLS", "smtp.tls", "the SMTP server"),
  imapProxy: {
    maxConnections: option("IMAP_PROXY_MAX_CONNECTIONS", {
      key: "imap-proxy.maxConnections",
      parser: wholeNumber(1),
      default: 1000,
      about: "Connections at once.",
    }),
    maxConnectionsPerAddress: option("IMAP_PROXY_MAX_CONNECTIONS_PER_ADDRESS", {
      key: "imap-proxy.maxConnectionsPerAddress",
      parser: wholeNumber(1),
      default: 200,
      about: "Connections at once from one address; an IPv6 network (/64) counts as one.",
    }),
    maxConnectionsPerAccount: option("IMAP_PROXY_MAX_CONNECTIONS_PER_ACCOUNT", {
      key: "imap-proxy.maxConnectionsPerAccount",
      parser: wholeNumber(1),
      default: 20,
      about: "Connections at once to one account; each is one to its mail server, too.",
    }),
  },
  imapProxyTls: tlsOptions("IMAPPROXY_TLS", "imap-proxy.tls", "the IMAP proxy"),
  mcp: {
    enabled: option("MCP_ENABLED", {
      key: "mcp.enabled",
      parser: flag,
      default: true,
      about:
        "Whether agents may be served at all (Model Context Protocol, at `/mcp`). When it is off, the setting `mcpEnabled` has no effect.",
    }),
  },
  egress: {
    allowed: option("EGRESS_ALLOWED", {
      key: "egress.allowed",
      parser: list(isAddressOrNetwork, "IP addresses or networks like 10.0.0.0/8"),
      default: [],
      defaultText: "none",
      about:
        "Addresses that webhooks, language models, user functions and connections to mail servers may reach in spite of `WEBHOOK_EGRESS_POLICY` and `MAIL_EGRESS_POLICY`.",
    }),
  },
  apiTls: {
    enabled: option("API_TLS", {
      key: "api.tls",
      parser: flag,
      default: false,
      about:
        "Whether the API and the dashboard are served over HTTPS, by the certificate of the setting `apiTLSCertificate`.",
    }),
    ...tlsOptions("API_TLS", "api.tls", "the API"),
    plainPort: option("API_HTTP_PORT", {
      key: "api.httpPort",
      parser: wholeNumber(0, 65535),
      defaultText: "none",
      about:
        "A port beside that of HTTPS where readers are sent on to HTTPS, and an authority (`ACME_DIRECTORY`) finds what it asks for; 80 in most cases.",
    }),
  },
  acme: {
    directory: option("ACME_DIRECTORY", {
      key: "acme.directory",
      parser: url("https"),
      default: "https://acme-v02.api.letsencrypt.org/directory",
      about:
        "The authority that certificates come from while the setting `tlsProvisioning` is `acme`; its directory of RFC 8555.",
    }),
    email: option("ACME_EMAIL", {
      key: "acme.email",
      parser: text,
      about: "Whom that authority may write to.",
    }),
    eabKeyId: option("ACME_EAB_KID", {
      key: "acme.eabKid",
      parser: text,
      about: "The account at that authority, where it asks for one (RFC 8555, external account binding).",
    }),
    eabKey: option("ACME_EAB_HMAC_KEY", {
      key: "acme.eabHmacKey",
      parser: text,
      secret: true,
      about: "The key of that account, in base64url.",
    }),
  },
  /** Settings that are stored at a start where they are not set yet. */
  seeds: {
    sendingPerAccount: option("SUBMIT_DELAY", {
      key: "submitDelay",
      parser: everySoOften,
      about:
        "First value of the setting `sendingPerAccount`: as many messages a minute as leave so much time between two.",
    }),
    queueKeep: option("QUEUE_REMOVE_AFTER", {
      parser: wholeNumber(0),
      about: "First value of the setting `queueKeep`.",
    }),
    smtpServerEnabled: option("SMTP_ENABLED", {
      key: "smtp.enabled",
      parser: flag,
      about: "First value of the setting `smtpServerEnabled`.",
    }),
    smtpServerHost: option("SMTP_HOST", {
      key: "smtp.host",
      parser: address,
      about: "First value of the setting `smtpServerHost`.",
    }),
    smtpServerPort: option("SMTP_PORT", {
      key: "smtp.port",
      parser: wholeNumber(0, 65535),
      about: "First value of the setting `smtpServerPort`.",
    }),
    smtpServerPassword: option("SMTP_SECRET", {
      key: "smtp.secret",
      parser: text,
      secret: true,
      about: "First value of the setting `smtpServerPassword`.",
    }),
    smtpServerProxy: option("SMTP_PROXY", {
      key: "smtp.proxy",
      parser: flag,
      about: "First value of the setting `smtpServerProxy`.",
    }),
    imapProxyServerEnabled: option("IMAP_PROXY_ENABLED", {
      key: "imap-proxy.enabled",
      parser: flag,
      about: "First value of the setting `imapProxyServerEnabled`.",
    }),
    imapProxyServerHost: option("IMAP_PROXY_HOST", {
      key: "imap-proxy.host",
      parser: address,
      about: "First value of the setting `imapProxyServerHost`.",
    }),
    imapProxyServerPort: option("IMAP_PROXY_PORT", {
      key: "imap-proxy.port",
      parser: wholeNumber(0, 65535),
      about: "First value of the setting `imapProxyServerPort`.",
    }),
    imapProxyServerPassword: option("IMAP_PROXY_SECRET", {
      key: "imap-proxy.secret",
      parser: text,
      secret: true,
      about: "First value of the setting `imapProxyServerPassword`.",
    }),
    imapProxyServerProxy: option("IMAP_PROXY_PROXY", {
      key: "imap-proxy.proxy",
      parser: flag,
      about: "First value of the setting `imapProxyServerProxy`.",
    }),
  },
  /** Settings that the environment decides, whatever is stored. */
  pinned: {
    queueKeepFailed: option("QUEUE_KEEP_FAILED", {
      parser: wholeNumber(0),
      about: "Decides the setting `queueKeepFailed`.",
    }),
    queueKeepFailedAge: option("QUEUE_KEEP_FAILED_AGE", {
      parser: seconds,
      about: "Decides the setting `queueKeepFailedAge`. A bare number counts seconds.",
    }),
    queueKeepFailedContent: option("QUEUE_KEEP_FAILED_CONTENT", {
      parser: wholeNumber(0),
      about: "Decides the setting `queueKeepFailedContent`.",
    }),
    queueKeepFailedContentSize: option("QUEUE_KEEP_FAILED_CONTENT_SIZE", {
      parser: bytes(),
      about: "Decides the setting `queueKeepFailedContentSize`.",
    }),
    exportMaxAge: option("EXPORT_MAX_AGE", {
      parser: duration(60_000),
      about: "Decides the setting `exportMaxAge`.",
    }),
    tokenLogEntries: option("TOKEN_LOG_ENTRIES", {
      parser: wholeNumber(0),
      about: "Decides the setting `tokenLogEntries`.",
    }),
    tokenLogAge: option("TOKEN_LOG_AGE", {
      parser: seconds,
      about: "Decides the setting `tokenLogAge`. A bare number counts seconds.",
    }),
    threadCollapseSize: option("THREAD_COLLAPSE_SIZE", {
      parser: bytes(),
      about: "Decides the setting `threadCollapseSize`.",
    }),
    sentryDsn: option("SENTRY_DSN", {
      alsoReads: ["SENTRY_DSN"],
      parser: url("http", "https"),
      secret: true,
      about: "Decides the setting `sentryDsn`, and switches `sentryEnabled` on.",
    }),
    httpProxyEnabled: option("HTTP_PROXY_ENABLED", {
      parser: flag,
      about: "Decides the setting `httpProxyEnabled`.",
    }),
    httpProxyUrl: option("HTTP_PROXY_URL", {
      parser: url("http", "https", "socks", "socks4", "socks4a", "socks5"),
      secret: true,
      about: "Decides the setting `httpProxyUrl`.",
    }),
  },
};

type Table = typeof OPTIONS;

/** The values as they were given; `load.ts` fills in the computed defaults. */
export type Values = {
  readonly [S in keyof Table]: { readonly [K in keyof Table[S]]: Table[S][K] extends Option<infer T> ? T : never };
};

export interface PlacedOption {
  readonly section: string;
  readonly property: string;
  readonly key: string;
  readonly option: Option<unknown>;
}

/** The table as a list, in its order. */
export const ALL_OPTIONS: readonly PlacedOption[] = Object.entries(OPTIONS).flatMap(([section, options]) =>
  Object.entries(options as Record<string, Option<unknown>>).map(([property, one]) => ({
    section,
    property,
    key: one.key ?? `${section}.${property}`,
    option: one,
  })),
);
