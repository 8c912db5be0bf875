import { previewTemplate as promise } from "@posthorn/contracts/templates";
import { textFromHtml } from "../../mime/text-from-html.ts";
import { requireAccount } from "../accounts/not-found.ts";
import { verb } from "../verb.ts";
import { boundAccountOf, requireOwnTemplate, requireVersion } from "./find.ts";
import { templateContext } from "./template-context.ts";

/** What a message of the template would say, text that is made of its HTML included. */
export const previewTemplate = verb(promise, async (ctx, { params, body }, call) => {
  const template = await requireOwnTemplate(ctx.storage, params.template, call);
  const said = body?.version === undefined ? template : await requireVersion(ctx.storage, template.id, body.version);
  const accountId = template.account ?? boundAccountOf(call) ?? body?.account ?? null;
  const account = accountId === null ? null : await requireAccount(ctx.storage, accountId);
  const context = templateContext(ctx, account, { params: body?.params, to: body?.to });
  const content = await ctx.templates.render(said.content, said.format, context, {
    account: account?.id,
    signal: call.signal,
  });
  const text = content.text ?? (content.html === undefined ? undefined : textFromHtml(content.html));
  return { account: template.account, id: template.id, content: { ...content, ...(text !== undefined && { text }) } };
});
