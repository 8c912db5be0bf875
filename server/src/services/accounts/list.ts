import { ACCOUNT_ERRORS, type AccountStateName, listAccounts as promise } from "@posthorn/contracts/accounts";
import { accountCounts } from "../../storage/account-counters.ts";
import { listAccounts as findAccounts } from "../../storage/accounts.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";
import { accountListEntry, withPending } from "./account-view.ts";

export const listAccounts = verb(promise, async (ctx, { query }) => {
  const paging = pageOf(query);
  const { total, accounts } = await findAccounts(ctx.storage, {
    query: query.query || undefined,
    states: statesOf(query.state),
    ...paging.range,
  });
  const counts = await accountCounts(
    ctx.storage,
    accounts.map((account) => account.id),
  );
  return {
    ...paging.of(total),
    query: query.query || (false as const),
    state: query.state ?? "*",
    accounts: accounts.map((account) =>
      accountListEntry(account, withPending(counts.get(account.id), ctx.tally.pendingOf(account.id))),
    ),
  };
});

function statesOf(wanted: AccountStateName | typeof ACCOUNT_ERRORS | undefined): AccountStateName[] | undefined {
  if (wanted === undefined) return undefined;
  return wanted === ACCOUNT_ERRORS ? ["authenticationError", "connectError"] : [wanted];
}
