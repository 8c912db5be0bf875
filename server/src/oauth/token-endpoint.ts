import type { TokenRequestError } from "@posthorn/contracts/accounts";
import { hideSecrets } from "../core/hide-secrets.ts";
import { type OAuth2App, requestedScopes } from "../core/oauth2-app.ts";
import type { Grant, TokenCall } from "./oauth2.ts";
import { type Calling, callProvider, type ProviderAnswer } from "./provider-call.ts";
import { hidden, refusalOf } from "./refusal.ts";

export interface TokenRequest extends TokenCall {
  url: string;
  params: Record<string, string>;
  /** Client id and secret as HTTP Basic, where the provider wants them there (RFC 6749 section 2.3.1). */
  basic?: { clientId: string; clientSecret: string };
  canRepeat: boolean;
  /** Told when it fails, on top of what the application and the request tell. */
  told?: TokenRequestError;
  now: number;
}

/** A lifetime where the provider names none: that of the shortest of theirs. */
const DEFAULT_LIFETIME_SECONDS = 3600;

/** Asks a token endpoint (RFC 6749 section 3.2) and reads the grant that it answers. */
export async function requestToken(calling: Calling, app: OAuth2App, request: TokenRequest): Promise<Grant> {
  const { url, params, basic, now, canRepeat, signal, proxy } = request;
  const told = { ...describe(app, request), ...request.told };
  const answer = await callProvider(calling, {
    method: "POST",
    url,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      ...(basic && { authorization: basicAuth(basic.clientId, basic.clientSecret) }),
    },
    body: new URLSearchParams(params).toString(),
    canRepeat,
    signal,
    proxy,
    told,
  });
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn } = answer.json ?? {};
  const { scope, id_token: idToken } = answer.json ?? {};
  if (answer.statusCode !== 200 || !isText(accessToken)) throw refusalOf(app, withoutSecrets(answer, request), told);
  const seconds = Number(expiresIn ?? DEFAULT_LIFETIME_SECONDS);
  return {
    accessToken,
    ...(isText(refreshToken) && { refreshToken }),
    expiresAt: now + (Number.isFinite(seconds) ? seconds : DEFAULT_LIFETIME_SECONDS) * 1000,
    scopes: isText(scope) ? scope.split(" ").filter((name) => name !== "") : requestedScopes(app),
    ...(isText(idToken) && { idToken }),
  };
}

/** What of a request opens something. */
const SECRET_PARAMS = ["refresh_token", "client_secret", "code", "code_verifier", "assertion", "client_assertion"];

/** A refusal that repeats what it was sent is told on without it. */
function withoutSecrets(answer: ProviderAnswer, { params, basic }: TokenRequest): ProviderAnswer {
  if (answer.json === undefined) return answer;
  const hide = hideSecrets([...SECRET_PARAMS.map((name) => params[name]), basic?.clientSecret]);
  return { ...answer, json: JSON.parse(hide(JSON.stringify(answer.json))) as Record<string, unknown> };
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

const basicAuth = (user: string, password: string) =>
  `Basic ${Buffer.from(`${encodeURIComponent(user)}:${encodeURIComponent(password)}`).toString("base64")}`;

const GRANTS = ["refresh_token", "authorization_code", "client_credentials"] as const;

function describe(app: OAuth2App, { url, params }: TokenRequest): TokenRequestError {
  const grant = GRANTS.find((known) => known === params["grant_type"]);
  return {
    url,
    method: "post",
    ...(grant && { grant }),
    provider: app.provider,
    ...(app.clientId !== null && { clientId: app.clientId }),
    ...(app.authority !== null && { authority: app.authority }),
    ...(app.serviceClient !== null && { serviceClient: app.serviceClient }),
    ...(app.serviceClientEmail !== null && { serviceClientEmail: app.serviceClientEmail }),
    ...(app.googleProjectId !== null && { googleProjectId: app.googleProjectId }),
    ...(params["code"] !== undefined && { code: hidden(params["code"]) }),
    scopes: requestedScopes(app),
  };
}
