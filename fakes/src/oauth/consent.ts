import type { OAuthPerson, OAuthProvider } from "./grants.ts";
import { type OAuthAnswer, OAuthFault } from "./request.ts";
import { FAKE_TENANT, type World } from "./world.ts";

/** The consent page: whoever signed in consents at once, and is led back. */
export function authorize(world: World, provider: OAuthProvider, params: Record<string, string>): OAuthAnswer {
  const { client_id: clientId = "", redirect_uri: redirectUrl = "", state = "", scope = "" } = params;
  const client = world.clients.get(clientId);
  if (client === undefined) throw new OAuthFault("invalid_client", "The OAuth client was not found.", 401);
  if (client.redirectUrl !== undefined && client.redirectUrl !== redirectUrl)
    throw new OAuthFault("redirect_uri_mismatch", "The redirect URI is not that of the client");
  const back = new URL(redirectUrl);
  back.searchParams.set("state", state);
  const { person } = world;
  if (person === null) back.searchParams.set("error", "access_denied");
  else {
    const scopes = scope.split(" ").filter((name) => world.only === null || world.only.includes(name));
    const code = { provider, clientId, email: person.email, scopes, person, redirectUrl };
    const { code_challenge: challenge = null, nonce = null } = params;
    back.searchParams.set("code", world.grants.makeCode({ ...code, challenge, nonce }));
    if (provider === "google") back.searchParams.set("scope", scopes.join(" "));
    if (params["client_info"] === "1") back.searchParams.set("client_info", clientInfo(person));
  }
  return { status: 302, body: {}, headers: { location: back.href } };
}

const clientInfo = ({ tenant = FAKE_TENANT, name }: OAuthPerson) =>
  Buffer.from(JSON.stringify({ uid: "uid", utid: tenant, name })).toString("base64url");
