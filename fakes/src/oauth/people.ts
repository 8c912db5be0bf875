import type { OAuthProvider } from "./grants.ts";
import { bearerOf, GoogleFault, type OAuthAnswer, type OAuthCall, OAuthFault } from "./request.ts";
import type { World } from "./world.ts";

/** Whose token it is, as Google and Mail.ru tell. */
export function userInfo(world: World, provider: OAuthProvider, call: OAuthCall): OAuthAnswer {
  const info = world.isValid(provider === "mailRu" ? call.params["access_token"] : bearerOf(call));
  if (info?.provider !== provider || info.email === null)
    throw new OAuthFault("invalid_token", "Invalid Credentials", 401);
  return {
    status: 200,
    body: { id: `sub-${info.email}`, email: info.email, name: world.people.get(info.email)?.name },
  };
}

/** Whose mailbox a token opens, as Gmail tells. */
export function gmailProfile(world: World, call: OAuthCall): OAuthAnswer {
  const info = world.isValid(bearerOf(call));
  if (info?.provider !== "google" || info.email === null)
    throw new GoogleFault(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
  if (!info.scopes.some((scope) => /gmail\.|mail\.google/.test(scope)))
    throw new GoogleFault(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.");
  return { status: 200, body: { emailAddress: info.email, historyId: "1" } };
}

/** Who signed in, or anybody of the tenant, as Graph tells. */
export function graphUser(world: World, call: OAuthCall, [me, user]: string[]): OAuthAnswer {
  const info = world.isValid(bearerOf(call));
  if (info?.provider !== "microsoft")
    return {
      status: 401,
      body: { error: { code: "InvalidAuthenticationToken", message: "Access token is empty or invalid." } },
    };
  const email = me === "me" ? info.email : decodeURIComponent(user ?? "");
  const found = [...world.people.values()].find((known) => email === known.email || email === known.login);
  if (found === undefined)
    return {
      status: 404,
      body: { error: { code: "Request_ResourceNotFound", message: `Resource '${email ?? ""}' does not exist.` } },
    };
  return {
    status: 200,
    body: {
      id: `id-${found.email}`,
      mail: found.email,
      userPrincipalName: found.login ?? found.email,
      displayName: found.name ?? null,
    },
  };
}
