import type { Role } from "@posthorn/contracts/roles";
import type { Log } from "../../core/log.ts";
import type { ProviderIdentity } from "../../core/sign-in-rules.ts";
import { createSignInProvider, type SignInProvider } from "../../oauth/sign-in-provider.ts";
import { createSignInProviders, type SignInProviders } from "./sign-in-providers.ts";

/** What the configuration says of providers; those that lack a part are none. */
export interface SignInConfig {
  oidcIssuer: string | undefined;
  oidcClientId: string | undefined;
  oidcClientSecret: string | undefined;
  oidcProviderName: string;
  oidcScopes: readonly string[];
  oidcAllowedUsers: readonly string[];
  oidcAllowedGroups: readonly string[];
  oidcGroupsClaim: string;
  oidcForced: boolean;
  oidcLogout: boolean;
  oidcPostLogoutRedirectUri: string | undefined;
  oktaIssuer: string | undefined;
  oktaClientId: string | undefined;
  oktaClientSecret: string | undefined;
  roles: readonly string[];
  defaultRole: string;
}

type Tools = Pick<Parameters<typeof createSignInProvider>[0], "http" | "userAgent"> & { log: Log };

/** The providers that are configured, not yet asked about themselves. */
export function configuredProviders(config: SignInConfig, tools: Tools): SignInProviders {
  const of = (
    id: ProviderIdentity["provider"],
    label: string,
    given: { issuer: string | undefined; clientId: string | undefined; clientSecret: string | undefined },
  ): SignInProvider[] => {
    const { issuer, clientId, clientSecret } = given;
    if (issuer === undefined || clientId === undefined || clientSecret === undefined) {
      if (issuer !== undefined || clientId !== undefined || clientSecret !== undefined)
        tools.log.warn({ provider: id }, "A provider of sign-in needs an issuer, a client id and a client secret");
      return [];
    }
    const { oidcScopes: scopes, oidcGroupsClaim: groupsClaim } = config;
    return [createSignInProvider({ ...tools, id, label, issuer, clientId, clientSecret, scopes, groupsClaim })];
  };
  return createSignInProviders({
    providers: [
      ...of("oidc", config.oidcProviderName, {
        issuer: config.oidcIssuer,
        clientId: config.oidcClientId,
        clientSecret: config.oidcClientSecret,
      }),
      ...of("okta", "Okta", {
        issuer: config.oktaIssuer,
        clientId: config.oktaClientId,
        clientSecret: config.oktaClientSecret,
      }),
    ],
    allowed: { users: config.oidcAllowedUsers, groups: config.oidcAllowedGroups },
    isForced: config.oidcForced,
    roles: config.roles.map((given) => {
      const at = given.indexOf("=");
      return { role: given.slice(0, at) as Role, group: given.slice(at + 1) };
    }),
    defaultRole: config.defaultRole === "none" ? null : (config.defaultRole as Role),
    logout: { isWanted: config.oidcLogout, returnTo: config.oidcPostLogoutRedirectUri ?? null },
  });
}
