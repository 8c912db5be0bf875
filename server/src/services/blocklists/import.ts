import { importBlocklist as promise } from "@posthorn/contracts/blocklists";
import { asRecipient, putManyBlocked } from "../../storage/blocklists.ts";
import { requireAccount } from "../accounts/not-found.ts";
import { verb } from "../verb.ts";
import { entryOfCall } from "./entry-of-call.ts";
import { tellOfCall } from "./tell-of-call.ts";

/** Mail of the list to these addresses is skipped from now on. One that is named twice counts once. */
export const importBlocklist = verb(promise, async (ctx, { params, body }, call) => {
  const { remoteAddress } = call;
  const list = params.listId.toLowerCase();
  const recipients = [...new Set(body.addresses.map(asRecipient))];
  const added = await ctx.storage.transaction(async (tx) => {
    const { id: account } = await requireAccount(tx, body.account);
    const entry = entryOfCall(list, account, body.reason, ctx.now(), call);
    const isNew = await putManyBlocked(tx, entry, recipients);
    await tellOfCall(ctx, tx, "listUnsubscribe", { list, account, recipients: isNew, remoteAddress });
    return isNew.length;
  });
  return { success: true, added, known: recipients.length - added };
});
