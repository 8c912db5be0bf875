/** What an access token may open. */
export const SCOPES = ["*", "api", "metrics", "smtp", "imap-proxy", "mcp", "mcp-manage"] as const;
export type Scope = (typeof SCOPES)[number];

/** The scopes that any token may hand out; the others take the command line, a person who signed in, or the scope `*`. */
export const SCOPES_BY_API = ["api", "smtp", "imap-proxy", "mcp", "mcp-manage"] as const;

export const ACTIONS = ["read", "write", "send", "destructive"] as const;
export type Action = (typeof ACTIONS)[number];

/** Permission groups a token can be narrowed to. */
export const GROUPS = [
  "account",
  "mailbox",
  "message",
  "submit",
  "outbox",
  "export",
  "template",
  "blocklist",
  "webhook",
  "gateway",
  "events",
  "diagnostics",
  "logs",
  "settings",
  "oauth2",
  "license",
  "token",
  "provisioning",
] as const;
export type GrantableGroup = (typeof GROUPS)[number];

/** `admin` can never be granted to a narrowed token. */
export type Group = GrantableGroup | "admin";

/** Groups that a narrowed token reaches only when it names them. */
export const GROUPS_TO_BE_NAMED: readonly Group[] = ["settings", "oauth2", "license", "token", "provisioning"];
