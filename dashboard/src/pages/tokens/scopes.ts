import type { Scope } from "@posthorn/contracts/scopes";

interface ScopeWords {
  scope: Scope;
  name: string;
  /** One sentence on what it opens. */
  opens: string;
}

/** What a token may be asked to open, in words. */
export const SCOPE_WORDS: readonly ScopeWords[] = [
  { scope: "*", name: "Everything", opens: "Every door there is, and those that come later." },
  { scope: "api", name: "API", opens: "The HTTP API under /v1: accounts, messages, sending, settings." },
  { scope: "metrics", name: "Metrics", opens: "The figures under /metrics, for Prometheus." },
  { scope: "smtp", name: "SMTP", opens: "Signing in to Posthorn's SMTP server, once there is one, to send mail." },
  { scope: "imap-proxy", name: "IMAP proxy", opens: "Signing in to Posthorn's IMAP proxy, once there is one." },
  { scope: "mcp", name: "MCP", opens: "Mail tools for AI agents under /mcp, once they are there." },
];

/** The name of a scope; its code where it has none. */
export const scopeName = (scope: string): string =>
  SCOPE_WORDS.find((words) => words.scope === scope)?.name ?? (scope === "mcp-manage" ? "MCP, management" : scope);
