import { createTemplate as promise } from "@posthorn/contracts/templates";
import { timeSortedId } from "../../core/ids.ts";
import { lockAccount } from "../../storage/accounts.ts";
import { insertTemplate } from "../../storage/templates.ts";
import { accountNotFound } from "../accounts/not-found.ts";
import { verb } from "../verb.ts";
import { boundAccountOf } from "./find.ts";
import { refuseOversize } from "./refuse-oversize.ts";

/** Adds a template; by a bound token it is one of its account, whatever the request says. */
export const createTemplate = verb(promise, async (ctx, { body }, call) => {
  refuseOversize(body.content, ctx.limits.maxTextSize);
  const account = boundAccountOf(call) ?? body.account;
  const now = ctx.now();
  const id = timeSortedId(now);
  const { name, description = null, format = "html", content } = body;
  await ctx.storage.transaction(async (tx) => {
    // Locked, so that it is not deleted meanwhile, and its templates with it.
    if (account !== null && (await lockAccount(tx, account)) === undefined) throw accountNotFound();
    await insertTemplate(tx, { id, account, name, description, format, content, createdAt: now });
  });
  return { created: true, account, id };
});
