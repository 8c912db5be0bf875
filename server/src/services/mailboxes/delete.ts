import { deleteMailbox as promise } from "@posthorn/contracts/mailboxes";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

export const deleteMailbox = verb(promise, async (ctx, { params, query }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  return backend.deleteMailbox(query.path, { signal });
});
