import { createAccount as promise } from "@posthorn/contracts/accounts";
import { PosthornError } from "../../core/errors.ts";
import { findOAuth2App } from "../../storage/oauth2-apps.ts";
import { beginConsent } from "../consents/begin.ts";
import { verb } from "../verb.ts";
import { refuseProxyOfNarrowed } from "./refuse-proxy.ts";
import { registerAccount } from "./register.ts";
import { settingsOfCreation } from "./settings-of-input.ts";

/**
 * Stores the account; whether its credentials work shows in its state and its events. With `authorize` it is stored once
 * its owner has consented to it at the provider.
 */
export const createAccount = verb(promise, async (ctx, { body }, call) => {
  refuseProxyOfNarrowed(call.admission, body.proxy);
  if (!body.oauth2 || body.oauth2.authorize !== true) return registerAccount(ctx, body);
  const { authorize: _, redirectUrl, ...oauth2 } = body.oauth2;
  const app = await findOAuth2App(ctx.storage, oauth2.provider ?? "");
  if (app === undefined) throw refused(`OAuth2 application ${JSON.stringify(oauth2.provider ?? "")} was not found`);
  const account = { ...body, oauth2: { ...oauth2, auth: oauth2.auth ?? {} } };
  // What can't be stored is refused before anybody is sent to the provider.
  settingsOfCreation(account, undefined, new Date(ctx.now()));
  return { redirect: await beginConsent(ctx, app, { account, redirectUrl: redirectUrl ?? null }) };
});

const refused = (message: string) =>
  new PosthornError("invalid", "Invalid input", {
    fields: [{ message, key: "provider", path: "body.oauth2.provider" }],
  });
