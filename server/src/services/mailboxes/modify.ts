import { modifyMailbox as promise } from "@posthorn/contracts/mailboxes";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

export const modifyMailbox = verb(promise, async (ctx, { params, body }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  const { path, ...change } = body;
  return backend.modifyMailbox(path, change, { signal });
});
