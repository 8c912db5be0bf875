import { listExports as promise } from "@posthorn/contracts/exports";
import { accountExists } from "../../storage/accounts.ts";
import { listExports as findExports } from "../../storage/exports.ts";
import { accountNotFound } from "../accounts/not-found.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";

export const listExports = verb(promise, async (ctx, { params: { account }, query }) => {
  if (!(await accountExists(ctx.storage, account))) throw accountNotFound();
  const page = pageOf(query);
  const { total, exports } = await findExports(ctx.storage, { account, ...page.range });
  return {
    ...page.of(total),
    exports: exports.map(({ id, status, createdAt, expiresAt }) => ({
      exportId: id,
      status,
      created: new Date(createdAt).toISOString(),
      expiresAt: new Date(expiresAt).toISOString(),
    })),
  };
});
