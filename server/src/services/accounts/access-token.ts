import { getAccountToken as promise } from "@posthorn/contracts/accounts";
import { PosthornError } from "../../core/errors.ts";
import { ConnectFailure } from "../../core/mail-backend.ts";
import { requestedScopes } from "../../core/oauth2-app.ts";
import { findOAuth2App } from "../../storage/oauth2-apps.ts";
import { verb } from "../verb.ts";
import { requireAccount } from "./not-found.ts";

/** A token that works now, for calls to the provider that we have no word for. Off unless the operator wants it. */
export const getAccountToken = verb(promise, async (ctx, { params }, { signal }) => {
  if (!ctx.limits.enableOAuthTokens)
    throw new PosthornError("forbidden", "Access tokens are not given away here", { code: "ApiEndpointDisabled" });
  const { id, settings } = await requireAccount(ctx.storage, params.account);
  const { oauth2 } = settings;
  const app = oauth2?.provider === undefined ? undefined : await findOAuth2App(ctx.storage, oauth2.provider);
  const user = oauth2?.auth?.user;
  if (app === undefined || user === undefined)
    throw new PosthornError("forbidden", "The account has no OAuth2 grant", { code: "AccountNotOAuth2" });
  const common = {
    account: id,
    user,
    provider: app.provider,
    ...(app.id !== app.provider && { app: app.id }),
    registeredScopes: requestedScopes(app),
  };
  try {
    if (oauth2?.useAuthServer === true && ctx.settings.get("authServer")) {
      const { accessToken = "" } = await ctx.authenticationServer.loginOf(id, "api").current({ signal });
      return { ...common, accessToken, cached: false };
    }
    const { accessToken, expiresAt, isCached } = await ctx.accountTokens.currentOf(id, { signal });
    return {
      ...common,
      accessToken,
      ...(expiresAt !== null && { expires: new Date(expiresAt).toISOString() }),
      cached: isCached,
    };
  } catch (error) {
    if (!(error instanceof ConnectFailure)) throw error;
    throw new PosthornError("forbidden", error.message, {
      code: "OauthRenewError",
      extra: {
        authenticationFailed: error.reason === "authentication",
        ...(error.tokenRequest && { tokenRequest: error.tokenRequest }),
      },
      cause: error,
    });
  }
});
