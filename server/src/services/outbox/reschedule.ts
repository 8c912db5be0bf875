import {
  rescheduleAccountOutboxEntry as accountPromise,
  rescheduleOutboxEntry as promise,
} from "@posthorn/contracts/outbox";
import { PosthornError } from "../../core/errors.ts";
import { rescheduleLane } from "../../queue/reschedule.ts";
import { updateSubmission } from "../../storage/submissions.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";
import { refuseLateSending } from "../submissions/within-caps.ts";
import { type EntryParams, findEntry } from "./find-entry.ts";

/** Sends a message that waits at another time; a time that is past is now. The message itself stays as it is. */
async function reschedule(ctx: Context, params: EntryParams, sendAt: string) {
  const now = ctx.now();
  const at = Math.max(Date.parse(sendAt), now);
  refuseLateSending(ctx, at, now);
  await ctx.storage.transaction(async (tx) => {
    const entry = await findEntry(tx, params);
    if (entry.state !== "queued" || !(await rescheduleLane(tx, "message-delivery", entry.id, at, { freeAt: now })))
      throw new PosthornError("conflict", "Requested queue entry does not wait", { code: "NotWaiting" });
    await updateSubmission(tx, entry.id, {
      scheduledAt: at,
      nextAttemptAt: at,
      waitingFor: null,
      waitingScope: null,
    });
  });
  await ctx.storage.durable();
  return { queueId: params.queueId, rescheduled: true, sendAt: new Date(at).toISOString() };
}

export const rescheduleOutboxEntry = verb(promise, (ctx, { params, body }) => reschedule(ctx, params, body.sendAt));
export const rescheduleAccountOutboxEntry = verb(accountPromise, (ctx, { params, body }) =>
  reschedule(ctx, params, body.sendAt),
);
