import { alertTargetKind } from "../../core/alert-rule.ts";
import type { Log } from "../../core/log.ts";
import type { Meter } from "../../core/meter.ts";
import { completeJobs } from "../../queue/complete.ts";
import { failJob } from "../../queue/fail.ts";
import type { ClaimedLane } from "../../queue/job.ts";
import { findAlertRule, noteAlertTelling } from "../../storage/alert-rules.ts";
import type { Storage } from "../../storage/storage.ts";
import { postAlert, type PostAlertDeps } from "./post-alert.ts";

export interface TellDeps extends PostAlertDeps {
  storage: Storage;
  meter: Pick<Meter, "alertTelling">;
  log: Log;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** The delay after each failed attempt: some three hours in all. An alert of yesterday helps nobody. */
export const TELLING_PLAN: readonly number[] = [
  10 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  60 * MINUTE_MS,
  60 * MINUTE_MS,
];

/** Addresses at which nobody listens any more; chats answer so once an incoming webhook was removed. */
const GONE = new Set([404, 410]);

/**
 * Tells a rule's target what is to be told, in order. What was to be told of a rule that was changed, disabled or deleted
 * since is dropped. At least once: an attempt whose answer was not written down is made again, with the same id.
 */
export async function tellLane(
  deps: TellDeps,
  { jobs }: ClaimedLane<"alert-telling">,
  signal: AbortSignal,
): Promise<void> {
  const { storage, log, meter } = deps;
  for (const job of jobs) {
    const { run, telling, rule: id, locale = "en" } = job.payload;
    const rule = await findAlertRule(storage, id);
    if (rule === undefined || rule.run !== run || "email" in rule.target) {
      await completeJobs(storage, [job.id]);
      continue;
    }
    const outcome = await postAlert(deps, rule.target, telling, locale, signal);
    // A stop is nobody's failure: the attempt may be made again.
    if (signal.aborted && outcome.error !== null) return;
    const now = deps.now();
    const { error, statusCode } = outcome;
    const planned = TELLING_PLAN[job.attempts];
    const isGone = statusCode !== null && GONE.has(statusCode);
    const isGivenUp = error !== null && (outcome.isFinal || isGone || planned === undefined);
    const message = error && (isGone ? `${error.message}: nobody listens at this address any more` : error.message);
    await storage.transaction(async (tx) => {
      if (message === null)
        await noteAlertTelling(tx, rule, { told: { id: telling.id, kind: telling.kind, at: now }, error: null });
      else await noteAlertTelling(tx, rule, { error: { message, at: now } });
      if (error === null || isGivenUp) await completeJobs(tx, [job.id]);
      else await failJob(tx, job.id, now + Math.max(outcome.retryAfterMs ?? 0, planned ?? 0));
    });
    meter.alertTelling(alertTargetKind(rule.target), error === null ? "told" : isGivenUp ? "failed" : "retried");
    if (error !== null)
      log.warn(
        { rule: id, telling: telling.id, attempt: job.attempts + 1, reason: message, code: error.code },
        isGivenUp
          ? "An alert could not be told and was given up"
          : "An alert could not be told and will be tried again",
      );
    // What is behind it waits, so that nobody hears that all is well before hearing that it was not.
    if (error !== null && !isGivenUp) return;
  }
}
