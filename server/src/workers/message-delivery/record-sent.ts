import type { SendReceipt } from "../../core/mail-backend.ts";
import { serverNote } from "../../core/server-details.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import { finishLane } from "../../queue/finish.ts";
import type { AccountSettings } from "../../storage/accounts.ts";
import { writeNotes } from "../../storage/notes.ts";
import { endHold } from "../../storage/sending-holds.ts";
import { insertSentMessage } from "../../storage/sent-messages.ts";
import { deleteSubmissionContent, type Submission, updateSubmission } from "../../storage/submissions.ts";
import { type DeliveryLane, type DeliverySettings, publishOf } from "./delivery-settings.ts";
import type { Way } from "./find-ways.ts";
import { wantsCopy } from "./sent-copies.ts";
import { endTurn, type Turn } from "./take-turn.ts";

/** What a server said of a message, or that a copy was found where its provider files what was sent. */
export interface Sent {
  account: AccountSettings;
  way: Pick<Way, "scope" | "gateway">;
  receipt: SendReceipt;
  turn: Turn;
  isFound?: boolean;
}

/** Notes that a message is sent, tells it, and sees to what follows. */
export async function recordSent(
  deps: DeliverySettings,
  lane: DeliveryLane,
  submission: Submission,
  { account, way, receipt, turn, isFound = false }: Sent,
): Promise<void> {
  const now = deps.now();
  const { scope, gateway } = way;
  const through = gateway === undefined ? {} : { gateway };
  const messageId = receipt.messageId ?? submission.messageId;
  const original = receipt.messageId === undefined ? {} : { originalMessageId: submission.messageId };
  const response = receipt.response === undefined ? {} : { response: receipt.response };
  const { reference, draft } = submission.options;
  const needsFollowUp =
    (await wantsCopy(deps.storage, submission, account)) || reference !== undefined || draft !== undefined;
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
        ...through,
        accepted: receipt.accepted,
        ...(receipt.rejected.length > 0 && { rejected: receipt.rejected }),
      },
    });
    const rejected = new Set(receipt.rejected.map(({ address }) => address));
    await insertSentMessage(tx, [messageId, submission.messageId], {
      submission: submission.id,
      account: submission.account,
      recipients: submission.envelope.to.filter((address) => !rejected.has(address)),
      lists: submission.options.blocklists?.ids ?? [],
      gateway: gateway ?? null,
      sentAt: now,
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
      ...through,
      ...(isFound && { outcome: "foundInSent" }),
    });
    tx.afterCommit(() => {
      deps.meter.submission("success");
      deps.meter.processed("submit", "completed");
    });
  });
  // Past the commit nothing may fail, or the message would be noted as sent a second time.
  if (receipt.server !== undefined)
    await writeNotes(deps.storage, submission.account, [serverNote("smtp", receipt.server)]).catch((error: unknown) =>
      deps.log.warn({ err: error, account: submission.account }, "What the SMTP server says of itself is not noted"),
    );
  const status = {
    created: new Date(now).toISOString(),
    status: "ok" as const,
    networkRouting: receipt.networkRouting,
  };
  if (gateway !== undefined) return deps.gatewayUses.note(gateway, null, now);
  await deps.smtpStatus
    .succeeded(deps.storage, submission.account, { ...status, ...response }, now)
    .catch((error: unknown) => deps.log.warn({ err: error, account: submission.account }, "smtpStatus is not noted"));
}
