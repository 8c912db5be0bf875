import { removeFromBlocklist as promise } from "@posthorn/contracts/blocklists";
import { asRecipient, deleteBlocked, hasBlocklist } from "../../storage/blocklists.ts";
import { verb } from "../verb.ts";
import { blocklistNotFound } from "./not-found.ts";

/** The address gets mail of the list again; nobody is told. */
export const removeFromBlocklist = verb(promise, async (ctx, { params, query }) => {
  const list = params.listId.toLowerCase();
  const deleted = await ctx.storage.transaction(async (tx) => {
    if (!(await hasBlocklist(tx, list))) throw blocklistNotFound();
    return deleteBlocked(tx, list, asRecipient(query.recipient));
  });
  return { deleted };
});
