import { getAttachment as promise } from "@posthorn/contracts/messages";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

export const getAttachment = verb(promise, async (ctx, { params }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  return backend.getAttachment(params.attachment, { signal });
});
