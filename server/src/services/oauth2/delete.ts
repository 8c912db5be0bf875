import { deleteOAuth2App as promise } from "@posthorn/contracts/oauth2-apps";
import type { OAuth2App } from "../../core/oauth2-app.ts";
import { countAccountsOfOAuth2App, renewAccountsOfOAuth2App } from "../../storage/accounts.ts";
import { deleteOAuth2App as forgetOAuth2App, findOAuth2App } from "../../storage/oauth2-apps.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";

/** How long a caller waits for Google to let go. */
const DISMANTLE_MS = 10_000;

/** Forgets an application. Its accounts stay, and say at once that it is gone. */
export const deleteOAuth2App = verb(promise, async (ctx, { params }, { signal }) => {
  const id = params.app;
  const { app, accounts } = await ctx.storage.transaction(async (tx) => {
    const known = await findOAuth2App(tx, id);
    const users = await countAccountsOfOAuth2App(tx, id);
    if (known !== undefined) {
      await forgetOAuth2App(tx, id);
      await renewAccountsOfOAuth2App(tx, id);
    }
    return { app: known, accounts: users };
  });
  if (app !== undefined) await dismantle(ctx, app, AbortSignal.any([signal, AbortSignal.timeout(DISMANTLE_MS)]));
  return { id, deleted: app !== undefined, accounts };
});

/** What was made for it with Pub/Sub goes, too; where that fails, Google drops it some day. */
async function dismantle({ pubSub, log }: Context, app: OAuth2App, signal: AbortSignal): Promise<void> {
  if (app.pubSub === null) return;
  await pubSub
    .dismantle(app, app.pubSub, signal)
    .catch((error: unknown) =>
      log.warn({ err: error, app: app.id }, "The topic or subscription of a deleted application stays at Google"),
    );
}
