import type { JWTPayload } from "jose";
import { type OAuth2App, cloudOf, requestedScopes } from "../core/oauth2-app.ts";
import type { ProviderUrls } from "../core/provider-urls.ts";
import { verifyIdToken } from "./id-token.ts";
import type { Grant, Identity, IdentityCheck, TokenCall } from "./oauth2.ts";
import { callProvider } from "./provider-call.ts";
import type { ConsentProvider, ProviderTools } from "./provider.ts";
import { refusalOf } from "./refusal.ts";
import { requestToken } from "./token-endpoint.ts";
import { TokenRequestFailed } from "./token-request-failed.ts";

/** Microsoft's personal accounts are one tenant. https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference */
const PERSONAL_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad";

export interface Microsoft extends ConsentProvider {
  /** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
  clientCredentials(app: OAuth2App, call: TokenCall): Promise<Grant>;
}

/** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow */
export function createMicrosoft(urls: ProviderUrls, tools: ProviderTools): Microsoft {
  const endpoint = (app: OAuth2App, path: string) =>
    `${cloudOf(app, urls).entra}/${encodeURIComponent(app.authority ?? "common")}/${path}`;
  const client = (app: OAuth2App) => ({ client_id: app.clientId ?? "", client_secret: app.clientSecret ?? "" });
  const request = (app: OAuth2App, params: Record<string, string>, canRepeat: boolean, call: TokenCall) =>
    requestToken(tools.calling, app, {
      signal: call.signal,
      proxy: call.proxy,
      url: endpoint(app, "oauth2/v2.0/token"),
      params: { ...client(app), ...params },
      canRepeat,
      now: tools.now(),
    });

  return {
    authorizeUrl(app, { state, nonce, codeChallenge, loginHint, prompt = "select_account" }) {
      const scopes = requestedScopes(app);
      return `${endpoint(app, "oauth2/v2.0/authorize")}?${new URLSearchParams({
        client_id: app.clientId ?? "",
        response_type: "code",
        redirect_uri: app.redirectUrl ?? "",
        response_mode: "query",
        client_info: "1",
        prompt,
        scope: scopes.join(" "),
        state,
        code_challenge: codeChallenge,
        code_challenge_method: "S256",
        ...(scopes.includes("openid") && { nonce }),
        ...(loginHint !== undefined && { login_hint: loginHint }),
      })}`;
    },
    exchangeCode: (app, { code, codeVerifier, ...call }) =>
      request(
        app,
        {
          code,
          code_verifier: codeVerifier,
          scope: requestedScopes(app).join(" "),
          redirect_uri: app.redirectUrl ?? "",
          grant_type: "authorization_code",
        },
        false,
        call,
      ),
    // What was replaced stays good for a while, so that a lost answer may be asked for again.
    refresh: (app, { refreshToken, ...call }) =>
      request(app, { refresh_token: refreshToken, grant_type: "refresh_token" }, true, call),
    clientCredentials: (app, call) =>
      request(app, { scope: requestedScopes(app).join(" "), grant_type: "client_credentials" }, true, call),
    async identityOf(app, grant, check) {
      const claims =
        grant.idToken === undefined
          ? undefined
          : await verifyIdToken(tools, app, grant.idToken, {
              jwksUrl: endpoint(app, "discovery/v2.0/keys"),
              issuers: (claims) => issuerOf(app, cloudOf(app, urls).issuer, claims),
              nonce: check.nonce,
            });
      if (app.baseScopes !== "api" && claims !== undefined) return identityOfClaims(app, claims, check);
      return identityOfGraph(`${cloudOf(app, urls).graph}/v1.0/me`, tools, app, grant, tenantOf(claims), check);
    },
    // Consent is given to all that was asked for, or to nothing.
    missingScopes: () => [],
    // There is no endpoint for it: a person takes the grant back at myapps.microsoft.com.
    revoke: async () => {},
  };
}

/** Each tenant issues under its own name; an application of one tenant, or of one kind of accounts, takes no others. */
function issuerOf({ authority }: OAuth2App, issuer: string, claims: JWTPayload): string | null {
  const tenant = tenantOf(claims);
  if (tenant === null) return null;
  const isPersonal = tenant === PERSONAL_TENANT;
  const isAllowed =
    authority === "common" ||
    authority === null ||
    (authority === "consumers" && isPersonal) ||
    (authority === "organizations" && !isPersonal) ||
    // A tenant that goes by one of its domains is known to Entra by that name, and by its id to nobody here.
    authority.includes(".") ||
    authority.toLowerCase() === tenant;
  return isAllowed ? `${issuer}/${tenant}/v2.0` : null;
}

const tenantOf = (claims: JWTPayload | undefined) => {
  const tenant = claims?.["tid"];
  return typeof tenant === "string" && /^[0-9a-f-]{36}$/i.test(tenant) ? tenant.toLowerCase() : null;
};

function identityOfClaims(app: OAuth2App, claims: JWTPayload, { clientInfo }: IdentityCheck): Identity {
  const login = textOf(claims["preferred_username"]);
  const email = textOf(claims["email"]);
  const address = email ?? login;
  if (address === null || login === null)
    throw new TokenRequestFailed("refused", "Microsoft told no address of the account", { provider: app.provider });
  const tenant = tenantOf(claims);
  return {
    address,
    login,
    name: textOf(claims["name"]) ?? nameInClientInfo(clientInfo),
    verifiedAddresses: verifiedOf({
      login,
      email,
      isGuest: claims["idp"] !== undefined && claims["idp"] !== claims.iss,
      // Personal addresses are confirmed by mail; `xms_edov` says that the tenant owns the domain of the address.
      isEmailVerified: tenant === PERSONAL_TENANT || ["1", "true"].includes(String(claims["xms_edov"])),
    }),
    tenant,
  };
}

async function identityOfGraph(
  url: string,
  tools: ProviderTools,
  app: OAuth2App,
  grant: Grant,
  tenant: string | null,
  { clientInfo, signal, proxy }: IdentityCheck,
): Promise<Identity> {
  const told = { url, method: "get", provider: app.provider };
  const answer = await callProvider(tools.calling, {
    signal,
    proxy,
    method: "GET",
    url,
    headers: { authorization: `Bearer ${grant.accessToken}` },
    canRepeat: true,
    told,
  });
  const login = textOf(answer.json?.["userPrincipalName"]);
  if (answer.statusCode !== 200 || login === null) throw refusalOf(app, answer, told);
  const email = textOf(answer.json?.["mail"]);
  return {
    address: email ?? login,
    login,
    name: textOf(answer.json?.["displayName"]) ?? nameInClientInfo(clientInfo),
    verifiedAddresses: verifiedOf({ login, email, isGuest: false, isEmailVerified: tenant === PERSONAL_TENANT }),
    tenant,
  };
}

/**
 * A tenant can write any address into the mail attribute of its users, yet give them names only in domains that it has
 * proved to own: an address counts where it is such a name, or in the domain of one. Guests bring names of elsewhere.
 */
function verifiedOf(told: {
  login: string;
  email: string | null;
  isGuest: boolean;
  isEmailVerified: boolean;
}): string[] {
  const login = told.login.toLowerCase();
  const email = told.email?.toLowerCase();
  const isName = login.includes("@") && !told.isGuest && !login.includes("#ext#");
  const isEmailVerified =
    told.isEmailVerified || (isName && email !== undefined && domainOf(email) === domainOf(login));
  return [...new Set([...(isName ? [login] : []), ...(email !== undefined && isEmailVerified ? [email] : [])])];
}

const domainOf = (address: string) => address.slice(address.lastIndexOf("@") + 1);

const textOf = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);

/** `client_info` is unsigned and came through the browser. */
function nameInClientInfo(clientInfo: string | undefined): string | null {
  if (clientInfo === undefined) return null;
  try {
    const { name } = JSON.parse(Buffer.from(clientInfo, "base64url").toString("utf8")) as { name?: unknown };
    return textOf(name)?.slice(0, 256) ?? null;
  } catch {
    return null;
  }
}
