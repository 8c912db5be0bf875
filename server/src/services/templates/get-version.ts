import { getTemplateVersion as promise } from "@posthorn/contracts/templates";
import { verb } from "../verb.ts";
import { requireOwnTemplate, requireVersion } from "./find.ts";

export const getTemplateVersion = verb(promise, async (ctx, { params }, call) => {
  const { account, id } = await requireOwnTemplate(ctx.storage, params.template, call);
  const { version, format, content, createdAt } = await requireVersion(ctx.storage, id, params.version);
  return { account, id, version, format, created: new Date(createdAt).toISOString(), content };
});
