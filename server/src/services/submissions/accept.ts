import type { SubmissionReceipt } from "@posthorn/contracts/submissions";
import { timeSortedId } from "../../core/ids.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import { findIdempotentResponse, insertIdempotentResponse } from "../../storage/idempotency-keys.ts";
import type { Db } from "../../storage/storage.ts";
import { insertSubmission, type Submission, type SubmissionOptions } from "../../storage/submissions.ts";
import type { Context } from "../context.ts";
import type { Composed } from "./compose-submission.ts";

export interface Accepted {
  account: string;
  composed: Composed;
  source: Submission["source"];
  options: SubmissionOptions;
  /** Attempts to send it, where the message does not say itself; else by the installation's setting. */
  attempts: number | undefined;
  /** The idempotency key of the call. */
  key: string | null;
}

/**
 * Takes a message in for sending: it, its place in the queue and the answer to its idempotency key are
 * committed together and on disk when this resolves. When another node took the key meanwhile nothing
 * is queued, and the answer is that one's.
 */
export async function acceptSubmission(ctx: Context, accepted: Accepted): Promise<SubmissionReceipt> {
  const { account, key } = accepted;
  const now = ctx.now();
  const receipt = await ctx.storage
    .transaction(async (tx) => {
      const queued = await queueSubmission(ctx, tx, accepted, now);
      if (key === null) return queued;
      const response = { ...queued, idempotency: { key, status: "MISS" as const } };
      const isMine = await insertIdempotentResponse(tx, { account, key, response, createdAt: now });
      if (!isMine) throw new KeyTaken();
      return response;
    })
    .catch(async (error: unknown) => {
      if (!(error instanceof KeyTaken) || key === null) throw error;
      return hit((await findIdempotentResponse(ctx.storage, account, key)) as SubmissionReceipt, key);
    });
  await ctx.storage.durable();
  return receipt;
}

class KeyTaken extends Error {}

/** Runs `accept` unless the key was answered before. Without a key it always runs. */
export async function onceForKey(
  ctx: Context,
  account: string,
  key: string | null,
  accept: () => Promise<SubmissionReceipt>,
): Promise<SubmissionReceipt> {
  if (key === null) return accept();
  return ctx.idempotency.run(account, key, async () => {
    const stored = await findIdempotentResponse(ctx.storage, account, key);
    return stored === undefined ? accept() : hit(stored as SubmissionReceipt, key);
  });
}

const hit = (receipt: SubmissionReceipt, key: string): SubmissionReceipt => ({
  ...receipt,
  idempotency: { key, status: "HIT" },
});

/** Writes a submission with its content and its job, to be committed by the caller. */
export async function queueSubmission(
  ctx: Context,
  tx: Db,
  { account, composed, source, options, attempts, key }: Accepted,
  now: number,
): Promise<SubmissionReceipt> {
  const queueId = timeSortedId(now);
  const sendAt = composed.sendAt ?? now;
  const runAt = Math.max(sendAt, now);
  await insertSubmission(
    tx,
    {
      id: queueId,
      account,
      messageId: composed.messageId,
      subject: composed.subject ?? null,
      envelope: composed.envelope,
      source,
      state: "queued",
      attempts: withinReach(composed.deliveryAttempts ?? attempts ?? ctx.settings.get("deliveryAttempts") ?? 10),
      attemptsMade: 0,
      createdAt: now,
      scheduledAt: runAt,
      nextAttemptAt: runAt,
      finishedAt: null,
      progress: { status: "queued" },
      options: {
        ...options,
        ...(key !== null && { idempotencyKey: key }),
        ...(composed.answers && { reference: composed.answers }),
      },
      unknownOutcomes: 0,
    },
    composed.raw,
  );
  await enqueueJobs(
    tx,
    [{ kind: "message-delivery", lane: queueId, share: account, payload: { submission: queueId }, runAt }],
    now,
  );
  return {
    response: "Queued for delivery",
    messageId: composed.messageId,
    sendAt: new Date(sendAt).toISOString(),
    queueId,
    ...(composed.reference && { reference: composed.reference }),
  };
}

/** More attempts than this take longer than anybody lives; databases count no further than 2³¹ − 1. */
const MOST_ATTEMPTS = 1_000_000;

const withinReach = (attempts: number) => Math.max(0, Math.min(attempts, MOST_ATTEMPTS));
