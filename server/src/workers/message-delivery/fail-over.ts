import type { SendError } from "../../core/mail-backend.ts";
import { placeHold } from "../../storage/sending-holds.ts";
import type { Submission } from "../../storage/submissions.ts";
import type { DeliverySettings } from "./delivery-settings.ts";
import type { Way } from "./find-ways.ts";
import { HOLD_MS, isLoginRefused, mayWaitForLogin } from "./hold-back.ts";
import { leaveInPeace, noteServerFault, throttledScope } from "./record-failure.ts";
import { endTurn, type Turn } from "./take-turn.ts";

/** nodemailer's words for what happens before a server hears of the message. */
const UNREACHED = ["ECONNECTION", "ETIMEDOUT", "EDNS", "ESOCKET", "ETLS", "EPROTOCOL", "EAUTH", "ENOAUTH", "EOAUTH2"];

/**
 * Whether a message that was not handed over may go another way: its server was not reached, was lost, or refused the login.
 * What a server says of the envelope or of the message would be said elsewhere, too; that is also what it may mean when it says no
 * for good while it hangs up.
 */
export const isUnreached = ({ code, smtpCommand, smtpResponseCode = 0 }: SendError) =>
  UNREACHED.includes(code ?? "") && !(code === "ECONNECTION" && smtpCommand === "CONN" && smtpResponseCode >= 500);

/** A way that an attempt left for the next, because its server was not reached. */
export interface FailedWay {
  way: Way;
  failure: SendError;
  startedAt: number;
}

/**
 * Notes at the gateway why a message leaves it, and keeps others back from it where it refuses the login or wants a pause. Gives
 * back what was taken of its limits; resolves with what is still taken of the account's and the domains', which count once an attempt.
 */
export async function leaveWay(
  deps: DeliverySettings,
  submission: Submission,
  { way, failure, startedAt }: FailedWay,
  turn: Turn,
): Promise<Turn> {
  const now = deps.now();
  const { scope, gateway } = way;
  const isGateway = (of: string) => of === scope;
  await deps.storage.transaction(async (tx) => {
    const theirs = { ofDay: turn.ofDay.filter(isGateway), underWay: turn.underWay.filter(isGateway) };
    await endTurn(tx, theirs, submission, { isSent: false, now });
    await noteServerFault(deps, tx, submission, { failure, gateway, now });
    const throttled = throttledScope(failure, submission, scope);
    if (isLoginRefused(failure) && mayWaitForLogin(deps, submission)) {
      const hold = { scope, reason: "login" as const, until: now + HOLD_MS };
      if (await placeHold(tx, { ...hold, since: startedAt }))
        tx.afterCommit(() => deps.holds.note({ ...hold, times: 1 }));
    } else if (throttled !== undefined) await leaveInPeace(deps, tx, throttled, { now, atLeast: now, startedAt });
  });
  deps.log.warn(
    { account: submission.account, queueId: submission.id, gateway, code: failure.code, reason: failure.message },
    "A gateway could not be reached",
  );
  return { ofDay: turn.ofDay.filter((of) => !isGateway(of)), underWay: turn.underWay.filter((of) => !isGateway(of)) };
}

/** What an attempt that reached nobody failed by: first what may pass, then a login that may be mended, then the rest. */
export const decisive = (failed: readonly FailedWay[], last: FailedWay): FailedWay =>
  failed.find(({ failure }) => !failure.permanent) ?? failed.find(({ failure }) => isLoginRefused(failure)) ?? last;
