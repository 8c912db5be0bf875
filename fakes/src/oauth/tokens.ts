import { createHash } from "node:crypto";
import type { OAuthPerson, OAuthProvider, TokenInfo } from "./grants.ts";
import { type OAuthAnswer, type OAuthCall, OAuthFault } from "./request.ts";
import { FAKE_TENANT, type World } from "./world.ts";

/** The token endpoint of Google, for applications that act for people. */
export async function googleToken(world: World, params: Record<string, string>): Promise<OAuthAnswer> {
  requireClient(world, params["client_id"], params["client_secret"], {
    unknown: new OAuthFault("invalid_client", "The OAuth client was not found.", 401),
    wrong: new OAuthFault("invalid_client", "The provided client secret is invalid.", 401),
  });
  return byCodeOrRefresh(
    world,
    "google",
    params,
    new OAuthFault("invalid_grant", "Token has been expired or revoked."),
    world.google,
  );
}

/** That of Microsoft, in one of its clouds. */
export async function microsoftToken(
  world: World,
  cloud: string,
  params: Record<string, string>,
): Promise<OAuthAnswer> {
  const { client_id: clientId = "" } = params;
  requireClient(world, clientId, params["client_secret"], {
    unknown: new OAuthFault(
      "unauthorized_client",
      `AADSTS700016: Application with identifier '${clientId}' was not found in the directory.`,
    ),
    wrong: new OAuthFault("invalid_client", "AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 1", 401),
  });
  if (params["grant_type"] === "client_credentials") {
    const scopes = (params["scope"] ?? "").split(" ");
    return { status: 200, body: tokenBody(world, { provider: "microsoft", clientId, email: null, scopes }) };
  }
  const expired = new OAuthFault(
    "invalid_grant",
    "AADSTS700082: The refresh token has expired due to inactivity.\r\nTrace ID: 1",
  );
  return byCodeOrRefresh(world, "microsoft", params, expired, `${world.url}/microsoft/${cloud}`);
}

/** That of Mail.ru: the secret comes by HTTP Basic with a code, and not at all with a refresh token. */
export async function mailRuToken(world: World, { params, headers }: OAuthCall): Promise<OAuthAnswer> {
  const fault = new OAuthFault("invalid_client", "Client authentication failed", 401);
  if (params["grant_type"] === "authorization_code") {
    const [, basic = ""] = (headers.authorization ?? "").split(" ");
    const [id = "", secret = ""] = Buffer.from(basic, "base64").toString("utf8").split(":").map(decodeURIComponent);
    requireClient(world, id, secret, { unknown: fault, wrong: fault });
    return byCodeOrRefresh(
      world,
      "mailRu",
      { ...params, client_id: id },
      new OAuthFault("invalid_grant", "No such code"),
      null,
    );
  }
  if (!world.clients.has(params["client_id"] ?? "")) throw fault;
  return byCodeOrRefresh(world, "mailRu", params, new OAuthFault("invalid_grant", "No such refresh token"), null);
}

function requireClient(
  world: World,
  id: string | undefined,
  secret: string | undefined,
  faults: { unknown: OAuthFault; wrong: OAuthFault },
) {
  const client = world.clients.get(id ?? "");
  if (client === undefined) throw faults.unknown;
  if (client.clientSecret !== undefined && client.clientSecret !== secret) throw faults.wrong;
}

async function byCodeOrRefresh(
  world: World,
  provider: OAuthProvider,
  params: Record<string, string>,
  gone: OAuthFault,
  issuer: string | null,
): Promise<OAuthAnswer> {
  if (params["grant_type"] === "refresh_token") {
    const token = params["refresh_token"] ?? "";
    const info = world.grants.refreshTokens.get(token);
    if (info === undefined || info.provider !== provider || info.clientId !== params["client_id"]) throw gone;
    if (world.rotates) world.grants.refreshTokens.delete(token);
    const isNew = world.rotates || provider === "microsoft";
    return {
      status: 200,
      body: { ...tokenBody(world, info), ...(isNew && { refresh_token: world.grants.makeRefreshToken(info) }) },
    };
  }
  if (params["grant_type"] !== "authorization_code") throw new OAuthFault("unsupported_grant_type", "Unknown grant");
  const code = world.grants.takeCode(params["code"] ?? "");
  const isProven = code?.challenge === null || code?.challenge === sha256(params["code_verifier"] ?? "");
  if (code?.provider !== provider || code.redirectUrl !== params["redirect_uri"] || !isProven)
    throw new OAuthFault("invalid_grant", "Bad code");
  const { person: _, redirectUrl: _r, challenge: _c, nonce: _n, ...info } = code;
  const givesIdToken = issuer !== null && code.scopes.includes("openid");
  return {
    status: 200,
    body: {
      ...tokenBody(world, info),
      refresh_token: world.grants.makeRefreshToken(info),
      ...(givesIdToken && { id_token: await idToken(world, provider, code, issuer) }),
    },
  };
}

/** A new access token, as token endpoints tell of it. */
export const tokenBody = (world: World, info: Omit<TokenInfo, "expiresAt">) => ({
  access_token: world.grants.makeAccessToken({ ...info, expiresAt: Date.now() + world.lifetimeSeconds * 1000 }),
  token_type: "Bearer",
  expires_in: world.lifetimeSeconds,
  scope: info.scopes.join(" "),
});

function idToken(
  world: World,
  provider: OAuthProvider,
  { clientId, nonce, person }: { clientId: string; nonce: string | null; person: OAuthPerson },
  issuer: string,
): Promise<string> {
  const { email, name, hd, isVerified = true, tenant = FAKE_TENANT, login = email, idp } = person;
  const iat = Math.floor(Date.now() / 1000);
  const common = {
    aud: clientId,
    sub: `sub-${email}`,
    iat,
    exp: iat + 3600,
    name,
    email,
    ...(nonce !== null && { nonce }),
  };
  return world.keys.sign(
    provider === "google"
      ? { ...common, iss: issuer, email_verified: isVerified, ...(hd !== undefined && { hd }) }
      : {
          ...common,
          iss: `${issuer}/${tenant}/v2.0`,
          tid: tenant,
          preferred_username: login,
          ...(idp !== undefined && { idp }),
        },
  );
}

/** The keys that identity tokens are signed with. */
export const keySet = (world: World): OAuthAnswer => ({ status: 200, body: { keys: [world.keys.jwk] } });

/** Takes back all that a token is part of. */
export function googleRevoke(world: World, { token = "" }: Record<string, string>): OAuthAnswer {
  if (!world.grants.revoke({ token })) throw new OAuthFault("invalid_token", "Token expired or revoked");
  return { status: 200, body: {} };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("base64url");
