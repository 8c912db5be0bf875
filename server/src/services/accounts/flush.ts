import { flushAccount as promise } from "@posthorn/contracts/accounts";
import { next } from "../../core/account-state.ts";
import { PosthornError } from "../../core/errors.ts";
import { lockAccount, updateAccountSettings, updateAccountStatus } from "../../storage/accounts.ts";
import { verb } from "../verb.ts";
import { accountNotFound } from "./not-found.ts";
import { isoOrNull, momentOf } from "./settings-of-input.ts";

/**
 * Acknowledged once it is noted. Whoever watches the account lets go of it, forgets, and begins as
 * for the first time; ids of messages stay valid.
 */
export const flushAccount = verb(promise, async (ctx, { params: { account: id }, body }) => {
  const now = ctx.now();
  const answer = await ctx.storage.transaction(async (tx) => {
    const account = await lockAccount(tx, id);
    if (account === undefined) throw accountNotFound();
    if (body.flush !== true) return { flush: false };
    if (account.flushWantedAt !== null)
      throw new PosthornError("limited", "The account is being flushed already", { code: "LockFail", temporary: true });
    const { notifyFrom, imapIndexer, syncFrom } = body;
    const settings = {
      ...account.settings,
      notifyFrom: momentOf(notifyFrom === undefined ? "now" : notifyFrom, new Date(now)),
      ...(imapIndexer && { imapIndexer }),
      ...(syncFrom !== undefined && { syncFrom: isoOrNull(syncFrom) }),
    };
    await updateAccountSettings(tx, id, settings, now);
    await updateAccountStatus(tx, id, { flushWantedAt: now, state: next[account.state]["flush"] });
    tx.hint(`account:${id}`);
    tx.hint(`state:${id}`);
    return { flush: true };
  });
  await ctx.storage.durable();
  return answer;
});
