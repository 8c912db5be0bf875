import { deleteMessage as promise } from "@posthorn/contracts/messages";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

export const deleteMessage = verb(promise, async (ctx, { params, query }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  return backend.deleteMessage(params.message, { force: query.force ?? false, signal });
});
