import { createMailbox as promise } from "@posthorn/contracts/mailboxes";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

export const createMailbox = verb(promise, async (ctx, { params, body }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  return backend.createMailbox(body.path, { signal });
});
