import { bearerOf, GoogleFault, type JsonCall, type OAuthAnswer, OAuthFault } from "./request.ts";
import { tokenBody } from "./tokens.ts";
import type { World } from "./world.ts";

/** A token for what a service account signed (RFC 7523). */
export async function byAssertion(world: World, assertion: string): Promise<OAuthAnswer> {
  const { iss, sub } = claimsOf(assertion);
  const account = [...world.serviceAccounts.values()].find(({ clientId, email }) => clientId === iss || email === iss);
  if (account === undefined) throw new OAuthFault("invalid_grant", "Invalid grant: account not found");
  const claims = (await account.keys.read(assertion)) ?? (await world.googleSigner.read(assertion));
  if (claims === undefined || claims.aud !== `${world.google}/token`)
    throw new OAuthFault("invalid_grant", "Invalid JWT Signature.");
  if (typeof sub === "string" && !sub.endsWith(`@${account.domain}`))
    throw new OAuthFault("invalid_grant", "Invalid email or User ID");
  const scopes = String(claims["scope"]).split(" ");
  if (world.only !== null && !scopes.every((scope) => world.only?.includes(scope)))
    throw new OAuthFault(
      "unauthorized_client",
      "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.",
      401,
    );
  return {
    status: 200,
    body: tokenBody(world, {
      provider: "google",
      clientId: account.clientId,
      email: typeof sub === "string" ? sub : null,
      scopes,
    }),
  };
}

/** Google's token for that of a workload (RFC 8693). */
export function exchangeToken(world: World, params: Record<string, string>): OAuthAnswer {
  if (
    params["grant_type"] !== "urn:ietf:params:oauth:grant-type:token-exchange" ||
    params["subject_token"] !== world.subjectToken
  )
    throw new OAuthFault("invalid_grant", "The given token is not accepted by the workload identity pool.");
  const token = `federated-${world.federated.size + 1}`;
  world.federated.add(token);
  return {
    status: 200,
    body: {
      access_token: token,
      issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
      token_type: "Bearer",
      expires_in: world.lifetimeSeconds,
    },
  };
}

/** Signs in the name of a service account. */
export async function signJwt(world: World, call: JsonCall, name: string): Promise<OAuthAnswer> {
  if (!world.federated.has(bearerOf(call) ?? ""))
    throw new GoogleFault(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
  if (![...world.serviceAccounts.values()].some(({ email }) => `${email}:signJwt` === name))
    throw new GoogleFault(
      403,
      "PERMISSION_DENIED",
      "Permission 'iam.serviceAccounts.signJwt' denied on resource (or it may not exist).",
    );
  const claims = JSON.parse(String(call.json["payload"])) as Record<string, unknown>;
  return { status: 200, body: { keyId: "google-signer", signedJwt: await world.googleSigner.sign(claims) } };
}

/** What a token says, unproved. */
function claimsOf(token: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")) as Record<string, unknown>;
  } catch {
    throw new OAuthFault("invalid_grant", "Invalid JWT");
  }
}
