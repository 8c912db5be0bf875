import { promoteAccountOutboxEntry as accountPromise, promoteOutboxEntry as promise } from "@posthorn/contracts/outbox";
import type { WaitReason } from "@posthorn/contracts/outbox";
import { PosthornError } from "../../core/errors.ts";
import type { SendingScope } from "../../core/waiting.ts";
import { rescheduleLane } from "../../queue/reschedule.ts";
import { allowNow } from "../../storage/sending-holds.ts";
import type { Db } from "../../storage/storage.ts";
import { type ListedSubmission, updateSubmission } from "../../storage/submissions.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";
import { type EntryParams, findEntry } from "./find-entry.ts";
import { outboxState } from "./outbox-view.ts";

/** Whether it is no limit of ours that a message waits for. */
const isHeld = (reason: WaitReason | null) => reason === "login" || reason === "throttled";

/**
 * Delivers a scheduled message, or one that waits for its next attempt, next. Limits of ours hold for it all the same.
 * False for one that is not delayed.
 */
export async function promoteEntry(tx: Db, entry: ListedSubmission, now: number): Promise<boolean> {
  if (outboxState(entry.state, entry.lane, now) !== "delayed") return false;
  if (entry.waitingScope !== null && isHeld(entry.waitingFor))
    await allowNow(tx, entry.waitingScope as SendingScope, now);
  await rescheduleLane(tx, "message-delivery", entry.id, now);
  await updateSubmission(tx, entry.id, { nextAttemptAt: now, waitingFor: null, waitingScope: null });
  return true;
}

async function promote(ctx: Context, params: EntryParams) {
  await ctx.storage.transaction(async (tx) => {
    if (!(await promoteEntry(tx, await findEntry(tx, params), ctx.now())))
      throw new PosthornError("conflict", "Requested queue entry is not delayed", { code: "NotDelayed" });
  });
  await ctx.storage.durable();
  return { queueId: params.queueId, promoted: true };
}

export const promoteOutboxEntry = verb(promise, (ctx, { params }) => promote(ctx, params));
export const promoteAccountOutboxEntry = verb(accountPromise, (ctx, { params }) => promote(ctx, params));
