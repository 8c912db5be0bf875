import { createPrivateKey, type KeyObject } from "node:crypto";
import { SignJWT } from "jose";
import { type OAuth2App, requestedScopes } from "../core/oauth2-app.ts";
import type { ProviderUrls } from "../core/provider-urls.ts";
import type { Grant, TokenCall } from "./oauth2.ts";
import type { ProviderTools } from "./provider.ts";
import { requestToken } from "./token-endpoint.ts";
import { TokenRequestFailed } from "./token-request-failed.ts";
import type { WorkloadIdentity } from "./workload-identity.ts";

export const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const LIFETIME_SECONDS = 3600;

export interface ServiceAccounts {
  /** What says to Google who it is and for whom it acts; null for itself. Good for an hour. */
  assertion(app: OAuth2App, user: string | null, call: TokenCall): Promise<string>;
  /** The token that Google gives for an assertion (RFC 7523). */
  grantFor(app: OAuth2App, assertion: string, call: TokenCall): Promise<Grant>;
}

/** https://developers.google.com/identity/protocols/oauth2/service-account#httprest */
export function createServiceAccounts(
  urls: ProviderUrls["google"],
  tools: ProviderTools,
  workloadIdentity: WorkloadIdentity,
): ServiceAccounts {
  const tokenUrl = `${urls.oauth2}/token`;

  function claimsOf(app: OAuth2App, user: string | null) {
    const isKeyless = app.authMethod === "externalAccount";
    const issuedAt = Math.floor(tools.now() / 1000);
    return {
      // For a mailbox the client id is what the Workspace domain has let in; for itself, or through a workload identity, it is its address.
      iss: (user === null || isKeyless ? app.serviceClientEmail : app.serviceClient) ?? "",
      scope: requestedScopes(app).join(" "),
      ...(user !== null && { sub: user }),
      aud: tokenUrl,
      iat: issuedAt,
      exp: issuedAt + LIFETIME_SECONDS,
    };
  }

  return {
    async assertion(app, user, call) {
      const claims = claimsOf(app, user);
      if (app.authMethod === "externalAccount") return workloadIdentity.sign(app, claims, call);
      const header = {
        alg: "RS256",
        typ: "JWT",
        ...(user === null && app.serviceClient !== null && { kid: app.serviceClient }),
      };
      return new SignJWT(claims).setProtectedHeader(header).sign(privateKeyOf(app));
    },
    grantFor: (app, assertion, call) =>
      requestToken(tools.calling, app, {
        signal: call.signal,
        proxy: call.proxy,
        url: tokenUrl,
        params: { grant_type: JWT_BEARER, assertion },
        canRepeat: true,
        told:
          app.authMethod === "externalAccount" && app.serviceClientEmail !== null
            ? { signer: app.serviceClientEmail }
            : {},
        now: tools.now(),
      }),
  };
}

function privateKeyOf(app: OAuth2App): KeyObject {
  try {
    return createPrivateKey(app.serviceKey ?? "");
  } catch (error) {
    throw new TokenRequestFailed(
      "refused",
      "The service key of the application is no private key in PEM",
      { provider: app.provider, ...(app.serviceClient !== null && { serviceClient: app.serviceClient }) },
      { code: "EServiceKey", cause: error },
    );
  }
}
