import { type Action, type GrantableGroup, GROUPS_TO_BE_NAMED } from "@posthorn/contracts/scopes";
import type { TokenPermissions } from "@posthorn/contracts/tokens";

export interface NewToken {
  value: string;
  scopes: readonly string[];
  account: string | undefined;
  /** Undefined when the token is not narrowed. */
  permissions: TokenPermissions | undefined;
  /** Of the one in whose place it is: until when that works; null when it works no more. */
  previous?: { until: string | null };
}

/** A call that this token is let in with; undefined when none of its doors speaks HTTP yet. */
export function curlLine({ value, scopes, account, permissions }: NewToken, origin: string): string | undefined {
  const authorization = `-H ${quoted(`Authorization: Bearer ${value}`)}`;
  const opensApi = scopes.includes("*") || scopes.includes("api");
  if (!opensApi)
    return scopes.includes("metrics") ? `curl -s ${quoted(`${origin}/metrics`)} ${authorization}` : undefined;
  const path = account === undefined ? "ACCOUNT" : encodeURIComponent(account);
  if (allows(permissions, "read", "account")) {
    const url = account === undefined ? `${origin}/v1/accounts` : `${origin}/v1/account/${path}`;
    return `curl -s ${quoted(url)} ${authorization}`;
  }
  if (allows(permissions, "send", "submit")) {
    const mail = { to: [{ address: "you@example.com" }], subject: "Hello", text: "It works." };
    const url = quoted(`${origin}/v1/account/${path}/submit`);
    return `curl -s ${url} ${authorization} \\\n  -H 'Content-Type: application/json' -d ${quoted(JSON.stringify(mail))}`;
  }
  if (account === undefined && allows(permissions, "read", "diagnostics")) {
    return `curl -s ${quoted(`${origin}/v1/stats`)} ${authorization}`;
  }
  return undefined;
}

function allows(permissions: TokenPermissions | undefined, action: Action, group: GrantableGroup): boolean {
  if (permissions === undefined) return true;
  const { actions, groups, grants } = permissions;
  if (grants) return grants.some((grant) => grant.action === action && grant.group === group);
  const reachesGroup = groups ? groups.includes(group) : !GROUPS_TO_BE_NAMED.includes(group);
  return reachesGroup && (actions === undefined || actions.includes(action));
}

/** One word for the shell, whatever is in it. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** A job for `prometheus.yml`; undefined for a token that does not open the figures. */
export function prometheusJob({ value, scopes, account, permissions }: NewToken, origin: string): string | undefined {
  const isOpen = scopes.includes("metrics") && account === undefined && allows(permissions, "read", "diagnostics");
  if (!isOpen) return undefined;
  const { protocol, hostname, port } = new URL(origin);
  const scheme = protocol.replace(":", "");
  const target = `${hostname}:${port || (scheme === "https" ? 443 : 80)}`;
  return [
    "scrape_configs:",
    "  - job_name: posthorn",
    `    scheme: ${scheme}`,
    "    metrics_path: /metrics",
    "    authorization:",
    "      type: Bearer",
    `      credentials: ${value}`,
    "    static_configs:",
    `      - targets: ["${target}"]`,
  ].join("\n");
}
