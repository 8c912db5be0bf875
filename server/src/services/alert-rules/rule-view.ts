import type { AlertRule } from "@posthorn/contracts/alert-rules";
import type { StoredAlertTarget } from "../../core/alert-rule.ts";
import { MASK, maskUrl } from "../../core/mask.ts";
import type { AlertRuleRecord } from "../../storage/alert-rules.ts";
import type { SubmissionOutcome } from "../../storage/submission-outcomes.ts";

const iso = (at: number) => new Date(at).toISOString();
const isoOrNull = (at: number | null) => (at === null ? null : iso(at));

/** The address of a chat without that which opens it: its path is its password. */
export const maskChatUrl = (url: string): string => `${new URL(url).origin}/${MASK}`;

/** A target as it is shown. */
export function targetView(target: StoredAlertTarget): AlertRule["target"] {
  if ("email" in target) return target;
  if ("webhook" in target) return { webhook: { url: maskUrl(target.webhook.url), secret: MASK } };
  return { chat: { ...target.chat, url: maskChatUrl(target.chat.url) } };
}

/** A rule as it is shown; `outcomes` says what became of emails. */
export function ruleView(rule: AlertRuleRecord, outcomes: ReadonlyMap<string, SubmissionOutcome>): AlertRule {
  const { id, name, enabled, when, repeatHours, state, value, lines, told } = rule;
  const email = told?.submission === undefined ? undefined : outcomes.get(told.submission);
  const error = rule.error ?? (email?.error ? { message: email.error, at: email.at } : null);
  return {
    id,
    name,
    enabled,
    when,
    target: targetView(rule.target),
    repeatHours,
    state,
    since: isoOrNull(rule.since),
    value,
    findings: lines,
    checked: isoOrNull(rule.checkedAt),
    told: told === null || told.kind === "test" ? null : { id: told.id, kind: told.kind, at: iso(told.at) },
    error: error && { message: error.message, at: iso(error.at) },
    created: iso(rule.createdAt),
    updated: isoOrNull(rule.updatedAt),
  };
}
