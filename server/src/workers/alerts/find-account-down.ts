import type { AlertWhen } from "@posthorn/contracts/alert-rules";
import type { Locale } from "@posthorn/contracts/locales";
import { ALERT_TEXTS } from "@posthorn/contracts/texts/alerts";
import { fillTemplate } from "@posthorn/contracts/texts/template";
import type { AlertFinding } from "../../core/alert-rule.ts";
import { counted, moment } from "../../core/alert-text.ts";
import { findFailingAccounts } from "../../storage/failing-accounts.ts";
import type { Storage } from "../../storage/storage.ts";
import { MOST_NAMED, short } from "./wording.ts";

/** Looks for accounts that can't be connected to. */
export async function findAccountDown(
  storage: Storage,
  { minutes, more, account }: NonNullable<AlertWhen["accountDown"]>,
  locale: Locale,
  now: number,
): Promise<AlertFinding> {
  const texts = ALERT_TEXTS[locale];
  const { total, accounts } = await findFailingAccounts(storage, {
    since: now - minutes * 60_000,
    account,
    limit: MOST_NAMED,
  });
  const isMet = total > more;
  const values = { minutes: counted(texts.minutes, minutes, locale), allowed: String(more), account: account ?? "" };
  const what =
    account === undefined
      ? counted(minutes === 0 ? texts.accountsDown : texts.accountsDownFor, total, locale, values)
      : fillTemplate(
          total === 0 ? texts.accountWell : minutes === 0 ? texts.accountDown : texts.accountDownFor,
          values,
        );
  const named = accounts.map(({ id, since, lastError }) => {
    const why = lastError?.description ?? lastError?.response ?? "";
    const found = { account: id, since: moment(since), why: short(why) };
    return fillTemplate(why === "" ? texts.failingSince : texts.failingBecause, found);
  });
  const others = total - accounts.length;
  return {
    isMet,
    value: total,
    lines: [what, ...named, ...(others > 0 ? [fillTemplate(texts.others, { count: String(others) })] : [])],
    // From the moment on at which one more than are allowed failed.
    since: isMet ? (accounts[more]?.since ?? null) : null,
    page: account === undefined ? "/accounts?state=errors" : `/accounts/${encodeURIComponent(account)}`,
  };
}
