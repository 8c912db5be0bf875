import { getOAuth2App as promise } from "@posthorn/contracts/oauth2-apps";
import { countAccountsOfOAuth2App } from "../../storage/accounts.ts";
import { verb } from "../verb.ts";
import { appView } from "./app-view.ts";
import { requireOAuth2App } from "./find.ts";

export const getOAuth2App = verb(promise, async (ctx, { params }) => ({
  ...appView(await requireOAuth2App(ctx.storage, params.app)),
  accounts: await countAccountsOfOAuth2App(ctx.storage, params.app),
}));
