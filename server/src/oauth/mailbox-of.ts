import { apiBaseUrlOf, apiKindOf, type OAuth2App } from "../core/oauth2-app.ts";
import type { ProviderUrls } from "../core/provider-urls.ts";
import type { Grant, TokenCall } from "./oauth2.ts";
import { type Calling, callProvider } from "./provider-call.ts";
import { refusalOf } from "./refusal.ts";

/** Looks whether a grant opens a mailbox by the API of its provider, and which; only reads. */
export const createMailboxCheck =
  (urls: ProviderUrls, calling: Calling) =>
  async (app: OAuth2App, grant: Grant, user: string, call: TokenCall): Promise<string> => {
    const isGraph = apiKindOf(app) === "graph";
    const path = isGraph ? `/v1.0/users/${encodeURIComponent(user)}` : "/gmail/v1/users/me/profile";
    const url = `${apiBaseUrlOf(app, urls) ?? urls.google.gmail}${path}`;
    const told = { url, method: "get", provider: app.provider };
    const answer = await callProvider(calling, {
      signal: call.signal,
      proxy: call.proxy,
      method: "GET",
      url: isGraph ? `${url}?$select=id,mail,userPrincipalName` : url,
      headers: { authorization: `Bearer ${grant.accessToken}` },
      canRepeat: true,
      told,
    });
    const { emailAddress, mail, userPrincipalName } = answer.json ?? {};
    const address = emailAddress ?? mail ?? userPrincipalName;
    if (answer.statusCode !== 200 || typeof address !== "string") throw refusalOf(app, answer, told);
    return address;
  };
