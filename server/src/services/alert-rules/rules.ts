import { isDeepStrictEqual } from "node:util";
import {
  createAlertRule as createPromise,
  deleteAlertRule as deletePromise,
  getAlertRule as getPromise,
  listAlertRules as listPromise,
  updateAlertRule as updatePromise,
} from "@posthorn/contracts/alert-rules";
import type { StoredAlertTarget } from "../../core/alert-rule.ts";
import { PosthornError } from "../../core/errors.ts";
import { timeSortedId } from "../../core/ids.ts";
import {
  type AlertRuleRecord,
  countAlertRules,
  deleteAlertRule as removeRule,
  findAlertRule,
  insertAlertRule,
  listAlertRules as readRules,
  updateAlertRule as changeRule,
} from "../../storage/alert-rules.ts";
import type { Db } from "../../storage/storage.ts";
import { findSubmissionOutcomes } from "../../storage/submission-outcomes.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";
import { ruleView } from "./rule-view.ts";
import { targetOfInput } from "./target-of-input.ts";

/** Each is looked at every minute. */
const MOST_RULES = 500;

/** The rule; throws AlertRuleNotFound. */
export async function requireAlertRule(db: Db, id: string): Promise<AlertRuleRecord> {
  const rule = await findAlertRule(db, id);
  if (rule === undefined) throw ruleNotFound();
  return rule;
}

const ruleNotFound = () => new PosthornError("not_found", "There is no such alert rule", { code: "AlertRuleNotFound" });

const outcomesOf = (ctx: Context, rules: readonly AlertRuleRecord[]) =>
  findSubmissionOutcomes(
    ctx.storage,
    rules.flatMap(({ told }) => told?.submission ?? []),
  );

export const listAlertRules = verb(listPromise, async (ctx) => {
  const rules = await readRules(ctx.storage);
  const outcomes = await outcomesOf(ctx, rules);
  return { rules: rules.map((rule) => ruleView(rule, outcomes)) };
});

export const getAlertRule = verb(getPromise, async (ctx, { params }) => {
  const rule = await requireAlertRule(ctx.storage, params.rule);
  return ruleView(rule, await outcomesOf(ctx, [rule]));
});

export const createAlertRule = verb(createPromise, async (ctx, { body }) => {
  const { name, enabled = true, when, repeatHours = null } = body;
  const target = await targetOfInput(ctx, body.target, null);
  const now = ctx.now();
  const id = timeSortedId(now);
  await ctx.storage.transaction(async (tx) => {
    if ((await countAlertRules(tx)).all >= MOST_RULES)
      throw new PosthornError("conflict", "There are too many alert rules; delete one first", {
        code: "TooManyAlertRules",
      });
    await insertAlertRule(tx, id, { name, enabled, when, target, repeatHours }, now);
  });
  await ctx.storage.durable();
  return { id, created: true, ...newSecret(target, null) };
});

/** What is watched for, who is told and whether at all: when one of these changes, the rule starts afresh. */
const startsAfresh = (before: AlertRuleRecord, after: Pick<AlertRuleRecord, "enabled" | "when" | "target">): boolean =>
  before.enabled !== after.enabled ||
  !isDeepStrictEqual(before.when, after.when) ||
  !isDeepStrictEqual(before.target, after.target);

export const updateAlertRule = verb(updatePromise, async (ctx, { params, body }) => {
  const id = params.rule;
  const seen = await requireAlertRule(ctx.storage, id);
  const target = body.target === undefined ? undefined : await targetOfInput(ctx, body.target, seen.target);
  await ctx.storage.transaction(async (tx) => {
    const known = await requireAlertRule(tx, id);
    const next = {
      name: body.name ?? known.name,
      enabled: body.enabled ?? known.enabled,
      when: body.when ?? known.when,
      target: target ?? known.target,
      repeatHours: body.repeatHours === undefined ? known.repeatHours : body.repeatHours,
    };
    await changeRule(tx, id, next, { isAfresh: startsAfresh(known, next), now: ctx.now() });
  });
  await ctx.storage.durable();
  return { id, updated: true, ...(target && newSecret(target, seen.target)) };
});

/** The secret of a webhook, where it is new to the caller. */
function newSecret(target: StoredAlertTarget, before: StoredAlertTarget | null): { secret?: string } {
  if (!("webhook" in target)) return {};
  const { secret } = target.webhook;
  return before !== null && "webhook" in before && before.webhook.secret === secret ? {} : { secret };
}

export const deleteAlertRule = verb(deletePromise, async (ctx, { params }) => {
  if (!(await ctx.storage.transaction((tx) => removeRule(tx, params.rule)))) throw ruleNotFound();
  await ctx.storage.durable();
  return { id: params.rule, deleted: true };
});
