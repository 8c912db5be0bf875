import { listTemplates as promise } from "@posthorn/contracts/templates";
import { listTemplates as findTemplates } from "../../storage/templates.ts";
import { requireAccount } from "../accounts/not-found.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";
import { templateEntry } from "./template-view.ts";

export const listTemplates = verb(promise, async (ctx, { query }) => {
  const account = query.account ?? null;
  if (account !== null) await requireAccount(ctx.storage, account);
  const paging = pageOf(query);
  const { total, templates } = await findTemplates(ctx.storage, account, {
    ...paging.range,
    includeShared: query.includeShared ?? false,
  });
  return { account, ...paging.of(total), templates: templates.map(templateEntry) };
});
