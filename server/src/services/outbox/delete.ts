import { deleteAccountOutboxEntry as accountPromise, deleteOutboxEntry as promise } from "@posthorn/contracts/outbox";
import type { NewEvent } from "../../events/event-log.ts";
import { removeLane } from "../../queue/remove.ts";
import type { Db } from "../../storage/storage.ts";
import { deleteSubmission, findOutboxEntry, type ListedSubmission, lockSubmission } from "../../storage/submissions.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";
import type { EntryParams } from "./find-entry.ts";

/** True only if the message can't be sent any more; false for one that is unknown or being delivered. */
export async function cancelEntry(
  { events }: Pick<Context, "events">,
  tx: Db,
  params: EntryParams,
  now: number,
): Promise<boolean> {
  await lockSubmission(tx, params.queueId);
  const entry = await findOutboxEntry(tx, params.queueId);
  if (entry === undefined || (params.account !== undefined && entry.account !== params.account)) return false;
  // An unknown outcome means that it may have been sent already.
  if (entry.state === "handing-off") return false;
  if (!(await removeLane(tx, "message-delivery", entry.id, now))) return false;
  await deleteSubmission(tx, entry.id);
  // What failed was told as failed.
  if (entry.state !== "failed") await events.publish(tx, [cancelled(entry)], now);
  return true;
}

async function remove(ctx: Context, params: EntryParams): Promise<{ deleted: boolean }> {
  const deleted = await ctx.storage.transaction((tx) => cancelEntry(ctx, tx, params, ctx.now()));
  if (deleted) await ctx.storage.durable();
  return { deleted };
}

const cancelled = ({ id, account, messageId, envelope, options: { metadata } }: ListedSubmission): NewEvent => ({
  name: "messageCancelled",
  account,
  data: { messageId, queueId: id, envelope, ...(metadata && { metadata }) },
});

export const deleteOutboxEntry = verb(promise, (ctx, { params }) => remove(ctx, params));
export const deleteAccountOutboxEntry = verb(accountPromise, (ctx, { params }) => remove(ctx, params));
