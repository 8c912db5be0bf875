import { listTemplateVersions as promise } from "@posthorn/contracts/templates";
import { listTemplateVersions as findVersions } from "../../storage/template-versions.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";
import { requireOwnTemplate } from "./find.ts";

export const listTemplateVersions = verb(promise, async (ctx, { params, query }, call) => {
  const { account, id } = await requireOwnTemplate(ctx.storage, params.template, call);
  const paging = pageOf(query);
  const { total, versions } = await findVersions(ctx.storage, id, paging.range);
  return {
    account,
    id,
    ...paging.of(total),
    versions: versions.map(({ version, format, createdAt }) => ({
      version,
      format,
      created: new Date(createdAt).toISOString(),
    })),
  };
});
