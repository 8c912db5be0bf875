import { type Scope, SCOPES } from "@posthorn/contracts/scopes";
import { createToken, LONGEST_KEEP_SECONDS } from "@posthorn/contracts/tokens";
import { compileContract } from "@posthorn/contracts/validation";
import { duration } from "../config/parsers.ts";
import { revokeToken } from "../services/tokens/delete.ts";
import { exportToken as exportText, importToken as importText } from "../services/tokens/export.ts";
import { issueToken as issue } from "../services/tokens/issue.ts";
import { findLiveToken, replaceToken } from "../services/tokens/rotate.ts";
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
  expires?: string;
  permissions?: string;
  grant?: string[];
  addresses?: string;
  referrers?: string;
  rateLimit?: string;
}

/** Prints the value of a new token. What is asked for is checked as the API checks it; only the scope may be any. */
export async function issueToken(store: Storage, options: IssueOptions, output: Output): Promise<number> {
  const now = Date.now();
  const scopes = options.scope ?? ["*"];
  for (const scope of scopes)
    if (!SCOPES.includes(scope as Scope))
      throw new UsageError(`There is no scope "${scope}". Scopes are: ${SCOPES.join(", ")}`);
  const restrictions = restrictionsOf(options);
  const asked = compileContract(createToken)({
    params: {},
    query: {},
    body: {
      description: options.description ?? `Generated at ${new Date(now).toISOString()}`,
      scopes,
      ...(options.account !== undefined && { account: options.account }),
      ...(options.expires !== undefined && { expires: expiryOf(options.expires, now) }),
      ...(Object.keys(restrictions).length > 0 && { restrictions }),
      ...permissionsOf(options),
    },
  });
  if ("faults" in asked) throw new UsageError(asked.faults.map(({ message }) => message).join("; "));
  const { description, account, expires, permissions, restrictions: checked } = asked.input.body;
  // It opens nothing but what is granted one by one.
  if (scopes.includes("mcp-manage") && permissions?.grants === undefined)
    throw new UsageError('The scope "mcp-manage" needs grants: name each with --grant <action:group>');
  const { token, id } = await issue(
    store,
    {
      description,
      scopes,
      account: account ?? null,
      permissions: permissions ?? null,
      restrictions: checked ?? null,
      expiresAt: expires === undefined ? null : Date.parse(expires),
    },
    now,
  );
  output.out(token);
  output.err(`\nThe value is shown only now. Its id is ${id}\n`);
  return 0;
}

function expiryOf(text: string, now: number): string {
  const ms = duration(1).parse(text.trim());
  const time = ms === undefined || /^\d+$/.test(text) ? Date.parse(text) : now + ms;
  if (Number.isNaN(time)) throw new UsageError(`"${text}" is neither a date nor a duration such as 12h or 30d`);
  if (time <= now) throw new UsageError("The token would be expired already");
  return new Date(time).toISOString();
}

function permissionsOf({ permissions, grant }: IssueOptions): { permissions?: unknown } {
  if (permissions !== undefined && grant !== undefined)
    throw new UsageError("--permissions and --grant exclude each other");
  if (permissions !== undefined) {
    try {
      return { permissions: JSON.parse(permissions) as unknown };
    } catch {
      throw new UsageError("--permissions has to be JSON");
    }
  }
  if (grant === undefined) return {};
  return {
    permissions: {
      grants: grant.map((one) => {
        const [action, group] = one.split(":");
        return { action, group };
      }),
    },
  };
}

function restrictionsOf({ addresses, referrers, rateLimit }: IssueOptions): Record<string, unknown> {
  const list = (text: string) => text.split(",").map((one) => one.trim());
  const [, maxRequests, timeWindow] = rateLimit === undefined ? [] : (/^(\d+)\/(\d+)$/.exec(rateLimit) ?? []);
  if (rateLimit !== undefined && maxRequests === undefined)
    throw new UsageError("--rate-limit has to be <calls>/<seconds>, such as 100/60");
  return {
    ...(addresses !== undefined && { addresses: list(addresses) }),
    ...(referrers !== undefined && { referrers: list(referrers) }),
    ...(rateLimit !== undefined && { rateLimit: { maxRequests: Number(maxRequests), timeWindow: Number(timeWindow) } }),
  };
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

interface RotateOptions {
  token: string;
  keep?: string;
}

/** Prints the new value of a token. */
export async function rotateToken(store: Storage, options: RotateOptions, output: Output): Promise<number> {
  const now = Date.now();
  const keepMs = keepOf(options.keep);
  const old = await findLiveToken(store, options.token.trim(), now);
  const rotated = old && (await replaceToken(store, old, { keepMs, remoteAddress: null, now }));
  if (rotated === undefined) throw new UsageError("There is no such token");
  output.out(rotated.token);
  const { until } = rotated;
  const end = until === null ? "does not work any more" : `works until ${new Date(until).toISOString()}`;
  output.err(`\nThe value is shown only now. Its id is ${rotated.id}\nThe old value ${end}.\n`);
  return 0;
}

function keepOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const ms = duration(0, "s").parse(text.trim());
  if (ms === undefined || ms > LONGEST_KEEP_SECONDS * 1000)
    throw new UsageError(`"${text}" is no duration such as 1h or 7d, which is the most`);
  return ms;
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
