import { getThread as promise } from "@posthorn/contracts/threads";
import { EVERYWHERE, mailboxesToSearch } from "../../core/mailboxes-to-search.ts";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

export const getThread = verb(promise, async (ctx, { params, query }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  const { path = EVERYWHERE } = query;
  const paths =
    path === EVERYWHERE ? mailboxesToSearch(await backend.listMailboxes({ counters: false, signal })) : [path];
  return backend.getThread(params.thread, paths, { signal });
});
