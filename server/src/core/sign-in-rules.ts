import { type Role, ROLES } from "@posthorn/contracts/roles";

/** What a provider says of somebody who signs in by it. */
export interface ProviderIdentity {
  provider: "oidc" | "okta";
  /** Never used for another person there. */
  subject: string;
  email: string | null;
  /** False only where the provider says so. */
  isEmailVerified: boolean;
  groups: readonly string[];
  /** For ending the provider's own session. */
  idToken: string | null;
}

/** Who may sign in by a provider. Empty lists let in everybody that the provider lets in. */
export interface AllowedPeople {
  /** E-mail addresses, and domains with an `@` in front. */
  users: readonly string[];
  groups: readonly string[];
}

/** Keycloak writes `/` in front of groups. */
const groupName = (group: string) => group.replace(/^\//, "");

/**
 * Whether somebody is among the users or in one of the groups. Addresses in any case; one that the provider calls unverified
 * matches nothing.
 */
export function isAllowed({ email, isEmailVerified, groups }: ProviderIdentity, allowed: AllowedPeople): boolean {
  if (allowed.users.length === 0 && allowed.groups.length === 0) return true;
  const names = groups.map(groupName);
  if (allowed.groups.some((group) => names.includes(groupName(group)))) return true;
  if (email === null || !isEmailVerified) return false;
  const address = email.toLowerCase();
  const domain = address.slice(address.lastIndexOf("@"));
  return allowed.users.some((user) => [address, domain].includes(user.toLowerCase()));
}

/** A group whose people get a role. */
export interface RoleOfGroup {
  role: Role;
  group: string;
}

/** The strongest role that the groups of somebody give; undefined when none gives one. */
export function roleOfGroups({ groups }: ProviderIdentity, roles: readonly RoleOfGroup[]): Role | undefined {
  const names = groups.map(groupName);
  return ROLES.find((role) => roles.some((given) => given.role === role && names.includes(groupName(given.group))));
}
