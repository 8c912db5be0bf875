import { getAiUsage as promise } from "@posthorn/contracts/ai";
import {
  sumModelUses,
  sumModelUsesByAccount,
  sumModelUsesByDay,
  sumModelUsesByModel,
} from "../../storage/model-uses.ts";
import { requireAccount } from "../accounts/not-found.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";
import { DAY_MS } from "./model-uses.ts";

const DAYS_TOLD = 30;

/** What language models were used for from one day to another, by account, model and day. */
export const getAiUsage = verb(promise, async (ctx, { query }) => {
  const { account } = query;
  const to = query.to === undefined ? Math.floor(ctx.now() / DAY_MS) : numberOf(query.to);
  const from = query.from === undefined ? to - DAYS_TOLD + 1 : numberOf(query.from);
  if (account !== undefined) await requireAccount(ctx.storage, account);
  await ctx.modelUses.flush();
  const range = { from, to, account };
  const paging = pageOf(query);
  const { total, accounts } = await sumModelUsesByAccount(ctx.storage, range, paging.range);
  return {
    from: dayOf(from),
    to: dayOf(to),
    totals: await sumModelUses(ctx.storage, range),
    ...paging.of(total),
    accounts,
    models: await sumModelUsesByModel(ctx.storage, range),
    days: (await sumModelUsesByDay(ctx.storage, range)).map(({ day, ...sums }) => ({ day: dayOf(day), ...sums })),
  };
});

const numberOf = (day: string) => Math.floor(Date.parse(day) / DAY_MS);
const dayOf = (number: number) => new Date(number * DAY_MS).toISOString().slice(0, 10);
