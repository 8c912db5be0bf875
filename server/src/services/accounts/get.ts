import { getAccount as promise } from "@posthorn/contracts/accounts";
import { accountCounts } from "../../storage/account-counters.ts";
import { findAccount } from "../../storage/accounts.ts";
import { verb } from "../verb.ts";
import { accountView, withPending } from "./account-view.ts";
import { accountNotFound } from "./not-found.ts";

export const getAccount = verb(promise, async (ctx, { params, query }) => {
  const account = await findAccount(ctx.storage, params.account);
  if (account === undefined) throw accountNotFound();
  const counts = await accountCounts(ctx.storage, [account.id]);
  const live = { connections: ctx.mail.connectionsOf(account.id), lastSeen: ctx.mail.lastSeenOf(account.id) };
  return {
    ...accountView(account, withPending(counts.get(account.id), ctx.tally.pendingOf(account.id)), live),
    // No backend tells quotas yet, which the contract calls `false`.
    ...(query.quota === true && { quota: false as const }),
  };
});
