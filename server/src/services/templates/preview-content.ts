import { previewContent as promise } from "@posthorn/contracts/templates";
import { verb } from "../verb.ts";
import { boundAccountOf } from "./find.ts";
import { refuseOversize } from "./refuse-oversize.ts";
import { rendered } from "./rendered.ts";

/** What a message would say of a template that is still being written; by a bound token in the name of its account. */
export const previewContent = verb(promise, async (ctx, { body }, call) => {
  refuseOversize(body.content, ctx.limits.maxTextSize);
  const { content, format = "html", params, to } = body;
  const account = boundAccountOf(call) ?? body.account ?? null;
  return { content: await rendered(ctx, { content, format }, account, { params, to }, call) };
});
