import { type Scope, SCOPES } from "@posthorn/contracts/scopes";
import { revokeToken } from "../services/tokens/delete.ts";
import { exportToken as exportText, importToken as importText } from "../services/tokens/export.ts";
import { issueToken as issue } from "../services/tokens/issue.ts";
import { tokenView } from "../services/tokens/token-view.ts";
import type { Storage } from "../storage/storage.ts";
import { listTokens as findTokens, type TokenRecord } from "../storage/tokens.ts";
import type { Output } from "./output.ts";
import { asTable } from "./table.ts";
import { UsageError } from "./usage-error.ts";

interface IssueOptions {
  description?: string;
  scope?: string[];
  account?: string;
}

export async function issueToken(store: Storage, options: IssueOptions, output: Output): Promise<number> {
  const scopes = options.scope ?? ["*"];
  for (const scope of scopes) {
    if (!SCOPES.includes(scope as Scope))
      throw new UsageError(`There is no scope "${scope}". Scopes are: ${SCOPES.join(", ")}`);
    // It opens nothing but what is granted one by one, and a token from here has no grants.
    if (scope === "mcp-manage")
      throw new UsageError('The scope "mcp-manage" needs grants: issue it with POST /v1/tokens');
  }
  const now = Date.now();
  const { token, id } = await issue(
    store,
    {
      description: options.description ?? `Generated at ${new Date(now).toISOString()}`,
      scopes,
      ...(options.account !== undefined && { account: options.account }),
    },
    now,
  );
  output.out(token);
  output.err(`\nThe value is shown only now. Its id is ${id}\n`);
  return 0;
}

export async function exportToken(store: Storage, options: { token: string }, output: Output): Promise<number> {
  const exported = await exportText(store, options.token);
  if (exported === null) throw new UsageError("There is no such token");
  output.out(exported);
  return 0;
}

export async function importToken(store: Storage, options: { token: string }, output: Output): Promise<number> {
  const isNew = await importText(store, options.token, Date.now());
  output.out(isNew ? "Token was imported\n" : "Token was not imported\n");
  if (!isNew) output.err("A token with the same id is there already.\n");
  return 0;
}

export async function deleteToken(store: Storage, options: { token: string }, output: Output): Promise<number> {
  if (!(await revokeToken(store, options.token.trim()))) throw new UsageError("There is no such token");
  output.out("Token was deleted\n");
  return 0;
}

interface ListOptions {
  account?: string;
  json?: boolean;
}

export async function listTokens(store: Storage, options: ListOptions, output: Output): Promise<number> {
  const tokens = await allTokens(store, options.account);
  if (options.json)
    output.out(
      `${JSON.stringify(
        tokens.map((token) => tokenView(token, undefined)),
        null,
        2,
      )}\n`,
    );
  else if (tokens.length === 0) output.err("There are no tokens.\n");
  else output.out(tableOf(tokens));
  return 0;
}

async function allTokens(store: Storage, account: string | undefined): Promise<TokenRecord[]> {
  const found: TokenRecord[] = [];
  for (;;) {
    const page = await findTokens(store, { account, query: undefined, limit: 1000, offset: found.length });
    found.push(...page.tokens);
    if (page.tokens.length === 0 || found.length >= page.total) return found;
  }
}

function tableOf(tokens: readonly TokenRecord[]): string {
  const day = (time: number | null) => (time === null ? "never" : new Date(time).toISOString().slice(0, 10));
  return asTable(
    ["ID", "CREATED", "LAST USED", "SCOPES", "ACCOUNT", "DESCRIPTION"],
    tokens.map((token) => [
      token.id,
      day(token.createdAt),
      day(token.lastUsedAt),
      (token.scopes ?? ["any"]).join(",") + (token.permissions === null ? "" : " (narrowed)"),
      token.account ?? "",
      token.description,
    ]),
  );
}
