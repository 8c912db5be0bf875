import { requestedScopes } from "../core/oauth2-app.ts";
import type { ProviderUrls } from "../core/provider-urls.ts";
import { callProvider } from "./provider-call.ts";
import type { ConsentProvider, ProviderTools } from "./provider.ts";
import { refusalOf } from "./refusal.ts";
import { requestToken } from "./token-endpoint.ts";

/** https://help.mail.ru/developers/oauth: plain OAuth2, without PKCE and identity tokens. */
export function createMailRu(urls: ProviderUrls["mailRu"], tools: ProviderTools): ConsentProvider {
  const tokenUrl = `${urls.oauth}/token`;
  return {
    authorizeUrl: (app, { state, loginHint }) =>
      `${urls.oauth}/login?${new URLSearchParams({
        client_id: app.clientId ?? "",
        response_type: "code",
        scope: requestedScopes(app).join(" "),
        redirect_uri: app.redirectUrl ?? "",
        state,
        prompt_force: "1",
        ...(loginHint !== undefined && { login_hint: loginHint }),
      })}`,
    exchangeCode: (app, { code, signal, proxy }) =>
      requestToken(tools.calling, app, {
        signal,
        proxy,
        url: tokenUrl,
        params: { code, grant_type: "authorization_code", redirect_uri: app.redirectUrl ?? "" },
        basic: { clientId: app.clientId ?? "", clientSecret: app.clientSecret ?? "" },
        canRepeat: false,
        now: tools.now(),
      }),
    refresh: (app, { refreshToken, ...call }) =>
      requestToken(tools.calling, app, {
        ...call,
        url: tokenUrl,
        params: { client_id: app.clientId ?? "", grant_type: "refresh_token", refresh_token: refreshToken },
        canRepeat: true,
        now: tools.now(),
      }),
    async identityOf(app, grant, { signal, proxy }) {
      const url = `${urls.oauth}/userinfo`;
      const told = { url, method: "get", provider: app.provider };
      const answer = await callProvider(tools.calling, {
        signal,
        proxy,
        method: "GET",
        // It takes the token nowhere else.
        url: `${url}?${new URLSearchParams({ access_token: grant.accessToken })}`,
        canRepeat: true,
        told,
      });
      const { email, name } = answer.json ?? {};
      if (answer.statusCode !== 200 || typeof email !== "string" || email === "") throw refusalOf(app, answer, told);
      return {
        address: email,
        login: email,
        name: typeof name === "string" && name !== "" ? name : null,
        verifiedAddresses: [email.toLowerCase()],
        tenant: null,
      };
    },
    missingScopes: () => [],
    revoke: async () => {},
  };
}
