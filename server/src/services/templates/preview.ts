import { previewTemplate as promise } from "@posthorn/contracts/templates";
import { verb } from "../verb.ts";
import { boundAccountOf, requireOwnTemplate, requireVersion } from "./find.ts";
import { rendered } from "./rendered.ts";

/** What a message of the template would say. */
export const previewTemplate = verb(promise, async (ctx, { params, body }, call) => {
  const template = await requireOwnTemplate(ctx.storage, params.template, call);
  const said = body?.version === undefined ? template : await requireVersion(ctx.storage, template.id, body.version);
  const account = template.account ?? boundAccountOf(call) ?? body?.account ?? null;
  const content = await rendered(ctx, said, account, { params: body?.params, to: body?.to }, call);
  return { account: template.account, id: template.id, content };
});
