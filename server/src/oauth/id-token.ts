import type { OAuth2Provider } from "@posthorn/contracts/oauth2-providers";
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

export interface SignedTokenCheck {
  jwksUrl: string;
  /** Who may have issued it. A list, or who that is by what the token says of its tenant. */
  issuers: readonly string[] | ((claims: JWTPayload) => string | null);
  audience: string;
  provider: OAuth2Provider;
  /** Of the sign-in that it is of, where there is one. */
  nonce?: string;
}

export type IdTokenCheck = Pick<SignedTokenCheck, "jwksUrl" | "issuers"> & { nonce: string };

interface TokenTools {
  keySets: KeySets;
  now(): number;
}

/**
 * The claims of an identity token, once it is sure that the provider signed it, for this application and this consent
 * (OpenID Connect Core section 3.1.3.7).
 */
export const verifyIdToken = (
  tools: TokenTools,
  { clientId, provider }: OAuth2App,
  idToken: string,
  check: IdTokenCheck,
): Promise<JWTPayload> => verifySigned(tools, idToken, { ...check, audience: clientId ?? "", provider });

/**
 * The claims of a token that a provider signed for an audience. Rejects with TokenRequestFailed: `refused` for one that does
 * not hold, `temporary` where the keys could not be read.
 */
export async function verifySigned(
  { keySets, now }: TokenTools,
  token: string,
  { jwksUrl, issuers, audience, provider, nonce }: SignedTokenCheck,
): Promise<JWTPayload> {
  const told = { url: jwksUrl, method: "get", provider };
  try {
    const { payload } = await jwtVerify(token, keySets(jwksUrl), {
      algorithms: ["RS256"],
      audience,
      currentDate: new Date(now()),
      clockTolerance: 60,
      requiredClaims: ["iss", "sub", "exp"],
    });
    const allowed = typeof issuers === "function" ? [issuers(payload)] : issuers;
    if (!allowed.includes(payload.iss ?? ""))
      throw new errors.JWTClaimValidationFailed("it is by another issuer", payload, "iss");
    if (nonce !== undefined && payload["nonce"] !== nonce)
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
