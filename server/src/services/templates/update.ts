import { updateTemplate as promise } from "@posthorn/contracts/templates";
import { updateTemplate as changeTemplate } from "../../storage/templates.ts";
import { verb } from "../verb.ts";
import { requireOwnTemplate } from "./find.ts";
import { refuseOversize } from "./refuse-oversize.ts";

/** Changes what is named; the rest stays as it is. What it says is replaced as a whole. */
export const updateTemplate = verb(promise, async (ctx, { params, body }, call) => {
  if (body.content) refuseOversize(body.content, ctx.limits.maxTextSize);
  const account = await ctx.storage.transaction(async (tx) => {
    const known = await requireOwnTemplate(tx, params.template, call);
    await changeTemplate(tx, known.id, { ...body, updatedAt: ctx.now() });
    return known.account;
  });
  return { updated: true, account, id: params.template };
});
