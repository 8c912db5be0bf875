import { getConfiguration as promise } from "@posthorn/contracts/settings";
import { verb } from "../verb.ts";

export const getConfiguration = verb(promise, async ({ limits, configured }) => ({
  apiAuthentication: limits.requireApiAuth,
  oauthTokens: limits.enableOAuthTokens,
  dashboardAddresses: [...limits.adminAddresses],
  sealedWith: configured.hasSecret ? ("secret" as const) : ("keyFile" as const),
  fixed: [...configured.fixed],
  preset: [...configured.preset],
}));
