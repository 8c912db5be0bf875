import { ACCOUNT_ERRORS, type AccountStateName, listAccounts as promise } from "@posthorn/contracts/accounts";
import { accountCounts } from "../../storage/account-counters.ts";
import { type AccountRecord, listAccounts as findAccounts } from "../../storage/accounts.ts";
import { listOAuth2Apps } from "../../storage/oauth2-apps.ts";
import type { Db } from "../../storage/storage.ts";
import { ownerOfGrant } from "../logins/grant-owner.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";
import { accountListEntry, withPending } from "./account-view.ts";

export const listAccounts = verb(promise, async (ctx, { query }) => {
  const paging = pageOf(query);
  const { total, accounts } = await findAccounts(ctx.storage, {
    query: query.query || undefined,
    states: statesOf(query.state),
    oauth2App: query.app || undefined,
    ...paging.range,
  });
  const counts = await accountCounts(
    ctx.storage,
    accounts.map((account) => account.id),
  );
  const apps = await appsOf(ctx.storage, accounts);
  return {
    ...paging.of(total),
    query: query.query || (false as const),
    state: query.state ?? "*",
    accounts: await Promise.all(
      accounts.map(async (account) =>
        accountListEntry(
          account,
          withPending(counts.get(account.id), ctx.tally.pendingOf(account.id)),
          apps.get(account.settings.oauth2?.provider ?? ""),
          await delegationErrorOf(ctx.storage, account),
        ),
      ),
    ),
  };
});

async function appsOf(db: Db, accounts: readonly AccountRecord[]) {
  const isAsked = accounts.some(({ settings }) => settings.oauth2?.provider !== undefined);
  return new Map(isAsked ? (await listOAuth2Apps(db)).map((app) => [app.id, app]) : []);
}

async function delegationErrorOf(db: Db, { id, settings }: AccountRecord): Promise<string | undefined> {
  if (settings.oauth2?.auth?.delegatedAccount === undefined) return undefined;
  return ownerOfGrant(db, id).then(
    () => undefined,
    (error: Error) => error.message,
  );
}

function statesOf(wanted: AccountStateName | typeof ACCOUNT_ERRORS | undefined): AccountStateName[] | undefined {
  if (wanted === undefined) return undefined;
  return wanted === ACCOUNT_ERRORS ? ["authenticationError", "connectError"] : [wanted];
}
