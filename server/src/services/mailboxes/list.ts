import { listMailboxes as promise } from "@posthorn/contracts/mailboxes";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

export const listMailboxes = verb(promise, async (ctx, { params, query }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  return { mailboxes: await backend.listMailboxes({ counters: query.counters ?? false, signal }) };
});
