import type { SubmissionReceipt } from "@posthorn/contracts/submissions";
import { timeSortedId } from "../../core/ids.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import type { NewJob } from "../../queue/job.ts";
import type { Db } from "../../storage/storage.ts";
import {
  insertSubmissions,
  type NewSubmission,
  type Submission,
  type SubmissionOptions,
} from "../../storage/submissions.ts";
import type { Context } from "../context.ts";
import { findAnswer, type IdempotencyKey, keepAnswer } from "../idempotency.ts";
import type { Composed } from "./compose-submission.ts";

export interface Accepted {
  account: string;
  composed: Composed;
  source: Submission["source"];
  options: SubmissionOptions;
  /** Attempts to send it, where the message does not say itself; else by the installation's setting. */
  attempts: number | undefined;
  /** The idempotency key of the call. */
  key: IdempotencyKey | null;
}

/**
 * Takes a message in for sending: it, its place in the queue and the answer to its idempotency key are
 * committed together and on disk when this resolves. When another node took the key meanwhile nothing
 * is queued, and the answer is that one's.
 */
export async function acceptSubmission(ctx: Context, accepted: Accepted): Promise<SubmissionReceipt> {
  const now = ctx.now();
  return commitOnce(ctx, accepted, now, (tx) => queueSubmission(ctx, tx, accepted, now));
}

/**
 * Commits what `write` writes together with its answer to the idempotency key; both are on disk when this resolves. When
 * another node took the key meanwhile nothing is written, and the answer is that one's.
 */
export async function commitOnce(
  ctx: Context,
  { account, key }: Pick<Accepted, "account" | "key">,
  now: number,
  write: (tx: Db) => Promise<SubmissionReceipt>,
): Promise<SubmissionReceipt> {
  const receipt = await ctx.storage
    .transaction(async (tx) => {
      const written = await write(tx);
      if (key === null) return written;
      const response = first(written, key);
      if (!(await keepAnswer(tx, account, key, response, now))) throw new KeyTaken();
      return response;
    })
    .catch(async (error: unknown) => {
      if (!(error instanceof KeyTaken) || key === null) throw error;
      return again((await findAnswer<SubmissionReceipt>(ctx.storage, account, key)) ?? {}, key);
    });
  await ctx.storage.durable();
  return receipt;
}

class KeyTaken extends Error {}

/** Runs `accept` unless the key was answered before. Without a key it always runs. */
export async function onceForKey(
  ctx: Context,
  account: string,
  key: IdempotencyKey | null,
  accept: () => Promise<SubmissionReceipt>,
): Promise<SubmissionReceipt> {
  if (key === null) return accept();
  return ctx.idempotency.run(account, key, async () => {
    const stored = await findAnswer<SubmissionReceipt>(ctx.storage, account, key);
    return stored === undefined ? accept() : again(stored, key);
  });
}

/** The answer to a dry run; stored with its key, if it has one. */
export async function answerDryRun(
  ctx: Context,
  account: string,
  key: IdempotencyKey | null,
  receipt: SubmissionReceipt,
): Promise<SubmissionReceipt> {
  if (key === null) return receipt;
  const response = first(receipt, key);
  await keepAnswer(ctx.storage, account, key, response, ctx.now());
  return response;
}

const first = (receipt: SubmissionReceipt, { value }: IdempotencyKey): SubmissionReceipt => ({
  ...receipt,
  idempotency: { key: value, status: "MISS" },
});

const again = (receipt: SubmissionReceipt, { value }: IdempotencyKey): SubmissionReceipt => ({
  ...receipt,
  idempotency: { key: value, status: "HIT" },
});

/** Writes a submission with its content and its job, to be committed by the caller. */
export async function queueSubmission(
  ctx: Context,
  tx: Db,
  accepted: Accepted,
  now: number,
): Promise<SubmissionReceipt> {
  const written = newSubmission(ctx, accepted, now, "queued");
  await insertSubmissions(tx, [written]);
  await enqueueJobs(tx, [deliveryJob(written.submission)], now);
  const { composed } = accepted;
  return {
    response: "Queued for delivery",
    messageId: composed.messageId,
    sendAt: new Date(composed.sendAt ?? now).toISOString(),
    queueId: written.submission.id,
    ...(composed.reference && { reference: composed.reference }),
  };
}

/** What is to be stored of a message that was taken in. */
export function newSubmission(
  { settings }: Context,
  { account, composed, source, options, attempts, key }: Accepted,
  now: number,
  state: "staged" | "queued",
): NewSubmission {
  const runAt = Math.max(composed.sendAt ?? now, now);
  const submission: Submission = {
    id: timeSortedId(now),
    account,
    messageId: composed.messageId,
    subject: composed.subject ?? null,
    envelope: composed.envelope,
    source,
    state,
    attempts: withinReach(composed.deliveryAttempts ?? attempts ?? settings.get("deliveryAttempts") ?? 10),
    attemptsMade: 0,
    createdAt: now,
    scheduledAt: runAt,
    nextAttemptAt: runAt,
    finishedAt: null,
    progress: { status: "queued" },
    options: {
      ...options,
      ...(key !== null && { idempotencyKey: key.value }),
      ...(composed.answers && { reference: composed.answers }),
    },
    unknownOutcomes: 0,
    waitingFor: null,
    waitingScope: null,
    refusedSince: null,
    history: [],
  };
  return { submission, content: composed.raw };
}

/** More attempts than this take longer than anybody lives; databases count no further than 2³¹ − 1. */
const MOST_ATTEMPTS = 1_000_000;

const withinReach = (attempts: number) => Math.max(0, Math.min(attempts, MOST_ATTEMPTS));

/** The job that delivers a submission. What is one of many has a share of its own, so that single messages pass it by. */
export const deliveryJob = (
  { id, account, scheduledAt }: Pick<Submission, "id" | "account" | "scheduledAt">,
  { isBulk = false } = {},
): NewJob => ({
  kind: "message-delivery",
  lane: id,
  share: isBulk ? `bulk ${account}` : account,
  payload: { submission: id },
  runAt: scheduledAt,
});
