import { deleteAccountLog as promise } from "@posthorn/contracts/logs";
import { deleteAccountLog as deleteLines } from "../../storage/account-log.ts";
import { accountExists } from "../../storage/accounts.ts";
import { accountNotFound } from "../accounts/not-found.ts";
import { verb } from "../verb.ts";

/** Empties the log of an account. What another node noted in the last second may still come. */
export const deleteAccountLog = verb(promise, async (ctx, { params: { account } }) => {
  if (!(await accountExists(ctx.storage, account))) throw accountNotFound();
  await ctx.accountLog.forget(account);
  const lines = await deleteLines(ctx.storage, account);
  return { account, deleted: lines > 0 };
});
