import { addToBlocklist as promise } from "@posthorn/contracts/blocklists";
import { asRecipient, putBlocked } from "../../storage/blocklists.ts";
import { requireAccount } from "../accounts/not-found.ts";
import { verb } from "../verb.ts";
import { entryOfCall } from "./entry-of-call.ts";
import { tellOfCall } from "./tell-of-call.ts";

/** Mail of the list to this address is skipped from now on. */
export const addToBlocklist = verb(promise, async (ctx, { params, body }, call) => {
  const { remoteAddress } = call;
  const list = params.listId.toLowerCase();
  const recipient = asRecipient(body.recipient);
  const added = await ctx.storage.transaction(async (tx) => {
    const { id: account } = await requireAccount(tx, body.account);
    const isNew = await putBlocked(tx, { ...entryOfCall(list, account, body.reason, ctx.now(), call), recipient });
    if (isNew) await tellOfCall(ctx, tx, "listUnsubscribe", { list, account, recipients: [recipient], remoteAddress });
    return isNew;
  });
  return { success: true, added };
});
