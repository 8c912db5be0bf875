import { type UpdateOAuth2App, updateOAuth2App as promise } from "@posthorn/contracts/oauth2-apps";
import type { OAuth2App } from "../../core/oauth2-app.ts";
import { renewAccountsOfOAuth2App } from "../../storage/accounts.ts";
import { updateOAuth2App as storeOAuth2App } from "../../storage/oauth2-apps.ts";
import { verb } from "../verb.ts";
import { requireOAuth2App } from "./find.ts";
import { refuseMaskedSecrets, requireSound } from "./rules.ts";

/** Changes what is named; the rest stays as it is. Its accounts log in anew: what was refused before may be in order now. */
export const updateOAuth2App = verb(promise, async (ctx, { params, body }) => {
  refuseMaskedSecrets(body);
  await ctx.storage.transaction(async (tx) => {
    const known = await requireOAuth2App(tx, params.app);
    const changed = { ...known, ...changesOf(body) };
    await requireSound(tx, changed, known);
    await storeOAuth2App(tx, changed, ctx.now());
    await renewAccountsOfOAuth2App(tx, known.id);
  });
  return { id: params.app, updated: true };
});

/** The keys where false, null or nothing means that there is none. */
const CLEARABLE = [
  "clientId",
  "redirectUrl",
  "serviceClient",
  "pubSubApp",
  "googleProjectId",
  "googleTopicName",
  "googleSubscriptionName",
  "googlePushAccount",
] as const;

function changesOf({ tenant, authority, ...body }: UpdateOAuth2App): Partial<OAuth2App> {
  const cleared = CLEARABLE.filter((key) => body[key] !== undefined && !body[key]).map((key) => [key, null]);
  const chosen = authority === "tenant" ? tenant : authority;
  return {
    ...body,
    ...(chosen !== undefined && { authority: chosen }),
    ...Object.fromEntries(cleared),
  } as Partial<OAuth2App>;
}
