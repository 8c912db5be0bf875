import type { Role } from "@posthorn/contracts/roles";
import {
  type AllowedPeople,
  isAllowed,
  type ProviderIdentity,
  type RoleOfGroup,
  roleOfGroups,
} from "../../core/sign-in-rules.ts";
import type { SignInProvider } from "../../oauth/sign-in-provider.ts";

/** The providers by which people sign in, and the rules of who may and what they get. */
export interface SignInProviders {
  readonly all: readonly SignInProvider[];
  find(id: string): SignInProvider | undefined;
  /** The one by which everybody has to sign in; undefined while there is none, or it is out of order. */
  forced(): SignInProvider | undefined;
  /** Whether somebody may be signed in; asked again on each request, so that nobody outlives a change of the lists. */
  admits(identity: ProviderIdentity): boolean;
  /** The role that the groups give; undefined where they give none. */
  roleOf(identity: ProviderIdentity): Role | undefined;
  /** Of those whom no group gives a role, at their first sign-in; null keeps them out. */
  readonly defaultRole: Role | null;
  /** Where the browser ends the provider's own session, too; null unless that is wanted. */
  logoutUrl(identity: ProviderIdentity): string | null;
}

export function createSignInProviders(options: {
  providers: readonly SignInProvider[];
  allowed: AllowedPeople;
  isForced: boolean;
  roles: readonly RoleOfGroup[];
  defaultRole: Role | null;
  logout: { isWanted: boolean; returnTo: string | null };
}): SignInProviders {
  const { providers, allowed, roles, defaultRole, logout } = options;
  const find = (id: string) => providers.find((provider) => provider.id === id);
  const isNobodyKept = (identity: ProviderIdentity) =>
    defaultRole === null && roleOfGroups(identity, roles) === undefined;
  return {
    all: providers,
    find,
    forced() {
      const oidc = options.isForced ? find("oidc") : undefined;
      return oidc?.isReady() ? oidc : undefined;
    },
    admits(identity) {
      if (find(identity.provider) === undefined || isNobodyKept(identity)) return false;
      // At Okta, who is assigned to the application may sign in.
      return identity.provider === "okta" || isAllowed(identity, allowed);
    },
    roleOf: (identity) => roleOfGroups(identity, roles),
    defaultRole,
    logoutUrl: (identity) =>
      logout.isWanted ? (find(identity.provider)?.logoutUrl(identity.idToken, logout.returnTo) ?? null) : null,
  };
}
