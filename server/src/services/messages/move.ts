import { moveMessage as promise } from "@posthorn/contracts/messages";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

export const moveMessage = verb(promise, async (ctx, { params, body }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  const { path, source } = body;
  return backend.moveMessage(params.message, path, { signal, ...(source !== undefined && { source }) });
});
