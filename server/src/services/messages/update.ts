import { updateMessage as promise } from "@posthorn/contracts/messages";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

export const updateMessage = verb(promise, async (ctx, { params, body }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  return backend.updateMessage(params.message, body, { signal });
});
