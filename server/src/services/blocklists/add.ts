import { addToBlocklist as promise } from "@posthorn/contracts/blocklists";
import { asRecipient, putBlocked } from "../../storage/blocklists.ts";
import { requireAccount } from "../accounts/not-found.ts";
import { verb } from "../verb.ts";

/** Mail of the list to this address is skipped from now on; nobody is told. */
export const addToBlocklist = verb(promise, async (ctx, { params, body }) => {
  const added = await ctx.storage.transaction(async (tx) => {
    const { id } = await requireAccount(tx, body.account);
    return putBlocked(tx, {
      list: params.listId.toLowerCase(),
      recipient: asRecipient(body.recipient),
      account: id,
      source: "api",
      reason: body.reason ?? "block",
      messageId: null,
      remoteAddress: null,
      userAgent: null,
      createdAt: ctx.now(),
    });
  });
  return { success: true, added };
});
