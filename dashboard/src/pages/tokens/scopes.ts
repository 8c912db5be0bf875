import type { Scope } from "@posthorn/contracts/scopes";
import { texts } from "./permission-texts.ts";

interface ScopeWords {
  scope: Scope;
  name: string;
  /** One sentence on what it opens. */
  opens: string;
}

/** What a token may be asked to open, in words. */
export const SCOPE_WORDS: readonly ScopeWords[] = [
  { scope: "*", name: texts.scopes.all, opens: texts.opens.all },
  { scope: "api", name: texts.scopes.api, opens: texts.opens.api },
  { scope: "metrics", name: texts.scopes.metrics, opens: texts.opens.metrics },
  { scope: "smtp", name: texts.scopes.smtp, opens: texts.opens.smtp },
  { scope: "imap-proxy", name: texts.scopes.imapProxy, opens: texts.opens.imapProxy },
  { scope: "mcp", name: texts.scopes.mcp, opens: texts.opens.mcp },
  { scope: "mcp-manage", name: texts.scopes.mcpManage, opens: texts.opens.mcpManage },
];

/** The name of a scope; its code where it has none. */
export const scopeName = (scope: string): string => SCOPE_WORDS.find((words) => words.scope === scope)?.name ?? scope;
