import type { Locale } from "@posthorn/contracts/locales";
import { ALERT_TEXTS } from "@posthorn/contracts/texts/alerts";
import { type AlertFinding, type AlertTelling, nextAlertState } from "../../core/alert-rule.ts";
import { alertText, alertTitle, counted } from "../../core/alert-text.ts";
import { timeSortedId } from "../../core/ids.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import { type AlertRuleRecord, claimAlertRules, noteAlertLook, noteAlertTelling } from "../../storage/alert-rules.ts";
import type { Db } from "../../storage/storage.ts";
import { findAccountDown } from "./find-account-down.ts";
import { findExpiringGrant } from "./find-expiring-grant.ts";
import { findFailureRate } from "./find-failure-rate.ts";
import type { LookDeps } from "./look-deps.ts";

/** A little less than the time between two looks, so that a timer that is early finds its rules due. */
const LOOKED_AT_FOR_MS = 55_000;

/**
 * Looks at every rule that nobody looked at within the last minute. Of a rule that begins to fire, goes on for long, or is
 * well again, the new state and what tells of it are committed together; a node that dies before leaves both as they were.
 */
export async function lookAtAlertRules(deps: LookDeps): Promise<void> {
  const { storage, log } = deps;
  const now = deps.now();
  const rules = await storage.transaction((tx) => claimAlertRules(tx, { now, before: now - LOOKED_AT_FOR_MS }));
  const waiting = new Map<string, Promise<number>>();
  const waitingIn = (queue: "notify" | "submit") => {
    const known = waiting.get(queue) ?? deps.waitingIn(queue);
    waiting.set(queue, known);
    return known;
  };
  for (const rule of rules)
    try {
      await lookAt({ ...deps, waitingIn }, rule, now);
    } catch (error) {
      log.warn({ err: error, rule: rule.id }, "An alert rule could not be looked at and will be looked at again");
    }
}

async function lookAt(deps: LookDeps, rule: AlertRuleRecord, now: number): Promise<void> {
  const locale = deps.locale();
  const finding = await find(deps, rule, locale, now);
  const { after, tells } = nextAlertState(rule, rule, finding, now);
  if (tells === null) {
    await deps.storage.transaction((tx) => noteAlertLook(tx, rule, { ...after, ...finding, since: after.since }));
    return;
  }
  const base = deps.serviceUrl();
  const telling: AlertTelling = {
    id: timeSortedId(now),
    kind: tells,
    rule: { id: rule.id, name: rule.name, when: rule.when },
    state: after.state,
    since: iso((tells === "recovered" ? rule.since : after.since) ?? now),
    at: iso(now),
    value: finding.value,
    title: alertTitle(tells, rule.name, locale),
    lines: finding.lines,
    link: base === null ? null : `${base.replace(/\/+$/, "")}/admin${finding.page}`,
  };
  const tell = await teller(deps, rule, telling, locale, now);
  const isWritten = await deps.storage.transaction(async (tx) => {
    if (!(await noteAlertLook(tx, rule, { ...after, ...finding, since: after.since }))) return false;
    await tell(tx);
    return true;
  });
  if (isWritten)
    deps.log.info(
      { rule: rule.id, kind: tells, value: finding.value, found: finding.lines[0] },
      alertTitle(tells, rule.name, "en"),
    );
}

/** What tells of it, in the transaction of the state: an email goes to the outbox, the others are a job. */
async function teller(
  deps: LookDeps,
  rule: AlertRuleRecord,
  telling: AlertTelling,
  locale: Locale,
  now: number,
): Promise<(tx: Db) => Promise<void>> {
  const { id, run, target } = rule;
  if (!("email" in target))
    return (tx) =>
      enqueueJobs(
        tx,
        [{ kind: "alert-telling", lane: id, share: id, payload: { rule: id, run, telling, locale } }],
        now,
      );
  try {
    const queue = await deps.prepareMail(target.email, { subject: telling.title, text: alertText(telling, locale) });
    return async (tx) => {
      const submission = await queue(tx);
      await noteAlertTelling(tx, rule, {
        told: { id: telling.id, kind: telling.kind, at: now, submission },
        error: null,
      });
      tx.afterCommit(() => deps.meter.alertTelling("email", "told"));
    };
  } catch (error) {
    const { message } = error as Error;
    deps.log.warn({ rule: id, reason: message }, "An alert could not be sent as an email");
    deps.meter.alertTelling("email", "failed");
    return (tx) => noteAlertTelling(tx, rule, { error: { message, at: now } });
  }
}

const iso = (at: number) => new Date(at).toISOString();

function find(deps: LookDeps, { when }: AlertRuleRecord, locale: Locale, now: number): Promise<AlertFinding> {
  const { accountDown, queueDepth, failureRate, expiringGrant } = when;
  if (accountDown) return findAccountDown(deps.storage, accountDown, locale, now);
  if (failureRate) return findFailureRate(deps.storage, failureRate, locale, now);
  if (expiringGrant) return findExpiringGrant(deps, expiringGrant, locale, now);
  if (queueDepth) return findQueueDepth(deps, queueDepth, locale);
  throw new Error("The rule says nothing of when it fires");
}

async function findQueueDepth(
  deps: LookDeps,
  { queue, more, minutes }: NonNullable<AlertRuleRecord["when"]["queueDepth"]>,
  locale: Locale,
): Promise<AlertFinding> {
  const value = await deps.waitingIn(queue);
  const texts = ALERT_TEXTS[locale];
  const line = counted(minutes === 0 ? texts.jobsWait : texts.jobsWaitFor, value, locale, {
    queue,
    what: texts.queues[queue],
    allowed: String(more),
    minutes: counted(texts.minutes, minutes, locale),
  });
  return {
    isMet: value > more,
    value,
    lines: [line],
    since: null,
    page: "/queues",
  };
}
