import {
  type Submission as SubmissionBody,
  type SubmissionReceipt,
  submit as promise,
} from "@posthorn/contracts/submissions";
import { PosthornError } from "../../core/errors.ts";
import { timeSortedId } from "../../core/ids.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import { type AccountRecord, findAccount } from "../../storage/accounts.ts";
import { findIdempotentResponse, insertIdempotentResponse } from "../../storage/idempotency-keys.ts";
import { insertSubmission, type SubmissionOptions } from "../../storage/submissions.ts";
import { accountNotFound } from "../accounts/not-found.ts";
import { refuseProxyOfNarrowed } from "../accounts/refuse-proxy.ts";
import type { Context } from "../context.ts";
import { type Call, verb } from "../verb.ts";
import { composeSubmission, type Composed } from "./compose-submission.ts";
import { idempotencyKeyOf } from "../idempotency.ts";

/**
 * Takes a message in for sending. What is answered with 200 is on disk: the message, its place in
 * the queue and the answer to its idempotency key were committed together.
 */
export const submit = verb(promise, async (ctx, { params, body, headers }, call) => {
  refuseProxyOfNarrowed(call.admission, body.proxy);
  const account = await findAccount(ctx.storage, params.account);
  if (account === undefined) throw accountNotFound();
  if (account.settings.smtp?.host === undefined)
    throw new PosthornError("not_found", "The account has no way to send: no SMTP server is configured", {
      code: "SMTPUnavailable",
    });
  const key = idempotencyKeyOf(headers["idempotency-key"]);
  if (key === null) return accept(ctx, account, body, call, null);
  return ctx.idempotency.run(account.id, key, async () => {
    const stored = await findIdempotentResponse(ctx.storage, account.id, key);
    if (stored !== undefined) return hit(stored as SubmissionReceipt, key);
    const receipt = await accept(ctx, account, body, call, key);
    return receipt;
  });
});

const hit = (receipt: SubmissionReceipt, key: string): SubmissionReceipt => ({
  ...receipt,
  idempotency: { key, status: "HIT" },
});

async function accept(
  ctx: Context,
  account: AccountRecord,
  body: SubmissionBody,
  call: Call,
  key: string | null,
): Promise<SubmissionReceipt> {
  const now = ctx.now();
  const composed = await composeSubmission(ctx, account, body, call.signal, now);
  if (composed.envelope.to.length === 0)
    throw new PosthornError("invalid", "The message has no recipients", { code: "NoRecipients" });
  const idempotency = key === null ? {} : { idempotency: { key, status: "MISS" as const } };
  const reference = composed.reference === undefined ? {} : { reference: composed.reference };
  if (body.dryRun === true) {
    const preview = composed.raw.toString("base64");
    const receipt = { response: "Dry run", messageId: composed.messageId, preview, ...reference, ...idempotency };
    if (key !== null)
      await insertIdempotentResponse(ctx.storage, { account: account.id, key, response: receipt, createdAt: now });
    return receipt;
  }

  const sendAt = composed.sendAt ?? now;
  const queueId = timeSortedId(now);
  const receipt: SubmissionReceipt = {
    response: "Queued for delivery",
    messageId: composed.messageId,
    sendAt: new Date(sendAt).toISOString(),
    queueId,
    ...reference,
    ...idempotency,
  };
  const first = await enqueue(ctx, { account, body, composed, key, queueId, sendAt, receipt, now });
  await ctx.storage.durable();
  return first ?? receipt;
}

/** Returns the stored answer instead when another node took the same idempotency key meanwhile. */
async function enqueue(
  ctx: Context,
  entry: {
    account: AccountRecord;
    body: SubmissionBody;
    composed: Composed;
    key: string | null;
    queueId: string;
    sendAt: number;
    receipt: SubmissionReceipt;
    now: number;
  },
): Promise<SubmissionReceipt | undefined> {
  const { account, composed, key, queueId, now } = entry;
  const runAt = Math.max(entry.sendAt, now);
  return ctx.storage.transaction(async (tx) => {
    if (key !== null) {
      const isMine = await insertIdempotentResponse(tx, {
        account: account.id,
        key,
        response: entry.receipt,
        createdAt: now,
      });
      if (!isMine) return hit((await findIdempotentResponse(tx, account.id, key)) as SubmissionReceipt, key);
    }
    await insertSubmission(
      tx,
      {
        id: queueId,
        account: account.id,
        messageId: composed.messageId,
        subject: composed.subject ?? null,
        envelope: composed.envelope,
        source: "api",
        state: "queued",
        attempts:
          composed.deliveryAttempts ?? entry.body.deliveryAttempts ?? ctx.settings.get("deliveryAttempts") ?? 10,
        attemptsMade: 0,
        createdAt: now,
        scheduledAt: runAt,
        nextAttemptAt: runAt,
        finishedAt: null,
        progress: { status: "queued" },
        options: optionsOf(entry.body, composed, key),
        unknownOutcomes: 0,
      },
      composed.raw,
    );
    await enqueueJobs(
      tx,
      [{ kind: "message-delivery", lane: queueId, share: account.id, payload: { submission: queueId }, runAt }],
      now,
    );
    return undefined;
  });
}

function optionsOf(body: SubmissionBody, composed: Composed, key: string | null): SubmissionOptions {
  return {
    ...(body.dsn && { dsn: body.dsn }),
    ...(body.proxy !== undefined && { proxy: body.proxy }),
    ...(body.localAddress !== undefined && { localAddress: body.localAddress }),
    ...(body.copy !== undefined && { copy: body.copy }),
    ...(body.sentMailPath && { sentMailPath: body.sentMailPath }),
    ...(key !== null && { idempotencyKey: key }),
    ...(composed.answers && { reference: composed.answers }),
  };
}
