import type * as OpenId from "openid-client";
import type { Log } from "../core/log.ts";
import type { ProviderIdentity } from "../core/sign-in-rules.ts";
import { textAt, textsAt } from "../core/claims.ts";
import type { HttpClient } from "../net/http-client.ts";

/** A provider of OpenID Connect by which people sign in to the dashboard. */
export interface SignInProvider {
  readonly id: ProviderIdentity["provider"];
  /** What its button says. */
  readonly label: string;
  /** Whether its description was fetched, which goes on by itself until it succeeds. */
  isReady(): boolean;
  start(): void;
  close(): void;
  /** Where the browser goes, and what to keep until it comes back to `redirectUri`. Rejects while it is not ready. */
  begin(redirectUri: string): Promise<{ url: string; checks: ProviderChecks }>;
  /** Who came back, to `callback` with everything behind the `?`. Rejects when it is not the answer to what was asked. */
  finish(callback: string, checks: ProviderChecks): Promise<FoundPerson>;
  /** Where the browser ends the provider's own session; null where the provider has no such place. */
  logoutUrl(idToken: string | null, returnTo: string | null): string | null;
}

/** What was asked, so that the answer can be held against it: CSRF, replay and stolen codes come to nothing. */
export interface ProviderChecks {
  state: string;
  nonce: string;
  codeVerifier: string;
}

export interface FoundPerson extends ProviderIdentity {
  /** What the person is called there; for a name here. */
  name: string;
}

export interface SignInProviderOptions {
  id: ProviderIdentity["provider"];
  label: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  scopes: readonly string[];
  /** Where in the claims the groups stand; a dotted path. */
  groupsClaim: string;
  http: HttpClient;
  userAgent: string;
  log: Log;
  /** How long it waits before it asks for the description again, the first time. */
  firstRetryMs?: number;
}

const CALL_TIMEOUT_MS = 10_000;
const MOST_BYTES = 1024 * 1024;
/** Between attempts to fetch the description, doubled each time; afterwards it is looked at now and then. */
const DEFAULT_RETRY_MS = 5000;
const LONGEST_RETRY_MS = 5 * 60_000;
const REFRESH_MS = 60 * 60_000;

/**
 * OpenID Connect Core 1.0, code flow with a client secret and PKCE (RFC 7636, S256). Who somebody is comes from the userinfo
 * endpoint, where there is one, and else from the ID token. All calls go by `http`.
 */
export function createSignInProvider(options: SignInProviderOptions): SignInProvider {
  const { id, label, http, log, firstRetryMs = DEFAULT_RETRY_MS } = options;
  const issuer = options.issuer.replace(/\/$/, "");
  let known: OpenId.Configuration | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  // Only who has a provider pays for it.
  const library = () => import("openid-client");

  const customFetch: OpenId.CustomFetch = async (url, { method, headers, body, signal }) => {
    const limit = AbortSignal.timeout(CALL_TIMEOUT_MS);
    const answer = await http.fetch(url, {
      method: method as "GET" | "POST",
      headers: { ...headers, "user-agent": options.userAgent },
      ...(body !== undefined && body !== null && { body: String(body as string | URLSearchParams) }),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      maxBytes: MOST_BYTES,
    });
    const given = Object.entries(answer.headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, one]),
    );
    return new Response(new Uint8Array(answer.body), { status: answer.statusCode, headers: given });
  };

  async function discover(): Promise<OpenId.Configuration> {
    const client = await library();
    const answer = await customFetch(`${issuer}/.well-known/openid-configuration`, {
      method: "GET",
      headers: { accept: "application/json" },
      body: undefined,
      redirect: "manual",
    });
    if (!answer.ok) throw new Error(`The description of the provider answered ${answer.status}`);
    const metadata = (await answer.json()) as OpenId.ServerMetadata;
    if (metadata.issuer?.replace(/\/$/, "") !== issuer)
      throw new Error(`The provider calls itself ${String(metadata.issuer)}, not ${issuer}`);
    const methods = metadata.token_endpoint_auth_methods_supported;
    const authentication =
      methods === undefined || methods.includes("client_secret_basic")
        ? client.ClientSecretBasic(options.clientSecret)
        : client.ClientSecretPost(options.clientSecret);
    const configuration = new client.Configuration(metadata, options.clientId, options.clientSecret, authentication);
    configuration[client.customFetch] = customFetch;
    if (issuer.startsWith("http:")) client.allowInsecureRequests(configuration);
    return configuration;
  }

  async function look(retryMs: number): Promise<void> {
    let againMs = REFRESH_MS;
    try {
      const found = await discover();
      if (known === undefined) log.info({ provider: id, issuer }, "The provider of sign-in is ready");
      known = found;
    } catch (error) {
      againMs = retryMs;
      log.warn(
        { err: error, provider: id, issuer, retryMs },
        "The provider of sign-in could not be asked about itself",
      );
    }
    if (isClosed) return;
    timer = setTimeout(
      () => void look(againMs === REFRESH_MS ? firstRetryMs : Math.min(retryMs * 2, LONGEST_RETRY_MS)),
      againMs,
    );
    timer.unref();
  }

  function ready(): OpenId.Configuration {
    if (known === undefined) throw new Error("The provider of sign-in is not ready");
    return known;
  }

  return {
    id,
    label,
    isReady: () => known !== undefined,
    start: () => void look(firstRetryMs),
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
    async begin(redirectUri) {
      const client = await library();
      const checks = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        codeVerifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(ready(), {
        redirect_uri: redirectUri,
        scope: [...new Set(["openid", ...options.scopes])].join(" "),
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(checks.codeVerifier),
        code_challenge_method: "S256",
      });
      return { url: url.href, checks };
    },
    async finish(callback, { state, nonce, codeVerifier }) {
      const client = await library();
      const configuration = ready();
      const tokens = await client.authorizationCodeGrant(configuration, new URL(callback), {
        pkceCodeVerifier: codeVerifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const idClaims = tokens.claims() ?? { sub: "" };
      const userInfo =
        configuration.serverMetadata().userinfo_endpoint === undefined
          ? {}
          : await client.fetchUserInfo(configuration, tokens.access_token, idClaims.sub);
      const claims: Record<string, unknown> = { ...idClaims, ...userInfo };
      const subject = textAt(claims, "sub") ?? "";
      if (subject === "") throw new Error("The provider did not say who it is");
      const email = textAt(claims, "email");
      return {
        provider: id,
        subject,
        email,
        isEmailVerified: claims["email_verified"] !== false && claims["email_verified"] !== "false",
        groups: textsAt(claims, options.groupsClaim),
        idToken: tokens.id_token ?? null,
        name: textAt(claims, "preferred_username") ?? email ?? textAt(claims, "name") ?? subject,
      };
    },
    logoutUrl(idToken, returnTo) {
      const endpoint = known?.serverMetadata().end_session_endpoint;
      if (endpoint === undefined) return null;
      const url = new URL(endpoint);
      url.searchParams.set("client_id", options.clientId);
      if (idToken !== null) url.searchParams.set("id_token_hint", idToken);
      if (returnTo !== null) url.searchParams.set("post_logout_redirect_uri", returnTo);
      return url.href;
    },
  };
}
