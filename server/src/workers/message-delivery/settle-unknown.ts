import { backoffDelay } from "../../core/backoff.ts";
import { serverScope } from "../../core/waiting.ts";
import { completeJobs } from "../../queue/complete.ts";
import { finishLane } from "../../queue/finish.ts";
import { putOffLane } from "../../queue/put-off.ts";
import { type AccountSettings, canWatch } from "../../storage/accounts.ts";
import type { Db } from "../../storage/storage.ts";
import { type Submission, updateSubmission } from "../../storage/submissions.ts";
import { type DeliveryLane, type DeliverySettings, publishOf } from "./delivery-settings.ts";
import { holdUnknown, isNotedUnknown, UNKNOWN } from "./hold-unknown.ts";
import { isInSent } from "./is-in-sent.ts";
import { RETRY } from "./record-failure.ts";
import { recordSent } from "./record-sent.ts";
import { isFiledByProvider } from "./sent-copies.ts";

/**
 * Whether the account's Sent mailbox tells what became of a message: its provider files there what it takes, and can be
 * asked.
 */
export const isToldBySent = async (db: Db, submission: Submission, account: AccountSettings) =>
  canWatch(account) && (await isFiledByProvider(db, submission, account));

/**
 * Settles what became of a message that is `handing-off`. Where the provider files what it takes, Sent is looked at after the
 * pause of a retry, as filing may take some seconds. A copy there is the proof that it was sent; without one, the setting
 * `unknownOutcome` decides. Resolves with whether it is to be sent again, or the lane is `released`, or nothing is left to do.
 */
export async function settleUnknown(
  deps: DeliverySettings,
  lane: DeliveryLane,
  { submission, account }: { submission: Submission; account: AccountSettings },
  signal: AbortSignal,
): Promise<"resend" | "released" | "done"> {
  const policy = deps.settings.get("unknownOutcome") ?? "resend";
  const isNoted = isNotedUnknown(submission);
  const unknownOutcomes = submission.unknownOutcomes + (isNoted ? 0 : 1);
  const about = { account: submission.account, queueId: submission.id, messageId: submission.messageId };
  if (!isNoted) deps.log.warn({ ...about, policy }, "A hand-off was interrupted before the server's answer was seen");
  if (await isToldBySent(deps.storage, submission, account)) {
    if (!isNoted) {
      const nextAttemptAt = deps.now() + backoffDelay(RETRY, submission.attemptsMade + 1);
      await deps.storage.transaction(async (tx) => {
        await updateSubmission(tx, submission.id, { nextAttemptAt, unknownOutcomes, progress: UNKNOWN });
        await putOffLane(tx, lane, nextAttemptAt);
      });
      return "released";
    }
    const isFound = await isInSent(deps, submission, signal);
    if (signal.aborted) return "done";
    if (isFound) {
      const way = { gateway: undefined, scope: serverScope(submission.account, undefined) };
      const receipt = { accepted: submission.envelope.to, rejected: [], networkRouting: null };
      const turn = { ofDay: [], underWay: [] };
      await recordSent(deps, lane, submission, { account, way, receipt, turn, isFound });
      deps.log.info(about, "A message whose outcome was unknown was found in Sent");
      return "released";
    }
  }
  const [job] = lane.jobs;
  if (policy === "resend") {
    // The attempt may have been the last; it was not known then whether another would be needed.
    if (isNoted && submission.attemptsMade >= Math.max(submission.attempts, 1)) return giveUp(deps, lane, submission);
    await updateSubmission(deps.storage, submission.id, { state: "queued", unknownOutcomes });
    return "resend";
  }
  await deps.storage.transaction(async (tx) => {
    await holdUnknown(tx, { ...submission, unknownOutcomes }, deps.now());
    await completeJobs(tx, [job.id]);
  });
  return "done";
}

async function giveUp(deps: DeliverySettings, lane: DeliveryLane, submission: Submission): Promise<"released"> {
  const now = deps.now();
  await deps.storage.transaction(async (tx) => {
    await updateSubmission(tx, submission.id, { state: "failed", finishedAt: now, nextAttemptAt: null });
    await finishLane(tx, lane);
    await publishOf(deps, tx, "messageFailed", submission, {
      messageId: submission.messageId,
      queueId: submission.id,
      error: `Error: ${UNKNOWN.error?.message}`,
      errorCode: UNKNOWN.error?.code,
      envelope: submission.envelope,
      networkRouting: null,
    });
    tx.afterCommit(() => {
      deps.meter.submission("fail");
      deps.meter.processed("submit", "failed");
    });
  });
  return "released";
}
