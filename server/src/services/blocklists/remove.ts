import { removeFromBlocklist as promise } from "@posthorn/contracts/blocklists";
import { asRecipient, deleteBlocked, findBlockedAddress, hasBlocklist } from "../../storage/blocklists.ts";
import { verb } from "../verb.ts";
import { blocklistNotFound } from "./not-found.ts";
import { tellOfCall } from "./tell-of-call.ts";

/** The address gets mail of the list again. */
export const removeFromBlocklist = verb(promise, async (ctx, { params, query }, { remoteAddress }) => {
  const list = params.listId.toLowerCase();
  const recipient = asRecipient(query.recipient);
  const deleted = await ctx.storage.transaction(async (tx) => {
    if (!(await hasBlocklist(tx, list))) throw blocklistNotFound();
    const entry = await findBlockedAddress(tx, list, recipient);
    // Another call may have been faster; then it is that one's change.
    if (entry === undefined || !(await deleteBlocked(tx, list, recipient))) return false;
    const { account } = entry;
    await tellOfCall(ctx, tx, "listSubscribe", { list, account, recipients: [recipient], remoteAddress });
    return true;
  });
  return { deleted };
});
