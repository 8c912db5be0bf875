import type { TemplateContent, TemplateFormat } from "@posthorn/contracts/templates";
import { textFromHtml } from "../../mime/text-from-html.ts";
import { requireAccount } from "../accounts/not-found.ts";
import type { Context } from "../context.ts";
import type { Call } from "../verb.ts";
import { templateContext, type TemplateValues } from "./template-context.ts";

/** What a message would say, text that is made of its HTML included, in the name of an account or of nobody. */
export async function rendered(
  ctx: Context,
  said: { content: TemplateContent; format: TemplateFormat },
  accountId: string | null,
  values: TemplateValues,
  { signal }: Pick<Call, "signal">,
): Promise<TemplateContent> {
  const account = accountId === null ? null : await requireAccount(ctx.storage, accountId);
  const content = await ctx.templates.render(said.content, said.format, templateContext(ctx, account, values), {
    account: account?.id,
    signal,
  });
  const text = content.text ?? (content.html === undefined ? undefined : textFromHtml(content.html));
  return { ...content, ...(text !== undefined && { text }) };
}
