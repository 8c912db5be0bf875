import { createHash, randomBytes } from "node:crypto";
import {
  type Action,
  ACTIONS,
  type GrantableGroup,
  GROUPS,
  GROUPS_TO_BE_NAMED,
  type Group,
  type Scope,
} from "@posthorn/contracts/scopes";
import ipaddr from "ipaddr.js";

const HEX_64 = /^[0-9a-f]{64}$/i;

/** A new token value: 32 random bytes in hex. */
export const randomTokenValue = () => randomBytes(32).toString("hex");

export const isTokenShaped = (text: string) => HEX_64.test(text);

/** The id of a token, which is all that is kept of its value: SHA-256 of the raw 32 bytes. */
export const tokenIdOf = (value: string) => createHash("sha256").update(Buffer.from(value, "hex")).digest("hex");

/** Scopes: absent passes everything (imported records), an empty list nothing. */
export const scopesPass = (scopes: readonly string[] | null, scope: Scope) =>
  scopes === null || scopes.includes("*") || scopes.includes(scope);

/**
 * Why a narrowed token may not do something: its record makes no sense (`malformed`), nobody narrowed
 * may (`restricted`), the pair is not among its grants, its action or its group is not listed.
 */
export type PermissionRefusal = "malformed" | "restricted" | "grant" | "action" | "group";

/**
 * Why a narrowed token may not do `action` in `group`, or null when it may. Narrowing only takes
 * away; a record that does not make sense, or that names something unknown, denies everything.
 */
export function permissionRefusal(permissions: unknown, action: Action, group: Group): PermissionRefusal | null {
  if (permissions === null || permissions === undefined) return null;
  if (typeof permissions !== "object" || Array.isArray(permissions)) return "malformed";
  const { actions, groups, grants, ...unknown } = permissions as Record<string, unknown>;
  if (Object.keys(unknown).length > 0) return "malformed";
  if (grants !== undefined) {
    if (actions !== undefined || groups !== undefined || !isNonEmptyArray(grants) || !grants.every(isGrant))
      return "malformed";
    if (group === "admin") return "restricted";
    return grants.some((grant) => grant.action === action && grant.group === group) ? null : "grant";
  }
  if (actions === undefined && groups === undefined) return "malformed";
  if (actions !== undefined && (!isNonEmptyArray(actions) || !actions.every(isAction))) return "malformed";
  if (groups !== undefined && (!isNonEmptyArray(groups) || !groups.every(isGroup))) return "malformed";
  if (group === "admin") return "restricted";
  if (actions !== undefined && !(actions as unknown[]).includes(action)) return "action";
  const reachesGroup =
    groups === undefined ? !GROUPS_TO_BE_NAMED.includes(group) : (groups as unknown[]).includes(group);
  return reachesGroup ? null : "group";
}

const isNonEmptyArray = (value: unknown): value is unknown[] => Array.isArray(value) && value.length > 0;
const isAction = (value: unknown): value is Action => ACTIONS.includes(value as Action);
const isGroup = (value: unknown): value is GrantableGroup => GROUPS.includes(value as GrantableGroup);
const isGrant = (value: unknown): value is { action: Action; group: GrantableGroup } => {
  if (typeof value !== "object" || value === null) return false;
  const { action, group, ...rest } = value as Record<string, unknown>;
  return Object.keys(rest).length === 0 && isAction(action) && isGroup(group);
};

/** Whether `address` is in one of the addresses or CIDR ranges. Something unparsable matches nothing. */
export function addressPasses(allowed: readonly string[], address: string | null): boolean {
  if (address === null || !ipaddr.isValid(address)) return false;
  const subject = ipaddr.process(address);
  return allowed.some((entry) => {
    try {
      const [range, bits] = rangeOf(entry);
      return range.kind() === subject.kind() && subject.match([range, bits] as never);
    } catch {
      return false;
    }
  });
}

/** An address alone is the range of itself. IPv4 inside IPv6 counts as IPv4. */
function rangeOf(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (!entry.includes("/")) {
    const address = ipaddr.process(entry);
    return [address, address.kind() === "ipv4" ? 32 : 128];
  }
  const [range, bits] = ipaddr.parseCIDR(entry);
  const isMapped = range instanceof ipaddr.IPv6 && range.isIPv4MappedAddress() && bits >= 96;
  return isMapped ? [range.toIPv4Address(), bits - 96] : [range, bits];
}

/** Patterns match the whole header, `*` standing for any run. A missing header passes only a bare `*`. */
export function referrerPasses(patterns: readonly string[], referrer: string | undefined): boolean {
  if (patterns.length === 0) return true;
  if (referrer === undefined) return patterns.includes("*");
  return patterns.some((pattern) => matchesPattern(pattern, referrer));
}

/** Linear in the text: each piece between stars is looked for once, leftmost first. */
function matchesPattern(pattern: string, text: string): boolean {
  const pieces = pattern.split("*");
  const first = pieces[0] ?? "";
  if (pieces.length === 1) return text === first;
  const last = pieces.at(-1) ?? "";
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= text.length - last.length;
}
