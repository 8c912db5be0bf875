import { setTimeout as sleep } from "node:timers/promises";
import { type Backoff, backoffDelay } from "../../core/backoff.ts";
import { PosthornError } from "../../core/errors.ts";
import { SendError, type SendReceipt } from "../../core/mail-backend.ts";
import { signedLink } from "../../core/signed-link.ts";
import { withTrackers } from "../../mime/tracking/with-trackers.ts";
import { withoutBcc } from "../../mime/without-bcc.ts";
import { completeJobs } from "../../queue/complete.ts";
import type { Job } from "../../queue/job.ts";
import { findOpenSettings } from "../../storage/accounts.ts";
import { findBlocked } from "../../storage/blocklists.ts";
import type { Storage } from "../../storage/storage.ts";
import {
  type AttemptNote,
  beginHandOff,
  deleteSubmission,
  findSubmissionWithContent,
  type Submission,
} from "../../storage/submissions.ts";
import { type DeliveryLane, type DeliverySettings } from "./delivery-settings.ts";
import { decisive, type FailedWay, isUnreached, leaveWay } from "./fail-over.ts";
import { findWays, type Way } from "./find-ways.ts";
import { holdBack, holdOn } from "./hold-back.ts";
import { noteOf, recordFailure } from "./record-failure.ts";
import { recordSent } from "./record-sent.ts";
import { isToldBySent, settleUnknown } from "./settle-unknown.ts";
import { takeTurn, type Turn } from "./take-turn.ts";

type DeliveryJob = Job<"message-delivery">;

/**
 * Hands one submission to its mail server.
 *
 * The state on disk follows the hand-off: `queued` until everything but the last bytes has left,
 * then `handing-off`, durable before those bytes leave, then `sent`, `queued` again or `failed`,
 * as the server answers. A submission found in `handing-off` was interrupted between the last bytes
 * and the answer. Only a copy that the provider filed in Sent can prove that the server took it; without one, the setting
 * `unknownOutcome` says whether it is sent again (same Message-ID) or held for a person.
 *
 * An attempt that does not reach its gateway goes on with the fallback of that, before it counts as failed.
 */
export async function deliverSubmission(
  deps: DeliverySettings,
  lane: DeliveryLane,
  signal: AbortSignal,
): Promise<"released" | void> {
  const [job] = lane.jobs;
  const found = await findSubmissionWithContent(deps.storage, job.payload.submission);
  if (found === undefined || (found.submission.state !== "queued" && found.submission.state !== "handing-off"))
    return completeJobs(deps.storage, [job.id]);
  const { submission, content } = found;
  const account = await findOpenSettings(deps.storage, submission.account);
  if (account === undefined || content === undefined) return forget(deps.storage, job, submission);
  if (submission.state === "handing-off") {
    const settled = await settleUnknown(deps, lane, { submission, account }, signal);
    if (settled !== "resend") return settled === "released" ? settled : undefined;
  }

  const ways = await openWays(deps, lane, submission);
  if (ways === "waits") return "released";
  const failed: FailedWay[] = [];
  const notes: AttemptNote[] = [];
  let kept: Turn | undefined;
  for (const [i, way] of ways.open.entries()) {
    const startedAt = deps.now();
    const turn = await takeTurn(deps, lane, submission, { account, ...way }, kept);
    if (turn === "waits") return "released";
    let isHandedOff = false;
    let receipt: SendReceipt;
    try {
      receipt = await send(deps, submission, content, way, lane, signal, () => (isHandedOff = true));
    } catch (error) {
      // A stop before the hand-off changes nothing; the next start tries again.
      if (signal.aborted && !isHandedOff) return;
      // The database, not the mail server, is in trouble: try again without counting an attempt.
      const trouble = error instanceof SendError ? error.cause : error;
      if (trouble instanceof NotOurs) return;
      if (trouble instanceof PosthornError && trouble.code === "ServiceUnavailable") throw trouble;
      const failure = error instanceof SendError ? error : asSendError(error);
      const isUnknown = isHandedOff && failure.smtpResponseCode === undefined;
      if (isUnknown && signal.aborted) return;
      notes.push(noteOf(failure, { at: deps.now(), gateway: way.gateway }));
      const one = { way, failure, startedAt };
      const isElsewhere = !isHandedOff && error instanceof SendError && isUnreached(failure);
      if (!isElsewhere || !ways.areSeveral) {
        const isTold = isUnknown && (await isToldBySent(deps.storage, submission, account));
        await recordFailure(deps, lane, submission, { ...one, isUnknown, isTold, turn, notes, others: "none" });
        return "released";
      }
      failed.push(one);
      kept = await leaveWay(deps, submission, one, turn);
      if (i < ways.open.length - 1) continue;
      const worst = { ...decisive(failed, one), isUnknown: false, isTold: false, turn: kept, notes };
      await recordFailure(deps, lane, submission, { ...worst, others: ways.areSomeClosed ? "closed" : "failed" });
      return "released";
    }
    await untilNoted(
      deps,
      submission,
      () => recordSent(deps, lane, submission, { account, way, receipt, turn }),
      signal,
    );
    // Shortens the time in which a power cut makes a message leave twice; nothing waits for it.
    deps.storage.durable().catch((error: unknown) => deps.log.warn({ err: error }, "What was sent is not flushed yet"));
    return "released";
  }
}

/** The ways that are open to a message, or that it waits for one of them. */
async function openWays(
  deps: DeliverySettings,
  lane: DeliveryLane,
  submission: Submission,
): Promise<"waits" | { open: Way[]; areSeveral: boolean; areSomeClosed: boolean }> {
  const ways = await findWays(deps, submission);
  const areSeveral = ways.length > 1;
  const closed = ways.flatMap((way) => {
    const hold = holdOn(deps, submission, way.scope);
    return hold === undefined ? [] : [{ way, hold }];
  });
  if (closed.length < ways.length)
    return {
      open: ways.filter((way) => !closed.some((one) => one.way === way)),
      areSeveral,
      areSomeClosed: closed.length > 0,
    };
  // A pause is over before a login works again.
  const byEnd = closed.toSorted((a, b) => Number(a.hold.reason === "login") - Number(b.hold.reason === "login") || a.hold.until - b.hold.until); // prettier-ignore
  const [first] = byEnd;
  if (first === undefined) return { open: ways, areSeveral, areSomeClosed: false };
  const askAgainAt = areSeveral ? Math.min(...closed.map(({ hold }) => hold.until)) : Infinity;
  if (await holdBack(deps, lane, submission, first.hold, askAgainAt)) return "waits";
  return { open: [first.way], areSeveral, areSomeClosed: areSeveral };
}

/** The message was cancelled before it left, or somebody else delivers it by now. */
class NotOurs extends Error {}

const NOTE_AGAIN: Backoff = { firstMs: 100, capMs: 5000, jitter: 0.2 };

/** A message that the server took must not be sent again because the database was away for a moment. */
async function untilNoted(
  { log }: DeliverySettings,
  submission: Submission,
  note: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  for (let failures = 1; ; failures++) {
    try {
      return await note();
    } catch (error) {
      const isTrouble = error instanceof PosthornError && error.code === "ServiceUnavailable";
      if (!isTrouble || signal.aborted) throw error;
      log.warn(
        { err: error, account: submission.account, queueId: submission.id },
        "A sent message can't be noted yet",
      );
      await sleep(backoffDelay(NOTE_AGAIN, failures), undefined, { signal }).catch(() => undefined);
    }
  }
}

async function send(
  deps: DeliverySettings,
  submission: Submission,
  content: Buffer,
  { relay, isGone, gateway: through }: Way,
  { owner }: DeliveryLane,
  signal: AbortSignal,
  onHandOff: () => void,
): Promise<SendReceipt> {
  const { dsn, proxy, localAddress, gateway, draft, isDraftItself, useStructuredFormat } = submission.options;
  if (isGone) throw new SendError(`There is no gateway ${gateway} any more`, { code: "EGATEWAY" });
  await refuseUnsubscribed(deps, submission);
  const stripped = withoutBcc(content);
  const tracked = await withOwnTrackers(deps, submission, stripped);
  const backend = await deps.mail.open(submission.account);
  const timeout = AbortSignal.timeout(deps.timeoutMs);
  return backend.send(
    {
      content: tracked,
      envelope: submission.envelope,
      ...(dsn && { dsn }),
      // With trackers it is another message than the draft, and later on the draft may have become another.
      ...(draft &&
        isDraftItself === true &&
        submission.attemptsMade === 0 &&
        tracked === stripped && { draft: draft.message }),
      ...(useStructuredFormat === true && { useStructuredFormat }),
      ...(relay && { relay }),
      ...(proxy !== undefined && { proxy }),
      ...(localAddress !== undefined && { localAddress }),
      async beforeHandOff() {
        if (!(await deps.storage.statement((db) => beginHandOff(db, submission.id, { owner, gateway: through }))))
          throw new NotOurs();
        await deps.storage.durable();
        onHandOff();
      },
    },
    { signal: AbortSignal.any([signal, timeout]) },
  );
}

/** Who has left the list since the message was taken in gets it no more. */
async function refuseUnsubscribed({ storage }: DeliverySettings, { options }: Submission): Promise<void> {
  const { ids, recipient } = options.blocklists ?? { ids: [], recipient: "" };
  const blocked = (await findBlocked(storage, ids, [recipient])).get(recipient);
  if (blocked) throw new SendError(`The recipient has left the list ${blocked.list}`, { code: "EUNSUBSCRIBED" });
}

/** The message as it leaves; the copy in Sent has no trackers. */
async function withOwnTrackers(
  { settings }: DeliverySettings,
  { account, messageId, options: { tracking } }: Submission,
  content: Buffer,
): Promise<Buffer> {
  if (!tracking) return content;
  const { baseUrl, opens, clicks } = tracking;
  const secret = settings.get("serviceSecret") ?? "";
  const own = ["redirect", "unsubscribe"].map((path) => `${baseUrl.replace(/\/+$/, "")}/${path}`);
  const isOwn = (url: string) => own.some((start) => url.startsWith(start));
  return withTrackers(content, {
    openUrl: opens ? signedLink(baseUrl, { act: "open", acc: account, msg: messageId }, secret) : undefined,
    clickUrl: clicks
      ? (url) =>
          isOwn(url) ? undefined : signedLink(baseUrl, { act: "click", url, acc: account, msg: messageId }, secret)
      : undefined,
  });
}

async function forget(storage: Storage, job: DeliveryJob, submission: Submission): Promise<void> {
  await storage.transaction(async (tx) => {
    await deleteSubmission(tx, submission.id);
    await completeJobs(tx, [job.id]);
  });
}

function asSendError(error: unknown): SendError {
  const { message, code } = error as { message?: string; code?: string };
  return new SendError(message ?? String(error), { cause: error, ...(typeof code === "string" && { code }) });
}
