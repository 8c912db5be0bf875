export const OAUTH2_PROVIDERS = ["gmail", "gmailService", "outlook", "outlookService", "mailRu"] as const;
export type OAuth2Provider = (typeof OAUTH2_PROVIDERS)[number];

export const OAUTH2_BASE_SCOPES = ["imap", "api", "pubsub"] as const;
export type OAuth2BaseScopes = (typeof OAUTH2_BASE_SCOPES)[number];

/** Microsoft's clouds. */
export const CLOUDS = ["global", "gcc-high", "dod", "china"] as const;

/** How a Google service account signs: with a key of its own, or through a workload identity. */
export const AUTH_METHODS = ["serviceKey", "externalAccount"] as const;
