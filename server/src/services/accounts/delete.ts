import { deleteAccount as promise } from "@posthorn/contracts/accounts";
import { removeLane } from "../../queue/remove.ts";
import { deleteAccountCounts } from "../../storage/account-counters.ts";
import { accountExists, deleteAccount as removeAccount } from "../../storage/accounts.ts";
import { deleteIdempotencyKeysOfAccount } from "../../storage/idempotency-keys.ts";
import { deleteNotes } from "../../storage/notes.ts";
import { deleteSubmission, submissionIdsOfAccount } from "../../storage/submissions.ts";
import { deleteTokensOfAccount } from "../../storage/tokens.ts";
import { verb } from "../verb.ts";
import { accountNotFound } from "./not-found.ts";

/** Removes the account and everything kept for it, queued mail and tokens included. */
export const deleteAccount = verb(promise, async (ctx, { params }) => {
  const id = params.account;
  if (!(await accountExists(ctx.storage, id))) throw accountNotFound();
  const now = ctx.now();
  const deleted = await ctx.storage.transaction(async (tx) => {
    if (!(await removeAccount(tx, id))) return false;
    await deleteNotes(tx, id);
    await deleteTokensOfAccount(tx, id);
    await deleteIdempotencyKeysOfAccount(tx, id);
    for (const submission of await submissionIdsOfAccount(tx, id)) {
      await removeLane(tx, "message-delivery", submission, now);
      await removeLane(tx, "sent-copy", submission, now);
      await deleteSubmission(tx, submission);
    }
    await ctx.events.publish(tx, [{ name: "accountDeleted", account: id, data: { account: id } }], now);
    await deleteAccountCounts(tx, id);
    tx.hint(`account:${id}`);
    return true;
  });
  ctx.tally.forget(id);
  await ctx.storage.durable();
  return { account: id, deleted };
});
