import { updateTemplate as promise } from "@posthorn/contracts/templates";
import { updateTemplate as changeTemplate } from "../../storage/templates.ts";
import { verb } from "../verb.ts";
import { lockOwnTemplate } from "./find.ts";
import { refuseOversize } from "./refuse-oversize.ts";

/** Changes what is named; the rest stays as it is. What it says is replaced as a whole, which makes a new version. */
export const updateTemplate = verb(promise, async (ctx, { params, body }, call) => {
  if (body.content) refuseOversize(body.content, ctx.limits.maxTextSize);
  return ctx.storage.transaction(async (tx) => {
    const known = await lockOwnTemplate(tx, params.template, call);
    const version = await changeTemplate(tx, known, body, ctx.now());
    return { updated: true, account: known.account, id: known.id, version };
  });
});
