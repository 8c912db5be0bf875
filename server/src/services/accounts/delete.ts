import { deleteAccount as promise } from "@posthorn/contracts/accounts";
import { timeSortedId } from "../../core/ids.ts";
import { deliveryLane, deliveryShare } from "../../core/webhook-endpoint.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import { removeLane } from "../../queue/remove.ts";
import { deleteAccountLog } from "../../storage/account-log.ts";
import { deleteAccountCounts } from "../../storage/account-counters.ts";
import { type AccountRecord, deleteAccount as removeAccount, lockAccount } from "../../storage/accounts.ts";
import { insertDeliveries } from "../../storage/deliveries.ts";
import { removeExport } from "../../storage/export-files.ts";
import { cancelExportsOfAccount, exportIdsOfAccount } from "../../storage/exports.ts";
import { deleteIdempotencyKeysOfAccount } from "../../storage/idempotency-keys.ts";
import { deleteModelUses } from "../../storage/model-uses.ts";
import { deleteNotes } from "../../storage/notes.ts";
import { deleteSentMessagesOfAccount } from "../../storage/sent-messages.ts";
import { endHold } from "../../storage/sending-holds.ts";
import type { Db } from "../../storage/storage.ts";
import { deleteSubmission, submissionIdsOfAccount } from "../../storage/submissions.ts";
import { deleteTemplatesOfAccount } from "../../storage/templates.ts";
import { deleteTokensOfAccount } from "../../storage/tokens.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";
import { leaveProvider } from "./leave-provider.ts";
import { requireAccount } from "./not-found.ts";

/**
 * Removes the account and everything kept for it, queued mail and tokens included. Its own webhook
 * address is told as well as the global one: that delivery is made here, while the address is known.
 */
export const deleteAccount = verb(promise, async (ctx, { params, query }) => {
  const id = params.account;
  await leaveProvider(ctx, await requireAccount(ctx.storage, id), { revoke: query.revoke === true });
  // What is left of it goes with the account; all of it in one go may take a while.
  await deleteAccountLog(ctx.storage, id);
  const now = ctx.now();
  const exports = await ctx.storage.transaction(async (tx) => {
    const account = await lockAccount(tx, id);
    if (account === undefined || !(await removeAccount(tx, id))) return null;
    await deleteNotes(tx, id);
    await deleteTokensOfAccount(tx, id);
    await deleteTemplatesOfAccount(tx, id);
    await deleteIdempotencyKeysOfAccount(tx, id);
    for (const submission of await submissionIdsOfAccount(tx, id)) {
      await removeLane(tx, "message-delivery", submission, now);
      await removeLane(tx, "sent-copy", submission, now);
      await deleteSubmission(tx, submission);
    }
    await deleteSentMessagesOfAccount(tx, id);
    const idle = await cancelExports(tx, id, now);
    const told = await ctx.events.publish(tx, [{ name: "accountDeleted", account: id, data: { account: id } }], now);
    for (const event of told) await tellOwnWebhook(ctx, tx, account, event, now);
    await deleteAccountCounts(tx, id);
    await deleteModelUses(tx, id);
    await endHold(tx, `account ${id}`, now);
    tx.hint(`account:${id}`);
    return idle;
  });
  ctx.tally.forget(id);
  ctx.modelUses.forget(id);
  // Its connections have yet to close. Nothing of that is for an account that takes the id over.
  await ctx.accountLog.refresh();
  await ctx.accountLog.forget(id);
  await ctx.storage.durable();
  for (const exportId of exports ?? []) await removeExport(ctx.storage, ctx.exportFiles, exportId);
  return { account: id, deleted: exports !== null };
});

/** Resolves with those that nobody works on; the others are removed by who does. */
async function cancelExports(tx: Db, account: string, now: number): Promise<string[]> {
  const idle: string[] = [];
  for (const id of await exportIdsOfAccount(tx, account)) if (await removeLane(tx, "export", id, now)) idle.push(id);
  await cancelExportsOfAccount(tx, account, now);
  return idle;
}

async function tellOwnWebhook(
  ctx: Context,
  tx: Db,
  { id: account, settings }: AccountRecord,
  eventId: string,
  now: number,
) {
  const { webhooks, webhooksCustomHeaders } = settings;
  if (!webhooks || webhooks === ctx.settings.get("webhooks") || ctx.settings.get("webhooksEnabled") !== true) return;
  const id = timeSortedId(now);
  const target = { webhooks, ...(webhooksCustomHeaders && { webhooksCustomHeaders }) };
  const delivery = { id, eventId, account, event: "accountDeleted", endpoint: "account", target, createdAt: now };
  await insertDeliveries(tx, [delivery]);
  const share = deliveryShare(undefined, webhooks);
  const lane = deliveryLane("account", account);
  await enqueueJobs(tx, [{ kind: "webhook-delivery", lane, share, payload: { delivery: id } }], now);
}
