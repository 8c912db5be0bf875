import type { AccountError } from "@posthorn/contracts/accounts";
import type { OAuth2BaseScopes, OAuth2Provider } from "@posthorn/contracts/oauth2-providers";
import { type CloudName, DEFAULT_PROVIDER_URLS, type ProviderUrls } from "./provider-urls.ts";

/** An application as it is registered with a provider; secrets are in the clear here and in no answer. */
export interface OAuth2App {
  /** Ours, or that of an application taken over from old settings: `gmail`, `gmailService`, `outlook`, `mailRu`. */
  id: string;
  provider: OAuth2Provider;
  name: string;
  description: string | null;
  /** The caption of its button in the hosted form. */
  title: string | null;
  /** Whether the hosted form offers it; its accounts work either way. */
  enabled: boolean;
  clientId: string | null;
  clientSecret: string | null;
  redirectUrl: string | null;
  baseScopes: OAuth2BaseScopes;
  extraScopes: string[];
  skipScopes: string[];
  /** Microsoft's `common`, `organizations`, `consumers` or the id of a tenant. */
  authority: string | null;
  cloud: CloudName;
  /** The application that listens for its accounts' changes (Gmail). */
  pubSubApp: string | null;
  /** Accounts of Google Workspace only. */
  googleWorkspaceAccounts: boolean;
  googleProjectId: string | null;
  googleTopicName: string | null;
  googleSubscriptionName: string | null;
  /** The address of the service account by whose identity token Google proves its pushes; null for pulling. */
  googlePushAccount: string | null;
  /** The numeric client id of a Google service account. */
  serviceClient: string | null;
  serviceClientEmail: string | null;
  /** How a Google service account signs: with a key of its own, or through a workload identity. */
  authMethod: "serviceKey" | "externalAccount";
  /** PEM. */
  serviceKey: string | null;
  /** The JSON text of a workload identity's credentials. */
  externalAccount: string | null;
  /** What is arranged for it with Google's Pub/Sub; null where nothing is. */
  pubSub: PubSubArrangement | null;
  /** What the provider has against the application; gone with its next success. */
  lastError: AccountError | null;
  /** Why its subscription can't be read; gone with the next good answer. */
  pubSubError: PubSubError | null;
  /** Epoch milliseconds. */
  created: number;
  updated: number | null;
}

/** Names in full, such as `projects/{project}/topics/{topic}`. What was there before is not ours, and is never deleted. */
export interface PubSubArrangement {
  topic: string;
  subscription: string;
  ownsTopic: boolean;
  ownsSubscription: boolean;
  /** Whether Gmail may publish to the topic. */
  isGranted: boolean;
}

export interface PubSubError {
  message: string;
  description: string | null;
}

/** Whether it needs nobody's consent: an administrator has given it the mailboxes. */
export const isAppOnly = ({ provider }: Pick<OAuth2App, "provider">) =>
  provider === "gmailService" || provider === "outlookService";

/** Whether its accounts are served by the provider's own API, in place of IMAP and SMTP. */
export const usesApi = ({ provider, baseScopes }: Pick<OAuth2App, "provider" | "baseScopes">) =>
  provider === "outlookService" || (baseScopes === "api" && provider !== "mailRu");

/** Which API that is; null for IMAP and SMTP. */
export function apiKindOf(app: Pick<OAuth2App, "provider" | "baseScopes">): "gmail" | "graph" | null {
  if (!usesApi(app)) return null;
  return app.provider === "gmail" || app.provider === "gmailService" ? "gmail" : "graph";
}

/** Whether it signs in at Microsoft. */
export const isMicrosoft = ({ provider }: Pick<OAuth2App, "provider">) =>
  provider === "outlook" || provider === "outlookService";

// ---- Scopes ---------------------------------------------------------------------------------

const GOOGLE_SCOPES = "https://www.googleapis.com/auth/";
const GOOGLE_BASE: Record<OAuth2BaseScopes, readonly string[]> = {
  imap: ["https://mail.google.com/"],
  api: [`${GOOGLE_SCOPES}gmail.modify`],
  pubsub: [`${GOOGLE_SCOPES}pubsub`],
};

/**
 * The names of Microsoft's resources, as they stand in scopes. They are names and stay the same wherever the
 * resource is reached.
 */
const MICROSOFT_RESOURCES: Record<CloudName, { graph: string; outlook: string }> = {
  global: { graph: "https://graph.microsoft.com", outlook: "https://outlook.office.com" },
  "gcc-high": { graph: "https://graph.microsoft.us", outlook: "https://outlook.office365.us" },
  dod: { graph: "https://dod-graph.microsoft.us", outlook: "https://outlook.office365.us" },
  china: { graph: "https://microsoftgraph.chinacloudapi.cn", outlook: "https://partner.outlook.cn" },
};

/** What may stand before the short name of a scope. */
const SCOPE_PREFIXES = [
  GOOGLE_SCOPES,
  ...new Set(Object.values(MICROSOFT_RESOURCES).flatMap(({ graph, outlook }) => [`${graph}/`, `${outlook}/`])),
];

/** `Mail.Send` for `https://graph.microsoft.com/Mail.Send`; a scope without a known prefix as it is. */
export function shortScope(scope: string): string {
  const prefix = SCOPE_PREFIXES.find((known) => scope.toLowerCase().startsWith(known));
  return prefix === undefined ? scope : scope.slice(prefix.length);
}

/**
 * The scopes to ask for: those of its provider and base, and its own, without those to be skipped. A scope is skipped
 * by its full or its short name. An application that needs no consent at Microsoft has what its administrator gave it.
 */
export function requestedScopes(
  app: Pick<OAuth2App, "provider" | "baseScopes" | "cloud" | "extraScopes" | "skipScopes">,
): string[] {
  const base = baseScopesOf(app);
  if (app.provider === "outlookService") return base;
  const skipped = new Set(app.skipScopes);
  return [...new Set([...base, ...app.extraScopes])].filter(
    (scope) => !skipped.has(scope) && !skipped.has(shortScope(scope)),
  );
}

function baseScopesOf({ provider, baseScopes, cloud }: Pick<OAuth2App, "provider" | "baseScopes" | "cloud">): string[] {
  const { graph, outlook } = MICROSOFT_RESOURCES[cloud];
  switch (provider) {
    case "gmail":
      return [...GOOGLE_BASE[baseScopes], "openid", "email", "profile"];
    case "gmailService":
      return [...GOOGLE_BASE[baseScopes]];
    case "outlook":
      return baseScopes === "api"
        ? [`${graph}/Mail.ReadWrite`, `${graph}/Mail.Send`, "offline_access", `${graph}/User.Read`]
        : [`${outlook}/IMAP.AccessAsUser.All`, `${outlook}/SMTP.Send`, "offline_access", "openid", "profile"];
    case "outlookService":
      return [`${graph}/.default`];
    case "mailRu":
      return ["userinfo", "mail.imap"];
  }
}

/** Whether these granted scopes of an account that an API serves let it send, and not read. */
export function isSendOnlyGrant(app: Pick<OAuth2App, "provider" | "baseScopes">, scopes: readonly string[]): boolean {
  if (app.provider === "outlookService" || !usesApi(app)) return false;
  const granted = new Set(scopes.map((scope) => shortScope(scope).toLowerCase()));
  const has = (names: readonly string[]) => names.some((name) => granted.has(name));
  return apiKindOf(app) === "gmail"
    ? has(["gmail.send"]) && !has(["gmail.modify", "gmail.readonly", "gmail.labels", "https://mail.google.com/"])
    : has(["mail.send", "mail.send.shared"]) && !has(["mail.read", "mail.readwrite"]);
}

// ---- Servers --------------------------------------------------------------------------------

export interface MailServer {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS, which is required. */
  secure: boolean;
}

/** The servers of the accounts that IMAP and SMTP serve. */
export function mailServersOf(
  app: Pick<OAuth2App, "provider" | "cloud">,
  urls: ProviderUrls = DEFAULT_PROVIDER_URLS,
): { imap: MailServer; smtp: MailServer } {
  const { imap, smtp } = isMicrosoft(app)
    ? urls.microsoft[app.cloud]
    : app.provider === "mailRu"
      ? urls.mailRu
      : urls.google;
  return { imap: mailServer(imap), smtp: mailServer(smtp) };
}

function mailServer(text: string): MailServer {
  const { protocol, hostname, port } = new URL(text);
  return { host: hostname, port: Number(port), secure: protocol.endsWith("s:") };
}

/** Where Microsoft's services are in the cloud of an application. */
export const cloudOf = ({ cloud }: Pick<OAuth2App, "cloud">, urls: ProviderUrls = DEFAULT_PROVIDER_URLS) =>
  urls.microsoft[cloud];

/** The base of the API that serves its accounts, without a path; null for IMAP and SMTP. */
export function apiBaseUrlOf(app: Pick<OAuth2App, "provider" | "baseScopes" | "cloud">, urls = DEFAULT_PROVIDER_URLS) {
  const kind = apiKindOf(app);
  return kind === null ? null : kind === "gmail" ? urls.google.gmail : cloudOf(app, urls).graph;
}
