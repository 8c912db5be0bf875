import { flushTemplates as promise } from "@posthorn/contracts/templates";
import { PosthornError } from "../../core/errors.ts";
import { deleteTemplatesOfAccount } from "../../storage/templates.ts";
import { requireAccount } from "../accounts/not-found.ts";
import { verb } from "../verb.ts";

export const flushTemplates = verb(promise, async (ctx, { params, query }) => {
  if (query.force !== true)
    throw new PosthornError("invalid", 'Say "force=true" to delete all templates of the account', {
      code: "ForceRequired",
    });
  await requireAccount(ctx.storage, params.account);
  await ctx.storage.transaction((tx) => deleteTemplatesOfAccount(tx, params.account));
  return { flushed: true, account: params.account };
});
