import { deleteOAuth2App as promise } from "@posthorn/contracts/oauth2-apps";
import { countAccountsOfOAuth2App, renewAccountsOfOAuth2App } from "../../storage/accounts.ts";
import { deleteOAuth2App as forgetOAuth2App } from "../../storage/oauth2-apps.ts";
import { verb } from "../verb.ts";

/** Forgets an application. Its accounts stay, and say at once that it is gone. */
export const deleteOAuth2App = verb(promise, async (ctx, { params }) => {
  const id = params.app;
  return ctx.storage.transaction(async (tx) => {
    const accounts = await countAccountsOfOAuth2App(tx, id);
    const deleted = await forgetOAuth2App(tx, id);
    if (deleted) await renewAccountsOfOAuth2App(tx, id);
    return { id, deleted, accounts };
  });
});
