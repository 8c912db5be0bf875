import { retryAccountOutboxEntry as accountPromise, retryOutboxEntry as promise } from "@posthorn/contracts/outbox";
import { PosthornError } from "../../core/errors.ts";
import { serverScope } from "../../core/waiting.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import { allowNow } from "../../storage/sending-holds.ts";
import type { Db } from "../../storage/storage.ts";
import { hasSubmissionContent, type ListedSubmission, updateSubmission } from "../../storage/submissions.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";
import { type EntryParams, findEntry } from "./find-entry.ts";

/** Queues a failed message again, with a fresh set of attempts. False when its content is no longer kept. */
export async function retryEntry(tx: Db, entry: ListedSubmission, now: number): Promise<boolean> {
  if (!(await hasSubmissionContent(tx, entry.id))) return false;
  await allowNow(tx, serverScope(entry.account, entry.options.gateway), now);
  await updateSubmission(tx, entry.id, {
    state: "queued",
    attemptsMade: 0,
    nextAttemptAt: now,
    finishedAt: null,
    refusedSince: null,
    progress: { status: "queued" },
  });
  await enqueueJobs(
    tx,
    [{ kind: "message-delivery", lane: entry.id, share: entry.account, payload: { submission: entry.id } }],
    now,
  );
  return true;
}

async function retry(ctx: Context, params: EntryParams) {
  await ctx.storage.transaction(async (tx) => {
    const entry = await findEntry(tx, params);
    if (entry.state !== "failed" && entry.state !== "held")
      throw new PosthornError("conflict", "Requested queue entry has not failed", { code: "NotFailed" });
    if (!(await retryEntry(tx, entry, ctx.now())))
      throw new PosthornError("conflict", "The content of the message is no longer kept", { code: "ContentGone" });
  });
  await ctx.storage.durable();
  return { queueId: params.queueId, retried: true };
}

export const retryOutboxEntry = verb(promise, (ctx, { params }) => retry(ctx, params));
export const retryAccountOutboxEntry = verb(accountPromise, (ctx, { params }) => retry(ctx, params));
