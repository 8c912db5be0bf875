import { type Action, type GrantableGroup, type Scope, SCOPES } from "@posthorn/contracts/scopes";
import { MCP_SCOPES, type McpScope } from "@posthorn/contracts/mcp";
import {
  grantsWithin,
  isSameGrant,
  mcpAccessOf,
  type McpAccess,
  type McpGrant,
  type McpLevels,
} from "@posthorn/contracts/mcp-levels";
import type { CreateToken, TokenPermissions } from "@posthorn/contracts/tokens";
import type { Matrix } from "./permissions.ts";
import { PRESETS } from "./permissions.ts";
import { texts as words } from "./permission-texts.ts";
import { texts } from "./texts.ts";

const DAY_MS = 86_400_000;

export const EXPIRIES = [
  { value: "never", label: words.expiries.never },
  { value: "30", label: words.expiries.d30 },
  { value: "90", label: words.expiries.d90 },
  { value: "365", label: words.expiries.d365 },
  { value: "custom", label: words.expiries.custom },
] as const;

export const RATE_WINDOWS = [
  { value: "1", label: words.windows.s1 },
  { value: "60", label: words.windows.s60 },
  { value: "3600", label: words.windows.s3600 },
  { value: "86400", label: words.windows.s86400 },
] as const;

/** The fields, named like those of the API where they are the same. */
export interface NewTokenForm extends Record<string, unknown> {
  description: string;
  scopes: Scope[];
  account: string | null;
  expiry: (typeof EXPIRIES)[number]["value"];
  /** Of an `<input type="datetime-local">`. */
  expires: string;
  restrictions: {
    /** One a line. */
    addresses: string;
    referrers: string;
    rateLimit: { maxRequests: number | ""; timeWindow: (typeof RATE_WINDOWS)[number]["value"] };
  };
  isNarrowed: boolean;
  permissions: { actions: Action[]; groups: GrantableGroup[] };
  /** Of a token for agents alone. */
  levels: McpLevels;
  /** In place of levels, each thing by itself. */
  custom: McpGrant[] | null;
}

export const FIELDS = [
  "description",
  "scopes",
  "account",
  "expires",
  "restrictions.addresses",
  "restrictions.referrers",
  "restrictions.rateLimit.maxRequests",
  "permissions.actions",
  "permissions.groups",
  "permissions.grants",
];

/** The form as it opens, for the account and the scope that the list was narrowed to. */
export const emptyForm = (account: string | undefined, scope: Scope | undefined): NewTokenForm => ({
  description: "",
  scopes: [scope ?? "api"],
  account: account ?? null,
  expiry: "never",
  expires: "",
  restrictions: { addresses: "", referrers: "", rateLimit: { maxRequests: "", timeWindow: "60" } },
  isNarrowed: false,
  permissions: { actions: [...(PRESETS[0]?.actions ?? [])], groups: [...(PRESETS[0]?.groups ?? [])] },
  levels: { manage: "observe", mail: "read" },
  custom: null,
});

/** Everything is everything: chosen, it takes the place of the others, and gives way to them. */
export function withEverythingAlone(before: readonly string[], after: readonly string[]): Scope[] {
  const scopes = SCOPES.filter((scope) => after.includes(scope));
  if (!scopes.includes("*") || scopes.length === 1) return scopes;
  return before.includes("*") ? scopes.filter((scope) => scope !== "*") : ["*"];
}

/** Whether these scopes open the API, where what a token may do can be narrowed. */
export const opensApi = (scopes: readonly Scope[]) => scopes.includes("api") || scopes.includes("*");

/** Whether these scopes open the door of agents and nothing else: then levels say what the token may do. */
export const isForAgents = (scopes: readonly Scope[]) =>
  scopes.length > 0 && scopes.every((scope) => MCP_SCOPES.includes(scope as McpScope));

/** The levels, as far as the scopes open what they are about. */
export const levelsOf = ({ scopes, levels }: Pick<NewTokenForm, "scopes" | "levels">): McpLevels => ({
  manage: scopes.includes("mcp-manage") ? levels.manage : "none",
  mail: scopes.includes("mcp") ? levels.mail : "none",
});

/** All that the scopes for agents reach. */
export const reachOf = ({ scopes }: Pick<NewTokenForm, "scopes">): McpGrant[] =>
  grantsWithin(MCP_SCOPES.filter((scope) => scopes.includes(scope)));

/** What a token of agents opens: by its levels, or what was chosen by itself, as far as the scopes reach. */
export function accessOf(values: Pick<NewTokenForm, "scopes" | "levels" | "custom">): McpAccess {
  const access = mcpAccessOf(levelsOf(values));
  if (values.custom === null) return access;
  const { custom } = values;
  return { ...access, grants: reachOf(values).filter((grant) => custom.some((chosen) => isSameGrant(chosen, grant))) };
}

/** What the token may do; undefined when that is all that its scopes open. */
export const permissionsOf = (values: NewTokenForm): TokenPermissions | undefined =>
  isForAgents(values.scopes) ? { grants: accessOf(values).grants } : matrixOf(values);

/** What narrows the token; undefined when nothing does. */
export const matrixOf = ({ scopes, isNarrowed, permissions }: NewTokenForm): Matrix | undefined =>
  isNarrowed && opensApi(scopes) ? permissions : undefined;

/** Faults by field, before anything is sent. */
export function faultsOf(values: NewTokenForm, now: number): Record<string, string> {
  const faults: Record<string, string> = {};
  if (values.description.trim() === "") faults["description"] = texts.form.needsDescription;
  if (values.scopes.length === 0) faults["scopes"] = texts.form.needsScope;
  if (values.expiry === "custom") {
    const at = Date.parse(values.expires);
    if (Number.isNaN(at)) faults["expires"] = texts.form.needsTime;
    else if (at <= now) faults["expires"] = texts.form.needsFuture;
  }
  const matrix = matrixOf(values);
  if (matrix?.actions.length === 0) faults["permissions.actions"] = texts.form.needsAction;
  if (matrix?.groups.length === 0) faults["permissions.groups"] = texts.form.needsGroup;
  if (isForAgents(values.scopes) && accessOf(values).grants.length === 0)
    faults["permissions.grants"] = texts.form.needsGrant;
  return faults;
}

/** The form as the API wants it. */
export function toCreateToken(values: NewTokenForm, now: number): CreateToken {
  const addresses = linesOf(values.restrictions.addresses);
  const referrers = linesOf(values.restrictions.referrers);
  const { maxRequests, timeWindow } = values.restrictions.rateLimit;
  const rateLimit = maxRequests === "" ? undefined : { maxRequests, timeWindow: Number(timeWindow) };
  const isRestricted = addresses.length > 0 || referrers.length > 0 || rateLimit !== undefined;
  const expires = expiryOf(values, now);
  const permissions = permissionsOf(values);
  return {
    description: values.description.trim(),
    scopes: values.scopes,
    ...(values.account !== null && { account: values.account }),
    ...(permissions && { permissions }),
    ...(isRestricted && {
      restrictions: {
        ...(addresses.length > 0 && { addresses }),
        ...(referrers.length > 0 && { referrers }),
        ...(rateLimit && { rateLimit }),
      },
    }),
    ...(expires !== undefined && { expires: new Date(expires).toISOString() }),
  };
}

function expiryOf({ expiry, expires }: NewTokenForm, now: number): number | undefined {
  if (expiry === "never") return undefined;
  return expiry === "custom" ? Date.parse(expires) : now + Number(expiry) * DAY_MS;
}

const linesOf = (text: string) =>
  text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
