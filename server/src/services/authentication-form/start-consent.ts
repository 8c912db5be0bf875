import { PosthornError } from "../../core/errors.ts";
import type { FormLink } from "../../core/form-link.ts";
import { beginConsent } from "../consents/begin.ts";
import type { Context } from "../context.ts";
import { offeredApps } from "./offered-apps.ts";
import { expiryOf } from "./open-link.ts";

/**
 * Where somebody who followed a link consents by this OAuth2 application. Throws `not_found` for one that is not offered.
 */
export async function startConsent(ctx: Context, link: FormLink, type: string): Promise<string> {
  const app = (await offeredApps(ctx.storage)).find(({ id }) => id === type);
  if (app === undefined) throw new PosthornError("not_found", "The OAuth2 application is not offered here");
  return beginConsent(ctx, app, {
    redirectUrl: link.redirectUrl,
    account: {
      account: link.account ?? null,
      name: link.name ?? "",
      ...(link.email !== undefined && { email: link.email }),
      ...presetsOf(link),
      oauth2: { provider: app.id, auth: {} },
    },
    link: {
      nonce: link.n,
      expiresAt: expiryOf(link),
      delegated: link.delegated === true,
      ...(link.errorRedirectUrl !== undefined && { errorRedirectUrl: link.errorRedirectUrl }),
    },
  });
}

/** What the link decides about the account, whichever way it is added. */
export const presetsOf = ({ expectedEmail, path, subconnections, notifyFrom, syncFrom }: FormLink) => ({
  ...(expectedEmail !== undefined && { expectedEmail }),
  ...(path !== undefined && { path }),
  ...(subconnections !== undefined && { subconnections }),
  ...(notifyFrom !== undefined && { notifyFrom }),
  ...(syncFrom !== undefined && { syncFrom }),
});
