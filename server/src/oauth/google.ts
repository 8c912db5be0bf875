import { type OAuth2App, requestedScopes, shortScope } from "../core/oauth2-app.ts";
import type { ProviderUrls } from "../core/provider-urls.ts";
import { googleIssuers } from "./google-push-token.ts";
import { verifyIdToken } from "./id-token.ts";
import type { AuthorizeRequest, Grant, Identity, IdentityCheck } from "./oauth2.ts";
import { callProvider } from "./provider-call.ts";
import type { ConsentProvider, ProviderTools } from "./provider.ts";
import { refusalOf } from "./refusal.ts";
import { requestToken } from "./token-endpoint.ts";
import { TokenRequestFailed } from "./token-request-failed.ts";

type GoogleUrls = ProviderUrls["google"];

/** https://developers.google.com/identity/protocols/oauth2/web-server and openid-connect. */
export function createGoogle(urls: GoogleUrls, tools: ProviderTools): ConsentProvider {
  const tokenUrl = `${urls.oauth2}/token`;
  return {
    authorizeUrl(app, { state, nonce, codeChallenge, loginHint, prompt = "consent" }: AuthorizeRequest) {
      const scopes = requestedScopes(app);
      return `${urls.accounts}/o/oauth2/v2/auth?${new URLSearchParams({
        client_id: app.clientId ?? "",
        response_type: "code",
        redirect_uri: app.redirectUrl ?? "",
        response_mode: "query",
        scope: scopes.join(" "),
        access_type: "offline",
        prompt,
        state,
        code_challenge: codeChallenge,
        code_challenge_method: "S256",
        ...(scopes.includes("openid") && { nonce }),
        ...(app.googleWorkspaceAccounts && { hd: "*" }),
        ...(loginHint !== undefined && { login_hint: loginHint }),
      })}`;
    },
    exchangeCode: (app, { code, codeVerifier, ...call }) =>
      requestToken(tools.calling, app, {
        ...call,
        url: tokenUrl,
        params: {
          code,
          code_verifier: codeVerifier,
          client_id: app.clientId ?? "",
          client_secret: app.clientSecret ?? "",
          redirect_uri: app.redirectUrl ?? "",
          grant_type: "authorization_code",
        },
        canRepeat: false,
        now: tools.now(),
      }),
    refresh: (app, { refreshToken, ...call }) =>
      requestToken(tools.calling, app, {
        ...call,
        url: tokenUrl,
        params: {
          refresh_token: refreshToken,
          client_id: app.clientId ?? "",
          client_secret: app.clientSecret ?? "",
          grant_type: "refresh_token",
        },
        canRepeat: true,
        now: tools.now(),
      }),
    async identityOf(app, grant, check) {
      const identity = await (grant.idToken === undefined
        ? identityOfProfile(urls, tools, app, grant, check)
        : identityOfToken(urls, tools, app, grant.idToken, check));
      if (app.googleWorkspaceAccounts && identity.tenant === null)
        throw new TokenRequestFailed(
          "refused",
          "The application is for accounts of Google Workspace only",
          { provider: app.provider, userFlag: { message: "Please sign in with an account of your organisation." } },
          { code: "NotAWorkspaceAccount" },
        );
      return identity;
    },
    missingScopes(app, grant) {
      const granted = new Set(grant.scopes.map(shortScope));
      return requestedScopes(app).filter((scope) => !OF_THE_PERSON.has(scope) && !granted.has(shortScope(scope)));
    },
    async revoke(app, token, call) {
      const url = `${urls.oauth2}/revoke`;
      const told = { url, method: "post", provider: app.provider };
      const answer = await callProvider(tools.calling, {
        ...call,
        method: "POST",
        url,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ token }).toString(),
        canRepeat: true,
        told,
      });
      // 400 is for a token that is none (any more).
      if (answer.statusCode !== 200 && answer.statusCode !== 400) throw refusalOf(app, answer, told);
    },
  };
}

/** Google grants these whatever the person unticks. */
const OF_THE_PERSON = new Set(["openid", "email", "profile"]);

async function identityOfToken(
  urls: GoogleUrls,
  tools: ProviderTools,
  app: OAuth2App,
  idToken: string,
  { nonce }: IdentityCheck,
): Promise<Identity> {
  const claims = await verifyIdToken(tools, app, idToken, {
    jwksUrl: `${urls.apis}/oauth2/v3/certs`,
    issuers: googleIssuers(urls),
    nonce,
  });
  const { email, email_verified: isVerified, name, hd } = claims;
  if (typeof email !== "string")
    throw new TokenRequestFailed("refused", "Google told no address of the account", { provider: app.provider });
  return {
    address: email,
    login: email,
    name: typeof name === "string" ? name : null,
    verifiedAddresses: isVerified === true ? [email.toLowerCase()] : [],
    tenant: typeof hd === "string" ? hd : null,
  };
}

/** Where `openid` is skipped, Gmail itself knows the address. */
async function identityOfProfile(
  urls: GoogleUrls,
  tools: ProviderTools,
  app: OAuth2App,
  grant: Grant,
  call: IdentityCheck,
): Promise<Identity> {
  const url = `${urls.gmail}/gmail/v1/users/me/profile`;
  const told = { url, method: "get", provider: app.provider };
  const answer = await callProvider(tools.calling, {
    signal: call.signal,
    proxy: call.proxy,
    method: "GET",
    url,
    headers: { authorization: `Bearer ${grant.accessToken}` },
    canRepeat: true,
    told,
  });
  const address = answer.json?.["emailAddress"];
  if (answer.statusCode !== 200 || typeof address !== "string") throw refusalOf(app, answer, told);
  return { address, login: address, name: null, verifiedAddresses: [address.toLowerCase()], tenant: null };
}
