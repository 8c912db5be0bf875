import { sql } from "kysely";
import type { AiUsageTotals } from "@posthorn/contracts/ai";
import { portionsOf } from "./portions.ts";
import type { Db } from "./storage.ts";

/** What a model was used for on one day (days since 1970, UTC). */
export interface ModelUse extends AiUsageTotals {
  day: number;
  /** Null for what belongs to none. */
  account: string | null;
  model: string;
}

/** Which uses are summed up: those of the days `from` to `to`, both included. */
export interface ModelUseRange {
  from: number;
  to: number;
  account: string | undefined;
}

const SUMS = ["calls", "failed", "withoutUsage", "promptTokens", "completionTokens"] as const;

/** No account has a blank id. */
const NO_ACCOUNT = "";
const MOST_MODELS = 100;

/** Adds to what was used. */
export async function addModelUses(db: Db, uses: readonly ModelUse[]): Promise<void> {
  for (const portion of portionsOf(uses))
    await db.sql
      .insertInto("modelUses")
      .values(portion.map((use) => ({ ...use, account: use.account ?? NO_ACCOUNT })))
      .onConflict((c) =>
        c.columns(["day", "account", "model"]).doUpdateSet((e) => ({
          calls: e("modelUses.calls", "+", e.ref("excluded.calls")),
          failed: e("modelUses.failed", "+", e.ref("excluded.failed")),
          withoutUsage: e("modelUses.withoutUsage", "+", e.ref("excluded.withoutUsage")),
          promptTokens: e("modelUses.promptTokens", "+", e.ref("excluded.promptTokens")),
          completionTokens: e("modelUses.completionTokens", "+", e.ref("excluded.completionTokens")),
        })),
      )
      .execute();
}

/** Sums of all. */
export async function sumModelUses(db: Db, range: ModelUseRange): Promise<AiUsageTotals> {
  const row = await usesOf(db, range)
    .select((e) => SUMS.map((column) => e.fn.sum<number | null>(column).as(column)))
    .executeTakeFirstOrThrow();
  return totalsOf(row);
}

/** A page of sums by account, the one with the most tokens first. */
export async function sumModelUsesByAccount(
  db: Db,
  range: ModelUseRange,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ total: number; accounts: ({ account: string | null } & AiUsageTotals)[] }> {
  const { total } = await usesOf(db, range)
    .select((e) => e.fn.count<number>("account").distinct().as("total"))
    .executeTakeFirstOrThrow();
  const rows = await usesOf(db, range)
    .select("account")
    .select((e) => SUMS.map((column) => e.fn.sum<number | null>(column).as(column)))
    .groupBy("account")
    .orderBy(TOKENS, "desc")
    .orderBy("account")
    .limit(limit)
    .offset(offset)
    .execute();
  const accounts = rows.map(({ account, ...sums }) => ({
    account: account === NO_ACCOUNT ? null : account,
    ...totalsOf(sums),
  }));
  return { total: Number(total), accounts };
}

/** Sums by model, the one with the most tokens first; no more than a hundred. */
export async function sumModelUsesByModel(
  db: Db,
  range: ModelUseRange,
): Promise<({ model: string } & AiUsageTotals)[]> {
  const rows = await usesOf(db, range)
    .select("model")
    .select((e) => SUMS.map((column) => e.fn.sum<number | null>(column).as(column)))
    .groupBy("model")
    .orderBy(TOKENS, "desc")
    .orderBy("model")
    .limit(MOST_MODELS)
    .execute();
  return rows.map(({ model, ...sums }) => ({ model, ...totalsOf(sums) }));
}

/** Sums by day, the oldest first; days without are left out. */
export async function sumModelUsesByDay(db: Db, range: ModelUseRange): Promise<({ day: number } & AiUsageTotals)[]> {
  const rows = await usesOf(db, range)
    .select("day")
    .select((e) => SUMS.map((column) => e.fn.sum<number | null>(column).as(column)))
    .groupBy("day")
    .orderBy("day")
    .execute();
  return rows.map(({ day, ...sums }) => ({ day, ...totalsOf(sums) }));
}

export async function deleteModelUses(db: Db, account: string): Promise<void> {
  await db.sql.deleteFrom("modelUses").where("account", "=", account).execute();
}

/** Forgets the days before `day`. */
export async function deleteModelUsesBefore(db: Db, day: number): Promise<void> {
  await db.sql.deleteFrom("modelUses").where("day", "<", day).execute();
}

const TOKENS = sql`sum("promptTokens") + sum("completionTokens")`;

const usesOf = (db: Db, { from, to, account }: ModelUseRange) =>
  db.sql
    .selectFrom("modelUses")
    .where("day", ">=", from)
    .where("day", "<=", to)
    .$if(account !== undefined, (q) => q.where("account", "=", account ?? ""));

const totalsOf = (sums: Record<(typeof SUMS)[number], number | null>): AiUsageTotals => ({
  calls: Number(sums.calls),
  failed: Number(sums.failed),
  withoutUsage: Number(sums.withoutUsage),
  promptTokens: Number(sums.promptTokens),
  completionTokens: Number(sums.completionTokens),
});
