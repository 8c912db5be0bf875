import type { CreateOAuth2App, OAuth2AppEntry, UpdateOAuth2App } from "@posthorn/contracts/oauth2-apps";
import type { AUTH_METHODS, CLOUDS, OAuth2BaseScopes, OAuth2Provider } from "@posthorn/contracts/oauth2-providers";
import type { ProviderChoice } from "./provider-choices.ts";

export type AuthMethod = (typeof AUTH_METHODS)[number];
export type Cloud = (typeof CLOUDS)[number];

/** All fields of an application, named like those of the API. */
export interface ApplicationForm extends Record<string, unknown> {
  name: string;
  description: string;
  title: string;
  enabled: boolean;
  googleWorkspaceAccounts: boolean;
  clientId: string;
  clientSecret: string;
  googleProjectId: string;
  authMethod: AuthMethod;
  serviceClient: string;
  serviceClientEmail: string;
  serviceKey: string;
  externalAccount: string;
  cloud: Cloud;
  authority: string;
  redirectUrl: string;
  baseScopes: OAuth2BaseScopes;
  googleTopicName: string;
  googleSubscriptionName: string;
  googlePushAccount: string;
  pubSubApp: string | null;
  /** One scope a line. */
  extraScopes: string;
  skipScopes: string;
}

export type ApplicationField = keyof ApplicationForm & string;

/** The provider behind a choice. */
export const providerFor = (kind: ProviderChoice): OAuth2Provider => (kind === "pubsub" ? "gmailService" : kind);

/** What an application that is there would be chosen as. */
export const kindOf = ({ provider, baseScopes }: Pick<OAuth2AppEntry, "provider" | "baseScopes">): ProviderChoice =>
  baseScopes === "pubsub" ? "pubsub" : provider;

/** Whether people consent on the provider's page; otherwise an administrator has let it in for all. */
export const isInteractive = (kind: ProviderChoice) => kind === "gmail" || kind === "outlook" || kind === "mailRu";

/** How the mailboxes of such an application can be served. */
export const BASE_SCOPES: Record<ProviderChoice, readonly OAuth2BaseScopes[]> = {
  gmail: ["api", "imap"],
  gmailService: ["imap", "api"],
  outlook: ["api", "imap"],
  outlookService: ["api"],
  mailRu: ["imap"],
  pubsub: ["pubsub"],
};

/** A form to be filled in; `redirectUrl` is where the provider leads back to. */
export const emptyApplication = (kind: ProviderChoice, redirectUrl: string): ApplicationForm => ({
  name: "",
  description: "",
  title: "",
  enabled: true,
  googleWorkspaceAccounts: false,
  clientId: "",
  clientSecret: "",
  googleProjectId: "",
  authMethod: "serviceKey",
  serviceClient: "",
  serviceClientEmail: "",
  serviceKey: "",
  externalAccount: "",
  cloud: "global",
  authority: kind === "outlook" ? "common" : "",
  redirectUrl: kind === "outlook" ? redirectUrl.replace("//127.0.0.1", "//localhost") : redirectUrl,
  baseScopes: BASE_SCOPES[kind][0] ?? "imap",
  googleTopicName: "",
  googleSubscriptionName: "",
  googlePushAccount: "",
  pubSubApp: null,
  extraScopes: "",
  skipScopes: "",
});

/** The form of an application that is there. Secrets are never told, so their fields are empty. */
export function formOfApplication(app: OAuth2AppEntry): ApplicationForm {
  const empty = emptyApplication(kindOf(app), "");
  return {
    ...empty,
    name: app.name ?? "",
    description: app.description ?? "",
    title: app.title ?? "",
    enabled: app.enabled ?? false,
    googleWorkspaceAccounts: app.googleWorkspaceAccounts ?? false,
    clientId: app.clientId ?? "",
    googleProjectId: app.googleProjectId ?? "",
    authMethod: app.authMethod === "externalAccount" ? "externalAccount" : "serviceKey",
    serviceClient: app.serviceClient ?? "",
    serviceClientEmail: app.serviceClientEmail ?? "",
    cloud: (app.cloud as Cloud | undefined) ?? "global",
    authority: app.authority ?? "",
    redirectUrl: app.redirectUrl ?? "",
    baseScopes: app.baseScopes ?? empty.baseScopes,
    googleTopicName: app.googleTopicName ?? "",
    googleSubscriptionName: app.googleSubscriptionName ?? "",
    googlePushAccount: app.googlePushAccount ?? "",
    pubSubApp: app.pubSubApp ?? null,
    extraScopes: (app.extraScopes ?? []).join("\n"),
    skipScopes: (app.skipScopes ?? []).join("\n"),
  };
}

/** The fields that an application of this kind has, in the order of the form. */
export function fieldsOf(kind: ProviderChoice, { authMethod, baseScopes }: ApplicationForm): ApplicationField[] {
  const service: ApplicationField[] = [
    "googleProjectId",
    "authMethod",
    "serviceClient",
    "serviceClientEmail",
    authMethod === "serviceKey" ? "serviceKey" : "externalAccount",
  ];
  const own: Record<ProviderChoice, ApplicationField[]> = {
    gmail: [
      "clientId",
      "clientSecret",
      "redirectUrl",
      "baseScopes",
      "googleWorkspaceAccounts",
      ...(baseScopes === "api" ? (["googleProjectId", "pubSubApp"] as const) : []),
    ],
    gmailService: [...service, "baseScopes"],
    outlook: ["clientId", "clientSecret", "authority", "cloud", "redirectUrl", "baseScopes"],
    outlookService: ["clientId", "clientSecret", "authority", "cloud"],
    mailRu: ["clientId", "clientSecret", "redirectUrl"],
    pubsub: [...service, "googleTopicName", "googleSubscriptionName", "googlePushAccount"],
  };
  const hasScopes = kind !== "outlookService" && kind !== "pubsub";
  return [
    "name",
    "description",
    ...(isInteractive(kind) ? (["enabled", "title"] as const) : []),
    ...own[kind],
    ...(hasScopes ? (["extraScopes", "skipScopes"] as const) : []),
  ];
}

const SECRETS: readonly string[] = ["clientSecret", "serviceKey", "externalAccount"];

/** What can't be left empty. A secret that is stored may be: it stays. */
export function neededFields(kind: ProviderChoice, form: ApplicationForm, { isStored = false } = {}): string[] {
  const needed = ["name", "clientId", "clientSecret", "redirectUrl", "authority", "serviceClient", "serviceClientEmail", "serviceKey", "externalAccount"]; // prettier-ignore
  return fieldsOf(kind, form).filter((field) => needed.includes(field) && !(isStored && SECRETS.includes(field)));
}

const linesIn = (text: string) =>
  text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** A field as the API wants it. */
function valueOf(field: ApplicationField, form: ApplicationForm): unknown {
  const value = form[field];
  if (field === "extraScopes" || field === "skipScopes") return linesIn(form[field]);
  return typeof value === "string" && !SECRETS.includes(field) ? value.trim() : value;
}

const isEmpty = (value: unknown) => value === "" || value === null || (Array.isArray(value) && value.length === 0);

/** The form as the API wants it for a new application; what is empty is left out. */
export function toCreate(kind: ProviderChoice, form: ApplicationForm): CreateOAuth2App {
  const values = fieldsOf(kind, form)
    .map((field) => [field, valueOf(field, form)] as const)
    .filter(([, value]) => !isEmpty(value));
  return {
    ...Object.fromEntries(values),
    name: form.name.trim(),
    provider: providerFor(kind),
    ...(kind === "pubsub" && { baseScopes: "pubsub" as const }),
    ...(kind === "outlookService" && { baseScopes: "api" as const }),
  };
}

/** What stays as it was made. */
const FIXED: readonly string[] = ["baseScopes", "authMethod"];
/** What is taken away by null; other texts by being empty. */
const NULLABLE: readonly string[] = ["googleProjectId", "googleTopicName", "googleSubscriptionName", "googlePushAccount", "pubSubApp"]; // prettier-ignore

/** What is another than before, as the API wants it. */
export function toChanges(kind: ProviderChoice, form: ApplicationForm, before: ApplicationForm): UpdateOAuth2App {
  const changed = fieldsOf(kind, form).filter((field) => !FIXED.includes(field) && form[field] !== before[field]);
  return Object.fromEntries(
    changed.map((field) => {
      const value = valueOf(field, form);
      return [field, isEmpty(value) && NULLABLE.includes(field) ? null : value];
    }),
  );
}

/** Sets of rights that are often wanted, as scopes to add and to leave out. */
export const PRESETS = ["normal", "readOnly", "readAndSend", "sendOnly"] as const;
export type Preset = (typeof PRESETS)[number];

type ScopeChange = { extra: string[]; skip: string[] };

const GMAIL: Record<Preset, ScopeChange> = {
  normal: { extra: [], skip: [] },
  readOnly: { extra: ["gmail.readonly", "gmail.labels"], skip: ["gmail.modify"] },
  readAndSend: { extra: ["gmail.readonly", "gmail.labels", "gmail.send"], skip: ["gmail.modify"] },
  sendOnly: { extra: ["gmail.send"], skip: ["gmail.modify"] },
};

const GRAPH: Record<Preset, ScopeChange> = {
  normal: { extra: [], skip: [] },
  readOnly: { extra: ["Mail.Read"], skip: ["Mail.ReadWrite", "Mail.Send"] },
  readAndSend: { extra: ["Mail.Read"], skip: ["Mail.ReadWrite"] },
  sendOnly: { extra: [], skip: ["Mail.ReadWrite"] },
};

/** The sets for an application; undefined where there is nothing to choose: IMAP knows one right only. */
export function presetsOf(kind: ProviderChoice, baseScopes: OAuth2BaseScopes): Record<Preset, ScopeChange> | undefined {
  if (baseScopes !== "api") return undefined;
  if (kind === "gmail" || kind === "gmailService") return GMAIL;
  return kind === "outlook" ? GRAPH : undefined;
}

const GOOGLE = { imap: ["https://mail.google.com/"], api: ["gmail.modify"] };
const MICROSOFT = {
  imap: ["IMAP.AccessAsUser.All", "SMTP.Send", "offline_access"],
  api: ["Mail.ReadWrite", "Mail.Send", "offline_access", "User.Read"],
};

/**
 * The scopes that owners, or the administrator, are asked for, in short: with those to be added, without those to be left
 * out. Empty where the provider's console has no list of them.
 */
export function askedScopes(kind: ProviderChoice, form: ApplicationForm): string[] {
  if (form.baseScopes === "pubsub" || kind === "mailRu" || kind === "pubsub" || kind === "outlookService") return [];
  const base = (kind === "outlook" ? MICROSOFT : GOOGLE)[form.baseScopes];
  const skipped = new Set(linesIn(form.skipScopes).map(shortScope));
  return [...new Set([...base, ...linesIn(form.extraScopes)])].filter((scope) => !skipped.has(shortScope(scope)));
}

const shortScope = (scope: string) =>
  scope.replace(/^https:\/\/(?:www\.googleapis\.com\/auth|graph\.microsoft\.com|outlook\.office\.com)\//, "");

/** The set that the form asks for; undefined where it is one of its own. */
export function presetIn(kind: ProviderChoice, form: ApplicationForm): Preset | undefined {
  const presets = presetsOf(kind, form.baseScopes);
  const isSame = (a: readonly string[], b: readonly string[]) => a.toSorted().join(" ") === b.toSorted().join(" ");
  return (
    presets &&
    PRESETS.find(
      (each) =>
        isSame(presets[each].extra, linesIn(form.extraScopes)) && isSame(presets[each].skip, linesIn(form.skipScopes)),
    )
  );
}
