import type { SendError } from "../../core/mail-backend.ts";
import { type SendingScope, waitingText } from "../../core/waiting.ts";
import { putOffLane } from "../../queue/put-off.ts";
import { lockHold, type SendingHold } from "../../storage/sending-holds.ts";
import { type Submission, updateSubmission } from "../../storage/submissions.ts";
import { type DeliveryLane, type DeliverySettings, publishOf } from "./delivery-settings.ts";

/**
 * Mail of a login that its server refuses.
 *
 * The first refusal begins a hold on whose login it is, an account or a gateway. For an hour nothing of it is tried, since
 * a thousand refused logins get an account locked; after that the next new message tries once. A message that waits
 * counts no attempts, and is given up when its server has refused for as long as accounts are tried (`maxAuthFailureMs`).
 * New credentials, or a login that works elsewhere, let one message try; when it gets through, all others follow.
 */
export const HOLD_MS = 60 * 60 * 1000;

const LOGIN_CODES = ["EAUTH", "EOAUTH2", "ENOAUTH"];

/** Whether a server refused the login for good; one that can't check it right now (4xx) did not. */
export const isLoginRefused = ({ code, permanent }: SendError) => permanent && LOGIN_CODES.includes(code ?? "");

/** Whether mail that was refused may wait; what was to be tried only once is given up at once, as its sender asked. */
export const mayWaitForLogin = ({ settings }: DeliverySettings, { attempts }: Submission) =>
  attempts > 1 && settings.get("holdRefusedLogins") === true;

/** When a message is tried for the last time. */
export const lastTryAt = ({ maxAuthFailureMs }: DeliverySettings, refusedSince: number) =>
  refusedSince + maxAuthFailureMs;

/** What keeps a message back that is due, without a try of its own. */
export function holdOn(deps: DeliverySettings, submission: Submission, scope: SendingScope): SendingHold | undefined {
  const now = deps.now();
  return deps.holds.among(scope, submission.envelope).find(({ reason, until }) => {
    if (until <= now) return false;
    if (reason !== "login") return true;
    return mayWaitForLogin(deps, submission) && now < lastTryAt(deps, submission.refusedSince ?? now + 1);
  });
}

/**
 * Lets a message wait with the others; false when the hold has ended meanwhile. A refused login is told the first time, as a
 * failure of its own would be. Where there are several ways, none of which is open, it asks again by `askAgainAt` (epoch ms).
 */
export async function holdBack(
  deps: DeliverySettings,
  lane: DeliveryLane,
  submission: Submission,
  { scope, reason }: SendingHold,
  askAgainAt = Infinity,
): Promise<boolean> {
  const now = deps.now();
  const refusedSince = reason === "login" ? (submission.refusedSince ?? now) : submission.refusedSince;
  return deps.storage.transaction(async (tx) => {
    // Who ends it wakes those who wait: they have to be seen by then.
    const hold = await lockHold(tx, scope);
    if (hold === undefined || hold.until <= now || hold.reason !== reason) return false;
    const nextAttemptAt = reason === "login" ? Math.min(lastTryAt(deps, refusedSince ?? now), askAgainAt) : hold.until;
    const waiting = { nextAttemptAt, waitingFor: reason, waitingScope: scope, refusedSince };
    await putOffLane(tx, lane, nextAttemptAt);
    if (reason !== "login") {
      await updateSubmission(tx, submission.id, waiting);
      return true;
    }
    const message = waitingText(reason, scope);
    await updateSubmission(tx, submission.id, {
      ...waiting,
      progress: { status: "error", error: { message, code: "EAUTH" } },
    });
    if (submission.refusedSince === null)
      await publishOf(deps, tx, "messageDeliveryError", submission, {
        queueId: submission.id,
        envelope: submission.envelope,
        messageId: submission.messageId,
        error: message,
        errorCode: "EAUTH",
        networkRouting: null,
        permanent: false,
        waitingFor: reason,
        job: {
          id: submission.id,
          attemptsMade: submission.attemptsMade,
          attempts: submission.attempts,
          nextAttempt: new Date(nextAttemptAt).toISOString(),
        },
      });
    return true;
  });
}
