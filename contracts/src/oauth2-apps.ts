export const OAUTH2_PROVIDERS = ["gmail", "gmailService", "outlook", "outlookService", "mailRu"] as const;
export type OAuth2Provider = (typeof OAUTH2_PROVIDERS)[number];

export const OAUTH2_BASE_SCOPES = ["imap", "api", "pubsub"] as const;
export type OAuth2BaseScopes = (typeof OAUTH2_BASE_SCOPES)[number];
