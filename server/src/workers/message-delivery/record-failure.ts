import { type Backoff, backoffDelay } from "../../core/backoff.ts";
import type { SendError } from "../../core/mail-backend.ts";
import { domainsOf, scopeTo, type SendingScope } from "../../core/waiting.ts";
import { failJob } from "../../queue/fail.ts";
import { finishLane } from "../../queue/finish.ts";
import { putOffLane } from "../../queue/put-off.ts";
import { releaseLane } from "../../queue/release.ts";
import { endHold, findHold, placeHold } from "../../storage/sending-holds.ts";
import type { Db } from "../../storage/storage.ts";
import { type AttemptNote, type Submission, updateSubmission } from "../../storage/submissions.ts";
import { type DeliveryLane, type DeliverySettings, publishOf } from "./delivery-settings.ts";
import type { Way } from "./find-ways.ts";
import { HOLD_MS, isLoginRefused, lastTryAt, mayWaitForLogin } from "./hold-back.ts";
import { holdUnknown, UNKNOWN } from "./hold-unknown.ts";
import { endTurn, type Turn } from "./take-turn.ts";

/** After the nth failed attempt. */
export const RETRY: Backoff = { firstMs: 5000, capMs: 6 * 60 * 60 * 1000, jitter: 0.2 };

export interface FailedAttempt {
  failure: SendError;
  /** Whether the message may have been taken all the same. */
  isUnknown: boolean;
  /** Whether that will be looked up in Sent. */
  isTold: boolean;
  /** Where it was to go. */
  way: Way;
  startedAt: number;
  turn: Turn;
  /** What the attempt failed by on the ways that it took, oldest first. */
  notes: readonly AttemptNote[];
  /** What became of the other ways that it might have taken: where one is closed only for now, nothing is given up. */
  others: "none" | "failed" | "closed";
}

/** What follows a failed attempt: another one, or a wait for the login to work again, or a person's word, or nothing. */
type Next =
  | { is: "retry"; at: number }
  | { is: "wait"; at: number; refusedSince: number }
  | { is: "unknown" }
  | { is: "look"; at: number }
  | { is: "over" };

function nextOf(deps: DeliverySettings, submission: Submission, attempt: FailedAttempt): Next {
  const { failure, isUnknown, isTold, others } = attempt;
  const now = deps.now();
  if (isTold) return { is: "look", at: now + backoffDelay(RETRY, submission.attemptsMade + 1) };
  if (isUnknown && deps.settings.get("unknownOutcome") === "hold") return { is: "unknown" };
  if (isLoginRefused(failure) && mayWaitForLogin(deps, submission)) {
    const refusedSince = submission.refusedSince ?? now;
    const at = lastTryAt(deps, refusedSince);
    if (now >= at) return { is: "over" };
    // With several ways it is their holds that say when one of them is open.
    return { is: "wait", at: others === "none" ? at : Math.min(at, now + AGAIN_MS), refusedSince };
  }
  const attemptsMade = submission.attemptsMade + 1;
  if ((failure.permanent && others !== "closed") || attemptsMade >= Math.max(submission.attempts, 1))
    return { is: "over" };
  return { is: "retry", at: now + backoffDelay(RETRY, attemptsMade) };
}

/** Notes what became of an attempt that failed, and of its message, and tells it. */
export async function recordFailure(
  deps: DeliverySettings,
  lane: DeliveryLane,
  submission: Submission,
  attempt: FailedAttempt,
): Promise<void> {
  const { failure, isUnknown, way, startedAt, turn, notes } = attempt;
  const { scope, gateway } = way;
  const through = gateway === undefined ? {} : { gateway };
  const now = deps.now();
  const [job] = lane.jobs;
  let next = nextOf(deps, submission, attempt);
  const isOver = next.is === "over";
  const error = {
    message: failure.message,
    ...(failure.code !== undefined && { code: failure.code }),
    ...(failure.smtpResponseCode !== undefined && { statusCode: failure.smtpResponseCode }),
    networkRouting: failure.networkRouting,
  };
  await deps.storage.transaction(async (tx) => {
    if (next.is === "wait") {
      const hold = { scope, reason: "login" as const, until: now + HOLD_MS };
      if (await placeHold(tx, { ...hold, since: startedAt }))
        tx.afterCommit(() => deps.holds.note({ ...hold, times: 1 }));
      // The credentials were changed during the attempt: the new ones may do.
      else next = { is: "wait", at: now + AGAIN_MS, refusedSince: next.refusedSince };
    } else if (deps.holds.of(scope)?.reason === "login" && gotPastLogin(failure)) {
      await endHold(tx, scope, now);
      tx.afterCommit(() => deps.holds.forget(scope));
    }
    const throttled = throttledScope(failure, submission, scope);
    if (next.is === "retry" && throttled !== undefined)
      next = { is: "retry", at: await leaveInPeace(deps, tx, throttled, { now, atLeast: next.at, startedAt }) };
    await endTurn(tx, turn, submission, { isSent: isUnknown, now });
    const nextAttemptAt = "at" in next ? next.at : null;
    await updateSubmission(tx, submission.id, {
      state: isOver ? "failed" : next.is === "look" ? "handing-off" : "queued",
      attemptsMade: submission.attemptsMade + (next.is === "wait" ? 0 : 1),
      nextAttemptAt,
      finishedAt: isOver ? now : null,
      unknownOutcomes: submission.unknownOutcomes + (isUnknown ? 1 : 0),
      progress:
        next.is === "look" ? UNKNOWN : { status: "error", error, networkRouting: failure.networkRouting, ...through },
      history: [...submission.history, ...notes].slice(-MOST_NOTES),
      waitingFor: next.is === "wait" ? "login" : null,
      waitingScope: next.is === "wait" ? scope : null,
      refusedSince: next.is === "wait" ? next.refusedSince : gotPastLogin(failure) ? null : submission.refusedSince,
    });
    if (next.is === "unknown")
      await holdUnknown(tx, { ...submission, unknownOutcomes: submission.unknownOutcomes + 1 }, now);
    if (nextAttemptAt === null) await finishLane(tx, lane);
    else if (next.is === "wait") await putOffLane(tx, lane, nextAttemptAt);
    else {
      await failJob(tx, job.id, nextAttemptAt);
      await releaseLane(tx, lane);
    }
    await noteServerFault(deps, tx, submission, { failure, gateway, now });
    await publishOf(deps, tx, "messageDeliveryError", submission, {
      queueId: submission.id,
      envelope: submission.envelope,
      messageId: submission.messageId,
      error: failure.message,
      errorCode: failure.code,
      smtpResponse: failure.smtpResponse,
      smtpResponseCode: failure.smtpResponseCode,
      smtpCommand: failure.smtpCommand,
      networkRouting: failure.networkRouting,
      ...through,
      permanent: failure.permanent && next.is !== "wait" && attempt.others !== "closed",
      ...(next.is === "wait" && { waitingFor: "login" }),
      job: {
        id: submission.id,
        attemptsMade: submission.attemptsMade,
        attempts: submission.attempts,
        nextAttempt: nextAttemptAt === null ? false : new Date(nextAttemptAt).toISOString(),
      },
    });
    if (isOver)
      await publishOf(deps, tx, "messageFailed", submission, {
        messageId: submission.messageId,
        queueId: submission.id,
        error: `Error: ${failure.message}`,
        errorCode: failure.code,
        smtpResponseCode: failure.smtpResponseCode,
        envelope: submission.envelope,
        networkRouting: failure.networkRouting,
        ...through,
      });
    tx.afterCommit(() => {
      const about = { account: submission.account, queueId: submission.id, code: failure.code };
      deps.log.warn({ ...about, reason: failure.message, nextAttemptAt }, LOGGED[next.is]);
      deps.meter.submission("fail");
      if (isOver) deps.meter.processed("submit", "failed");
    });
  });
}

const AGAIN_MS = 5000;
/** Attempts that are remembered, and characters of what was said of each. */
const MOST_NOTES = 20;
const MOST_SAID = 1000;

/** A failure as an entry of the outbox remembers it. */
export const noteOf = (
  { message, code, smtpResponse, smtpResponseCode, smtpCommand }: SendError,
  { at, gateway }: { at: number; gateway: string | undefined },
): AttemptNote => ({
  at,
  error: message.slice(0, MOST_SAID),
  ...(gateway !== undefined && { gateway }),
  ...(code !== undefined && { code }),
  ...(smtpResponse !== undefined && { response: smtpResponse.slice(0, MOST_SAID) }),
  ...(smtpResponseCode !== undefined && { responseCode: smtpResponseCode }),
  ...(smtpCommand !== undefined && { command: smtpCommand.slice(0, MOST_SAID) }),
});

const LOGGED: Record<Next["is"], string> = {
  retry: "A message could not be delivered",
  look: "Whether a message was delivered will be looked up in Sent",
  unknown: "A message could not be delivered",
  wait: "A message waits until its server takes the login",
  over: "A message was given up",
};

/** The first pause after a server asked for one, doubled while it goes on asking. */
const PEACE: Backoff = { firstMs: 5000, capMs: 30 * 60 * 1000, jitter: 0.2 };

/**
 * Whose mail a server does not want right now: 421 (RFC 5321 section 3.8), or 450 and 451 with a policy that is not about the
 * message (4.7.x, RFC 3463). What is said of recipients who are all of one domain is a matter of
 * that domain.
 */
export function throttledScope(
  { smtpResponse = "", smtpResponseCode, smtpCommand = "" }: SendError,
  { envelope }: Submission,
  scope: SendingScope,
): SendingScope | undefined {
  if (smtpResponseCode === 421) return scope;
  if (!/^45[01][ -]4\.7\.\d/.test(smtpResponse)) return undefined;
  if (!/^RCPT\b/i.test(smtpCommand)) return scope;
  const [domain, ...others] = domainsOf(envelope);
  return domain === undefined || others.length > 0 ? undefined : scopeTo(scope, domain);
}

/** Holds back what would be told the same; resolves with when it is tried again. */
export async function leaveInPeace(
  { holds }: DeliverySettings,
  tx: Db,
  scope: SendingScope,
  { now, atLeast, startedAt }: { now: number; atLeast: number; startedAt: number },
): Promise<number> {
  const known = await findHold(tx, scope);
  // Others who were on their way were told the same, and that counts once.
  if (known && known.until > now) return Math.max(atLeast, known.until);
  const times = (known?.times ?? 0) + 1;
  const until = Math.max(atLeast, now + backoffDelay(PEACE, times));
  const hold = { scope, reason: "throttled" as const, until };
  if (await placeHold(tx, { ...hold, since: startedAt })) tx.afterCommit(() => holds.note({ ...hold, times }));
  return until;
}

/** Whether the server had taken the login, or asked for none, when it refused the rest. */
const gotPastLogin = ({ code }: SendError) => ["EENVELOPE", "EMESSAGE"].includes(code ?? "");

/** At the account, or at the gateway that was to take the message, if the fault is its server's. */
export async function noteServerFault(
  { smtpStatus, gatewayUses }: DeliverySettings,
  tx: Db,
  { account }: Submission,
  { failure, gateway, now }: { failure: SendError; gateway: string | undefined; now: number },
): Promise<void> {
  if (!concernsTheServer(failure)) return;
  const status = smtpStatusOf(failure, now);
  if (gateway === undefined) await smtpStatus.failed(tx, account, status);
  else tx.afterCommit(() => gatewayUses.note(gateway, { ...status, created: now }, now));
}

/** Faults of the envelope or the message say nothing about the server. */
const concernsTheServer = ({ code }: SendError) =>
  !["EENVELOPE", "EMESSAGE", "ESTREAM", "EGATEWAY", "EUNSUBSCRIBED"].includes(code ?? "");

const smtpStatusOf = (failure: SendError, now: number) => ({
  created: new Date(now).toISOString(),
  status: "error" as const,
  ...(failure.smtpResponse !== undefined && { response: failure.smtpResponse }),
  description: failure.message,
  ...(failure.smtpResponseCode !== undefined && { responseCode: failure.smtpResponseCode }),
  ...(failure.code !== undefined && { code: failure.code }),
  ...(failure.smtpCommand !== undefined && { command: failure.smtpCommand }),
  networkRouting: failure.networkRouting,
});
