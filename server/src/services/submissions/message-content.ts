import type { Submission as SubmissionBody } from "@posthorn/contracts/submissions";
import { PosthornError } from "../../core/errors.ts";
import { TEMPLATE_FIELDS, type TemplateContent, type TemplateFormat } from "../../mime/templates/template.ts";
import type { AccountRecord } from "../../storage/accounts.ts";
import { findTemplateVersion } from "../../storage/template-versions.ts";
import { findTemplate } from "../../storage/templates.ts";
import { refuseOversize } from "../composing/compose-for-account.ts";
import type { Context } from "../context.ts";
import { templateContext, type TemplateValues } from "../templates/template-context.ts";

/** What a message says before its values are filled in. */
export interface MessageContent {
  says: TemplateContent;
  format: TemplateFormat;
  /** Whether values are filled in although nobody gives any. */
  isTemplate: boolean;
}

/**
 * What a submission says: what its template says, and of the request what the template leaves open. Throws
 * TemplateNotFound, also for a template of another account, and `invalid` for what is longer than it may be.
 */
export async function findContent(ctx: Context, account: AccountRecord, body: SubmissionBody): Promise<MessageContent> {
  refuseOversize(body, ctx.limits.maxTextSize);
  const render = body.render || undefined;
  const own = contentOf(body);
  const content = { says: own, format: render?.format ?? "html", isTemplate: render !== undefined };
  if (!body.template) return content;
  const template = await findTemplate(ctx.storage, body.template);
  if (template === undefined || (template.account !== null && template.account !== account.id))
    throw new PosthornError("not_found", "Requested template was not found", { code: "TemplateNotFound" });
  const { templateVersion: version } = body;
  const saying = version === undefined ? template : await findTemplateVersion(ctx.storage, template.id, version);
  if (saying === undefined)
    throw new PosthornError("not_found", "Requested version of the template was not found", {
      code: "TemplateNotFound",
    });
  const said = contentOf(saying.content);
  const says = { ...own, ...said };
  if (said.html === undefined) return { ...content, says };
  return { says, format: saying.format, isTemplate: body.render !== false };
}

/** What is not empty of the parts that a template can write. */
const contentOf = (from: TemplateContent): TemplateContent =>
  Object.fromEntries(TEMPLATE_FIELDS.flatMap((field) => (from[field] ? [[field, from[field]]] : [])));

/** What the message says with its values filled in; as it is written where it is no template. */
export async function renderContent(
  ctx: Context,
  account: AccountRecord,
  { says, format, isTemplate }: MessageContent,
  values: TemplateValues,
  signal: AbortSignal,
): Promise<TemplateContent> {
  if (!isTemplate && values.params === undefined) return says;
  const { subject, ...rendered } = await ctx.templates.render(says, format, templateContext(ctx, account, values), {
    account: account.id,
    signal,
  });
  return { ...rendered, ...(subject !== undefined && { subject: subject.trim() }) };
}
