import { getMessage as promise } from "@posthorn/contracts/messages";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

export const getMessage = verb(promise, async (ctx, { params, query }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  return backend.getMessage(params.message, { ...query, signal });
});
