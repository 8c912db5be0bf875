import { setTimeout as sleep } from "node:timers/promises";
import type { SendingLimits } from "@posthorn/contracts/sending-limits";
import { type Backoff, backoffDelay } from "../../core/backoff.ts";
import { PosthornError } from "../../core/errors.ts";
import { SendError, type SendReceipt, type SmtpSettings } from "../../core/mail-backend.ts";
import { filesOwnSentCopy } from "../../core/sent-copy.ts";
import { signedLink } from "../../core/signed-link.ts";
import { type SendingScope, serverScope } from "../../core/waiting.ts";
import { withTrackers } from "../../mime/tracking/with-trackers.ts";
import { withoutBcc } from "../../mime/without-bcc.ts";
import { completeJobs } from "../../queue/complete.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import { finishLane } from "../../queue/finish.ts";
import type { Job } from "../../queue/job.ts";
import { type AccountSettings, canWatch, findOpenSettings } from "../../storage/accounts.ts";
import { findBlocked } from "../../storage/blocklists.ts";
import { endHold } from "../../storage/sending-holds.ts";
import type { Storage } from "../../storage/storage.ts";
import {
  beginHandOff,
  deleteSubmission,
  deleteSubmissionContent,
  findSubmissionWithContent,
  type Submission,
  updateSubmission,
} from "../../storage/submissions.ts";
import { type DeliveryLane, type DeliverySettings, publishOf } from "./delivery-settings.ts";
import { holdBack, holdOn } from "./hold-back.ts";
import { holdUnknown } from "./hold-unknown.ts";
import { recordFailure } from "./record-failure.ts";
import { endTurn, takeTurn, type Turn } from "./take-turn.ts";

type DeliveryJob = Job<"message-delivery">;

/**
 * Hands one submission to its mail server.
 *
 * The state on disk follows the hand-off: `queued` until everything but the last bytes has left,
 * then `handing-off`, durable before those bytes leave, then `sent`, `queued` again or `failed`,
 * as the server answers. A submission found in `handing-off` was interrupted between the last bytes
 * and the answer. Nobody can know whether the server took it; the setting `unknownOutcome` says
 * whether it is sent again (same Message-ID) or held for a person.
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
  if (submission.state === "handing-off" && !(await settleUnknown(deps, job, submission))) return;

  const startedAt = deps.now();
  const way = await findWay(deps, submission);
  const hold = holdOn(deps, submission, way.scope);
  if (hold && (await holdBack(deps, lane, submission, hold))) return "released";
  const turn = await takeTurn(deps, lane, submission, { account, ...way });
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
    await recordFailure(deps, lane, submission, { failure, isUnknown, scope: way.scope, startedAt, turn });
    return "released";
  }
  await untilNoted(
    deps,
    submission,
    () => recordSent(deps, lane, submission, { account, scope: way.scope, receipt, turn }),
    signal,
  );
  // Shortens the time in which a power cut makes a message leave twice; nothing waits for it.
  deps.storage.durable().catch((error: unknown) => deps.log.warn({ err: error }, "What was sent is not flushed yet"));
  return "released";
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
  { relay, isGone }: Way,
  { owner }: DeliveryLane,
  signal: AbortSignal,
  onHandOff: () => void,
): Promise<SendReceipt> {
  const { dsn, proxy, localAddress, gateway } = submission.options;
  if (isGone) throw new SendError(`There is no gateway ${gateway} any more`, { code: "EGATEWAY" });
  await refuseUnsubscribed(deps, submission);
  const tracked = await withOwnTrackers(deps, submission, withoutBcc(content));
  const backend = await deps.mail.open(submission.account);
  const timeout = AbortSignal.timeout(deps.timeoutMs);
  return backend.send(
    {
      content: tracked,
      envelope: submission.envelope,
      ...(dsn && { dsn }),
      ...(relay && { relay }),
      ...(proxy !== undefined && { proxy }),
      ...(localAddress !== undefined && { localAddress }),
      async beforeHandOff() {
        if (!(await deps.storage.statement((db) => beginHandOff(db, submission.id, owner)))) throw new NotOurs();
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

/** Where a message goes. */
interface Way {
  /** The gateway; null when it goes the account's own way. */
  relay: SmtpSettings | null;
  scope: SendingScope;
  /** What may go through the gateway. */
  sending: SendingLimits | null;
  /** The gateway that was named is not there, and nothing else is wanted. */
  isGone: boolean;
}

/** Without a gateway that was named, a message goes the account's own way, unless that is not wanted. */
async function findWay({ settings, gatewayOf }: DeliverySettings, { account, options }: Submission): Promise<Way> {
  const { gateway } = options;
  const found = gateway === undefined ? null : await gatewayOf(gateway);
  const relay = found?.relay ?? null;
  const isGone = gateway !== undefined && relay === null && settings.get("strictGateways") === true;
  return {
    relay,
    scope: serverScope(account, relay === null ? undefined : gateway),
    sending: found?.sending ?? null,
    isGone,
  };
}

/** Returns whether to send again. */
async function settleUnknown(deps: DeliverySettings, job: DeliveryJob, submission: Submission): Promise<boolean> {
  const policy = deps.settings.get("unknownOutcome") ?? "resend";
  const unknownOutcomes = submission.unknownOutcomes + 1;
  deps.log.warn(
    { account: submission.account, queueId: submission.id, messageId: submission.messageId, policy },
    "A hand-off was interrupted before the server's answer was seen",
  );
  await deps.storage.transaction(async (tx) => {
    if (policy === "resend") return updateSubmission(tx, submission.id, { state: "queued", unknownOutcomes });
    await holdUnknown(tx, submission, deps.now());
    await completeJobs(tx, [job.id]);
  });
  return policy === "resend";
}

async function recordSent(
  deps: DeliverySettings,
  lane: DeliveryLane,
  submission: Submission,
  {
    account,
    scope,
    receipt,
    turn,
  }: { account: AccountSettings; scope: SendingScope; receipt: SendReceipt; turn: Turn },
): Promise<void> {
  const now = deps.now();
  const messageId = receipt.messageId ?? submission.messageId;
  const original = receipt.messageId === undefined ? {} : { originalMessageId: submission.messageId };
  const response = receipt.response === undefined ? {} : { response: receipt.response };
  const { reference, draft } = submission.options;
  const needsFollowUp = wantsCopy(submission, account) || reference !== undefined || draft !== undefined;
  await deps.storage.transaction(async (tx) => {
    await updateSubmission(tx, submission.id, {
      state: "sent",
      messageId,
      finishedAt: now,
      nextAttemptAt: null,
      progress: {
        status: "submitted",
        messageId,
        ...original,
        ...response,
        networkRouting: receipt.networkRouting,
        accepted: receipt.accepted,
        ...(receipt.rejected.length > 0 && { rejected: receipt.rejected }),
      },
    });
    await finishLane(tx, lane);
    await endTurn(tx, turn, submission, { isSent: true, now });
    for (const hold of deps.holds.among(scope, submission.envelope)) {
      await endHold(tx, hold.scope, now);
      tx.afterCommit(() => deps.holds.forget(hold.scope));
    }
    if (needsFollowUp)
      await enqueueJobs(
        tx,
        [{ kind: "sent-copy", lane: submission.id, share: submission.account, payload: { submission: submission.id } }],
        now,
      );
    else await deleteSubmissionContent(tx, submission.id);
    await publishOf(deps, tx, "messageSent", submission, {
      messageId,
      ...original,
      ...response,
      queueId: submission.id,
      envelope: submission.envelope,
      accepted: receipt.accepted,
      rejected: receipt.rejected,
      networkRouting: receipt.networkRouting,
    });
    tx.afterCommit(() => {
      deps.meter.submission("success");
      deps.meter.processed("submit", "completed");
    });
  });
  const status = {
    created: new Date(now).toISOString(),
    status: "ok" as const,
    networkRouting: receipt.networkRouting,
  };
  const { gateway } = submission.options;
  if (gateway !== undefined) return deps.gatewayUses.note(gateway, null, now);
  // Past the commit nothing may fail, or the message would be noted as sent a second time.
  await deps.smtpStatus
    .succeeded(deps.storage, submission.account, { ...status, ...response }, now)
    .catch((error: unknown) => deps.log.warn({ err: error, account: submission.account }, "smtpStatus is not noted"));
}

/** Message beats account beats what the provider does by itself; never without IMAP. */
export function wantsCopy(submission: Submission, settings: AccountSettings): boolean {
  if (!canWatch(settings)) return false;
  if (typeof submission.options.copy === "boolean") return submission.options.copy;
  if (isFiledByProvider(submission, settings)) return false;
  return settings.copy ?? true;
}

/** Whether the account's provider stores what is sent; it sees nothing of what goes through a gateway. */
export const isFiledByProvider = ({ options }: Submission, { imap }: AccountSettings): boolean =>
  options.gateway === undefined && filesOwnSentCopy(imap?.host ?? "");

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
