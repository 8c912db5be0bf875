import { getSignInMethods as promise } from "@posthorn/contracts/sessions";
import { hasPasskeys } from "../../storage/passkeys.ts";
import { verb } from "../verb.ts";

/** A provider that is not in order is not offered. */
export const getSignInMethods = verb(promise, async (ctx) => {
  const hasServiceUrl = Boolean(ctx.settings.get("serviceUrl"));
  const forced = hasServiceUrl ? ctx.signInProviders.forced() : undefined;
  const offered = forced === undefined ? ctx.signInProviders.all : [forced];
  return {
    password: forced === undefined,
    passkey: forced === undefined && hasServiceUrl && (await hasPasskeys(ctx.storage)),
    providers: offered
      .filter((provider) => hasServiceUrl && provider.isReady())
      .map(({ id, label }) => ({ id, label, path: `/admin/login/${id}` })),
    forced: forced !== undefined,
  };
});
