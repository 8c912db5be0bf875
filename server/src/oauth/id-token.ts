import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from "jose";
import type { OAuth2App } from "../core/oauth2-app.ts";
import type { Calling } from "./provider-call.ts";
import { TokenRequestFailed } from "./token-request-failed.ts";

/** The keys that providers sign with, by their address. */
export type KeySets = (url: string) => ReturnType<typeof createRemoteJWKSet>;

const MAX_KEY_SET_BYTES = 256 * 1024;
const KEY_SET_TIMEOUT_MS = 10_000;

/** Keys are fetched when they are wanted, kept for ten minutes, and looked for again when one is new. */
export function createKeySets({ http, userAgent }: Calling): KeySets {
  const known = new Map<string, ReturnType<typeof createRemoteJWKSet>>();
  return (url) => {
    let keys = known.get(url);
    if (keys === undefined) {
      keys = createRemoteJWKSet(new URL(url), {
        timeoutDuration: KEY_SET_TIMEOUT_MS,
        headers: { "user-agent": userAgent },
        [customFetch]: async (from, { headers, signal }) => {
          const answer = await http.fetch(from, {
            method: "GET",
            headers: Object.fromEntries(headers),
            signal,
            maxBytes: MAX_KEY_SET_BYTES,
          });
          return new Response(new Uint8Array(answer.body), { status: answer.statusCode });
        },
      });
      known.set(url, keys);
    }
    return keys;
  };
}

export interface IdTokenCheck {
  jwksUrl: string;
  /** Who may have issued it. A list, or who that is by what the token says of its tenant. */
  issuers: readonly string[] | ((claims: JWTPayload) => string | null);
  nonce: string;
}

/**
 * The claims of an identity token, once it is sure that the provider signed it, for this application and this consent
 * (OpenID Connect Core section 3.1.3.7).
 */
export async function verifyIdToken(
  { keySets, now }: { keySets: KeySets; now(): number },
  app: OAuth2App,
  idToken: string,
  { jwksUrl, issuers, nonce }: IdTokenCheck,
): Promise<JWTPayload> {
  const told = { url: jwksUrl, method: "get", provider: app.provider };
  try {
    const { payload } = await jwtVerify(idToken, keySets(jwksUrl), {
      algorithms: ["RS256"],
      audience: app.clientId ?? "",
      currentDate: new Date(now()),
      clockTolerance: 60,
      requiredClaims: ["iss", "sub", "exp"],
    });
    const allowed = typeof issuers === "function" ? [issuers(payload)] : issuers;
    if (!allowed.includes(payload.iss ?? ""))
      throw new errors.JWTClaimValidationFailed("it is by another issuer", payload, "iss");
    if (payload["nonce"] !== nonce)
      throw new errors.JWTClaimValidationFailed("it belongs to another sign-in", payload, "nonce");
    return payload;
  } catch (error) {
    const { message } = error as Error;
    if (isAboutTheToken(error))
      throw new TokenRequestFailed("refused", `The identity token does not hold: ${message}`, told, { cause: error });
    throw new TokenRequestFailed("temporary", `The provider's keys could not be read: ${message}`, told, {
      cause: error,
    });
  }
}

/** Keys that could not be read have no code, or these. */
const isAboutTheToken = (error: unknown) =>
  error instanceof errors.JOSEError &&
  !["ERR_JOSE_GENERIC", "ERR_JWKS_TIMEOUT", "ERR_JWKS_INVALID"].includes(error.code);
