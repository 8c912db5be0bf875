import type { AlertWhen } from "@posthorn/contracts/alert-rules";
import type { AlertFinding } from "../../core/alert-rule.ts";
import { moment } from "../../core/alert-text.ts";
import { findFailingAccounts } from "../../storage/failing-accounts.ts";
import type { Storage } from "../../storage/storage.ts";
import { counted, MOST_NAMED, short } from "./wording.ts";

/** Looks for accounts that can't be connected to. */
export async function findAccountDown(
  storage: Storage,
  { minutes, more, account }: NonNullable<AlertWhen["accountDown"]>,
  now: number,
): Promise<AlertFinding> {
  const { total, accounts } = await findFailingAccounts(storage, {
    since: now - minutes * 60_000,
    account,
    limit: MOST_NAMED,
  });
  const isMet = total > more;
  const least = minutes === 0 ? "" : ` for at least ${counted(minutes, "minute", "minutes")}`;
  const limit = account === undefined ? ` (the rule allows ${more})` : "";
  const what =
    account === undefined
      ? `${counted(total, "account", "accounts")} can't be connected to${least}${limit}.`
      : `The account ${account} ${total > 0 ? `can't be connected to${least}` : "can be connected to, as far as is known"}.`;
  const named = accounts.map(({ id, since, lastError }) => {
    const why = lastError?.description ?? lastError?.response ?? "";
    return `${id}, since ${moment(since)}${why === "" ? "" : `: ${short(why)}`}`;
  });
  const others = total - accounts.length;
  return {
    isMet,
    value: total,
    lines: [what, ...named, ...(others > 0 ? [`and ${others} more`] : [])],
    // From the moment on at which one more than are allowed failed.
    since: isMet ? (accounts[more]?.since ?? null) : null,
    page: account === undefined ? "/accounts?state=errors" : `/accounts/${encodeURIComponent(account)}`,
  };
}
